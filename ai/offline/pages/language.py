"""The language a page is written in: what it declares, checked against its text."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from selectolax.lexbor import LexborHTMLParser

from ai.contract import Origin

LONG_ENOUGH = 250  # characters of text that outweigh a declaration
_SOME = 60  # characters that are worth a guess when nothing is declared
_SURE = 0.9
_READ = 5000

# Written alike, so that the declaration decides among them unless the text is quite clear.
_CLOSE = ({"nb", "nn", "da"},)
_DECLARATIONS: tuple[tuple[str, tuple[str, ...], Origin], ...] = (
    ("html", ("lang", "xml:lang"), "html"),
    ('meta[property="og:locale"]', ("content",), "open graph"),
    ('meta[http-equiv="content-language"]', ("content",), "html"),
)
_ALIASES = {"no": "nb", "nor": "nb", "nob": "nb", "nno": "nn", "eng": "en", "swe": "sv", "dan": "da", "deu": "de"}


def language_of(tree: LexborHTMLParser, text: str) -> tuple[str, Origin, float] | None:
    """Return the page's ISO 639-1 language, the origin of the finding and its confidence; None if it stays unknown.

    Norwegian is `nb` or `nn`: a page that says just "no" is taken for bokmål, as nine of ten are.

    Args:
        tree: the parsed page, for what it declares.
        text: its main text.
    """
    declared, origin = _declared(tree)
    read, surety = _identify(text[:_READ]) if len(text) >= _SOME else ("", 0.0)
    if declared and (read == declared or not read or _alike(declared, read, surety, len(text))):
        return declared, origin, 0.95 if read == declared else 0.8
    if read and surety >= _SURE and (not declared or len(text) >= LONG_ENOUGH):
        return read, "text", 0.9 if len(text) >= LONG_ENOUGH else 0.6
    return (declared, origin, 0.6) if declared else None


def written_in(text: str) -> str | None:
    """Return the ISO 639-1 language of a text; None for one that is too short or too mixed to say."""
    read, surety = _identify(text[:_READ]) if len(text) >= _SOME else ("", 0.0)
    return read if surety >= _SURE else None


def _alike(declared: str, read: str, surety: float, length: int) -> bool:
    close = any({declared, read} <= group for group in _CLOSE)
    return close and (surety < 0.99 or length < 2 * LONG_ENOUGH)


def _declared(tree: LexborHTMLParser) -> tuple[str, Origin]:
    for selector, names, origin in _DECLARATIONS:
        node = tree.css_first(selector)
        for name in names if node else ():
            if node and (code := _code(node.attributes.get(name) or "")):
                return code, origin
    return "", "html"


def _code(tag: str) -> str:
    """Return the language of a tag such as `nb-NO` or `en_GB`; empty if it has none of two letters."""
    name = tag.strip().lower().replace("_", "-").partition("-")[0]
    code = _ALIASES.get(name, name)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _identify(text: str) -> tuple[str, float]:
    ranked = [(_code(str(name)), float(surety)) for name, surety in _identifier().rank(text)[:4]]
    best, surety = ranked[0]
    # Languages that are written alike share the probability; together they say that it is one of them.
    family = next((group for group in _CLOSE if best in group), {best})
    shared = sum(part for name, part in ranked if name in family)
    return best, max(surety, min(shared, 0.95) if surety >= 0.6 else 0.0)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
