"""Where links may lead, and how an address is written in a header. Pure."""

import re

from django.utils.encoding import iri_to_uri
from pydantic import HttpUrl, TypeAdapter, ValidationError

from analytics.models.link import LONGEST_TARGET

_URL = TypeAdapter(HttpUrl)
_START = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# Browsers read a backslash as a slash, and drop line ends: such an address is not what it looks like.
_STRANGE = re.compile(r"[\s\\\x00-\x1f\x7f]")
_HOST = re.compile(r"(?<=://)[^/?#]*")


def fault(target: str) -> str:
    """What is wrong with a target; nothing where it will do."""
    if len(target) > LONGEST_TARGET:
        return f"An address may have at most {LONGEST_TARGET} characters."
    if not _START.match(target) or _STRANGE.search(target):
        return "Give an address that begins with http:// or https:// and holds no spaces."
    try:
        found = _URL.validate_python(target)
    except ValidationError:
        return "This is not a valid web address."
    if found.username or found.password or "@" in target.split("/")[2]:
        return "An address with a user name in it is not what it seems: leave out what stands before the @."
    return ""


def ascii_only(target: str) -> str:
    """An address as headers carry it: other letters percent-encoded, in its host as Punycode.

    Args:
        target: one without fault, perhaps with tags.
    """
    host = _HOST.search(target)
    if host is None or host[0].isascii():
        return str(iri_to_uri(target))
    found = _URL.validate_python(target[: host.end()])
    origin = (
        f"{found.scheme}://{found.host}" if found.port in (80, 443) else f"{found.scheme}://{found.host}:{found.port}"
    )
    return str(iri_to_uri(f"{origin}{target[host.end() :]}"))
