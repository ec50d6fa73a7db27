"""What becomes of a value before it stands in a message, by the place where it stands."""

import re
from html import escape
from urllib.parse import quote

_LINE = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")
_MARKUP = re.compile("[&<>\"']")
_BREAKS = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
_MANY_SPACES = re.compile(" {5,}")
# Browsers take blanks and control characters out of an address before they look at its scheme.
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]+")
_ADDRESS = re.compile(r"(?:https?://[^/?#]|mailto:|tel:|sms:)", re.IGNORECASE)
# In such an address nothing is unseen, and nothing has a meaning to HTML.
_SIMPLE = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9./_~-]*")
# Of RFC 3986: what may stand in an address, and the percent sign of what is encoded already.
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=-._~%"


def as_it_is(value: str) -> str:
    """Plain text in, the same out: text messages, push, and the text of e-mails."""
    return value


def one_line(value: str) -> str:
    """A subject or a title: no line break, with which a header could be added to an e-mail."""
    if value.isprintable() and "  " not in value:  # as nearly all are: nothing to change within
        return value.strip()
    return _LINE.sub(" ", value).strip()


def for_whatsapp(value: str) -> str:
    """A parameter of a WhatsApp template: no line breaks, no tabs, at most four spaces in a row.

    Source: what Meta's Cloud API answers to such a parameter.
    """
    return _MANY_SPACES.sub("    ", _BREAKS.sub(" ", value)).strip()


def in_html(value: str) -> str:
    """Text, or the value of a quoted attribute."""
    return escape(value) if _MARKUP.search(value) else value


def whole_address(value: str) -> str:
    """An address that a value brings whole: of the web, of e-mail or of a phone, else nothing."""
    seen = _UNSEEN.sub("", value)
    return quote(seen, safe=_IN_ADDRESSES) if _ADDRESS.match(seen) else ""


def part_of_address(value: str) -> str:
    """A piece of an address: nothing in it has a meaning of its own."""
    return value if value.isalnum() and value.isascii() else quote(value, safe="")


def whole_address_in_html(value: str) -> str:
    """An address in an attribute."""
    if _SIMPLE.fullmatch(value):  # as every address by which somebody unsubscribes
        return value
    return escape(whole_address(value))


def picture(value: str) -> str:
    """The address of a picture or a file: of the web, else nothing."""
    found = whole_address(value)
    return found if found[:4].lower() == "http" else ""
