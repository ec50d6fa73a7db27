"""How the HTML standard treats elements, as far as the first pass over a page needs it.

Source: HTML Living Standard, 13.1.2 (void and raw text elements), 13.2.4 (special elements, scopes), 13.2.6.
"""

from ai.text import words

# The body is text for machines, up to the first end tag. noscript is here because readers' browsers run scripts.
RAW = words("script style title textarea iframe noembed noframes noscript xmp")
# Elements with ordinary contents that a reader does not see, or sees as a control or a picture.
SKIPPED = words("template svg math select datalist canvas video audio")
# An unclosed one of these is ended by any of the blocks below instead of swallowing the page.
BREAKABLE = words("svg math select")
BREAKOUT = words(
    "body blockquote center div dl dt dd h1 h2 h3 h4 h5 h6 header footer section article main nav aside hr img "
    "li ol ul p pre table"
)
VOID = words("area base br hr img link meta source")
DROPPED = words("embed input param track wbr col frame option optgroup keygen bgsound")
RENAMED = {
    # Formatting elements multiply when they are left unclosed; <span> does not.
    **dict.fromkeys(words("b big code em font i nobr small strong tt u"), "span"),
    **dict.fromkeys(words("form fieldset object applet marquee center plaintext"), "div"),
    **dict.fromkeys(words("s strike"), "del"),
    "image": "img",
    "listing": "pre",
}
# Their end tags may be missing, and a second one ends the first, so that they add nothing to the depth by themselves.
UNCOUNTED = words(
    "html head body a p li dt dd tr td th thead tbody tfoot caption colgroup rb rt rp rtc h1 h2 h3 h4 h5 h6"
)
SPECIAL = words(
    "address article aside blockquote button details dialog dir div dl figcaption figure footer header hgroup "
    "main menu nav ol pre search section summary table ul"
)
BOUNDARIES = words("table")
KEPT_ATTRIBUTES = words(
    "alt aria-hidden bgcolor charset class color content data-src datetime dir height hidden href http-equiv id itemid "
    "itemprop itemscope itemtype lang name open property rel role src srcset style title type value width xml:lang"
)
