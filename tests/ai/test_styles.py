"""What a page's own styles hide."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.offline.pages.styles import declarations, hidden_by_class, hides, sheet_styles
from ai.offline.pages.visible import read

HIDDEN = [
    "display:none",
    "DISPLAY : NONE !important",
    "color:red;;display: none",
    "visibility:hidden",
    "visibility:collapse",
    "opacity:0",
    "opacity:.01",
    "font-size:0",
    "font-size:0px",
    "font-size:1px",
    "font-size:0em",
    "text-indent:-9999px",
    "position:absolute;left:-9999px",
    "position:fixed;top:-100vh",
    "position:absolute;right:-1000em",
    "position:absolute;clip:rect(0,0,0,0)",
    "position:absolute; clip: rect(1px, 1px, 1px, 1px)",
    "clip-path:inset(50%)",
    "clip-path: circle(0)",
    "height:0;overflow:hidden",
    "max-height:0px;overflow:hidden",
    "width:1px;overflow:hidden",
    "transform:scale(0)",
    "transform:translateX(-9999px)",
    "content-visibility:hidden",
]
SHOWN = [
    "",
    "display:block",
    "display:none;display:block",
    "visibility:visible",
    "opacity:1",
    "opacity:0.5",
    "font-size:12px",
    "font-size:0.9em",
    "font-size:1rem",
    "position:absolute;left:-20px",
    "left:-9999px",
    "text-indent:-20px",
    "height:0",
    "overflow:hidden;height:200px",
    "transform:translateX(-50%)",
    "transform:scale(0.9)",
    "broken",
    ":;:;",
]


@pytest.mark.parametrize("css", HIDDEN)
def test_hidden_styles(css: str) -> None:
    assert hides(declarations(css))


@pytest.mark.parametrize("css", SHOWN)
def test_shown_styles(css: str) -> None:
    assert not hides(declarations(css))


@pytest.mark.parametrize(
    ("classes", "hidden"),
    [
        ("sr-only", True),
        ("text visually-hidden", True),
        ("d-none", True),
        ("d-none d-md-block", False),
        ("hidden md:flex", False),
        ("d-block d-md-none", False),
        ("hidden", True),
        ("hidden-gem", False),
        ("", False),
    ],
)
def test_framework_classes(classes: str, hidden: bool) -> None:
    assert hidden_by_class(classes) is hidden


def seen(css: str, body: str) -> str:
    tree = LexborHTMLParser(f"<body>{body}</body>")
    return " ".join(block.text for block in read(tree, [css]).blocks)


@pytest.mark.parametrize(
    ("css", "body", "text"),
    [
        (".x{display:none}", "<p>a</p><p class=x>b</p>", "a"),
        ("#x , .y{visibility:hidden}", "<p id=x>a</p><p class=y>b</p><p>c</p>", "c"),
        (".card .x{font-size:0}", "<div class=card><p class=x>a</p></div><p class=x>b</p>", "b"),
        ("@media print{p{display:none}}", "<p>a</p>", "a"),
        ("@media screen{p{display:none}}", "<p>a</p>", ""),
        ("@media (max-width: 600px){p{display:none}}", "<p>a</p>", "a"),
        ("@media (min-width: 600px){p{display:none}}", "<p>a</p>", ""),
        ("@supports (display:grid){p{display:none}}", "<p>a</p>", ""),
        ("@keyframes f{from{opacity:0}to{opacity:1}}", "<p>a</p>", "a"),
        (".m{display:none}.m.open{display:block}", "<p class='m open'>a</p><p class=m>b</p>", "a"),
        (".m.open{display:block}.m{display:none}", "<p class='m open'>a</p>", "a"),
        (".m{display:none!important}#i{display:block}", "<p class=m id=i>a</p>", ""),
        (".m{display:none}", "<p class=m style='display:block'>a</p>", "a"),
        ("/* .x{display:none} */ .y{display:none}", "<p class=x>a</p><p class=y>b</p>", "a"),
        ("p:hover{display:none} p::before{display:none}", "<p>a</p>", "a"),
        ("a[{display:none} }}}{{ .x{display:none}", "<p>a</p>", "a"),
        ("body{background:#fff} .w{color:#fefefe}", "<p class=w>a</p><p>b</p>", "b"),
        ("body{background:#fff} .w{color:#fff;background:url(x.jpg)}", "<p class=w>a</p>", "a"),
        (".w{color:#fff}", "<p class=w>a</p>", "a"),
    ],
)
def test_style_elements_hide_what_a_browser_hides(css: str, body: str, text: str) -> None:
    assert seen(css, body) == text


def test_a_huge_style_sheet_is_cut() -> None:
    tree = LexborHTMLParser("<p class=x>a</p>" * 1000)
    assert sheet_styles(tree, [".x{display:none}" + ".a .b{display:none}" * 100_000])


def test_deeply_nested_groups_are_left_out() -> None:
    assert sheet_styles(LexborHTMLParser("<p>a</p>"), ["@media all{p{display:none}" * 20_000]) is not None
