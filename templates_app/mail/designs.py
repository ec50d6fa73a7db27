"""MJML, the language of e-mail designs, turned into HTML."""

import re

from mjml import mjml2html

from core.errors import Fault, InvalidError
from templates_app.mail import nesting

_PLACE = re.compile(r" in root template(?: at position (\d+)(?::(\d+))?)?$")
_INCLUDE = re.compile(r"<mj-include\b", re.IGNORECASE)
WORDS = {
    "unexpected end of stream": "The MJML ends too early: an element is not closed.",
    "unable to parse next template": "The MJML cannot be read: an element is not closed, or a sign such as “<” or “&” "
    "stands where it has no meaning.",
    "unexpected token": "This is no MJML: it must be one <mjml> element.",
    "unable to find mjml element": "This is no MJML: it must be one <mjml> element.",
    "unexpected element": "An element stands where MJML does not take it.",
    "unexpected attribute": "An attribute stands where MJML does not take it.",
    "missing attribute": "An element lacks an attribute that it needs.",
}


def to_html(source: str) -> str:
    """A design as HTML. Nothing is loaded: neither included files nor fonts.

    Raises:
        InvalidError: it is no MJML; with the line where that is known.
    """
    if found := _INCLUDE.search(source):
        raise _refusal("Other files cannot be included.", source, found.start())
    nesting.check_design(source)
    try:
        made = mjml2html(source, disable_comments=True, fonts={})
    except ValueError as error:
        raise _in_words(str(error), source) from error
    if found := re.search(r"<mj-[\w-]+", made):
        name = found[0][1:]
        raise _refusal(f"MJML has no element “{name}”.", source, source.find(found[0]))
    return made


def _in_words(message: str, source: str) -> InvalidError:
    place = _PLACE.search(message)
    said = message[: place.start()] if place else message
    words = WORDS.get(said, f"The MJML cannot be read: {said}.")
    # Where the parser names a place, it counts bytes.
    at = len(source.encode()[: int(place[1])].decode(errors="ignore")) if place and place[1] else -1
    return _refusal(words, source, at)


def _refusal(message: str, source: str, at: int) -> InvalidError:
    words = f"Line {source.count(chr(10), 0, at) + 1}: {message}" if at >= 0 else message
    return InvalidError(words, faults=[Fault(["source"], words)])
