"""Bytes to text: believe the bytes before the server, because servers and templates declare the wrong charset so often.

The order (a BOM, then what the bytes prove, then what is declared) differs from the WHATWG encoding standard only
where a declaration contradicts the bytes; there a browser shows mojibake and we do not. Labels follow that standard
in reading latin-1 as windows-1252.
"""

import codecs
import re

from charset_normalizer import from_bytes

from ai.text import words

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.I)
_XML = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""", re.I)
_LATIN = {"iso8859-1", "ascii", "cp1252"}
# Codecs whose bytes are all ASCII or whose text can look like valid UTF-8 by chance: there the declaration rules.
_NOT_SEEN_IN_BYTES = ("iso2022", "hz", "utf-16", "utf-32")
# Python's codecs that are no charset of a page; browsers know none of them.
_NO_CHARSETS = words(
    "idna punycode unicode-escape unicode_escape raw-unicode-escape raw_unicode_escape utf-7 undefined"
)
_SAMPLE = 64 * 1024
_ASCII = re.compile(r"[\x00-\x7f]+")
_CODE = re.compile(rb"<(script|style)\b.*?(?:</\1|\Z)", re.I | re.S)
_TAG = re.compile(rb"<[^<>]{0,500}>")
_ODD = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z]")


def decode(content: bytes, charset: str | None = None) -> str:
    """Return the page's text, with NULs removed.

    Args:
        content: the page's bytes.
        charset: as the HTTP answer declared it, or None.
    """
    return _text(content, charset).replace("\x00", "")


def _text(content: bytes, charset: str | None) -> str:
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content.decode(name, "replace")
    declared = _codec(charset) or _declared_inside(content)
    if declared and declared.startswith(_NOT_SEEN_IN_BYTES):
        return content.decode(declared, "replace")
    if wide := _wide(content):
        return content.decode(wide, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(content, declared)


def _not_utf8(content: bytes, declared: str | None) -> str:
    """Read bytes that are no clean UTF-8: a few faults in UTF-8 are repaired, else the declared or a guessed codec."""
    repaired = content.decode("utf-8", "replace")
    # The declaration does not matter here: text of another charset has next to no valid UTF-8 sequences.
    faults = repaired.count("\ufffd")
    cut_short = faults == 1 and repaired.endswith("\ufffd")
    if cut_short or faults * 10 <= len(_ASCII.sub("", repaired)) - faults:
        return repaired
    if declared and declared != "utf-8":
        return content.decode("cp1252" if declared in _LATIN else declared, "replace")
    return content.decode(_guess(content), "replace")


def _guess(content: bytes) -> str:
    """Name the codec of undeclared bytes: windows-1252 for mostly Latin text, else what the statistics say."""
    odd = next(_ODD.finditer(content))
    sample = content[max(0, odd.start() - 2000) : odd.start() + _SAMPLE]
    text = _TAG.sub(b" ", _CODE.sub(b" ", sample))
    strange, latin = len(_ODD.findall(text)), len(_LETTER.findall(text))
    if strange * 2 < latin:
        return "cp1252"
    best = from_bytes(text, steps=3, chunk_size=512).best()
    return best.encoding if best else "cp1252"


def _wide(content: bytes) -> str | None:
    """Name UTF-16 without a BOM by its zero bytes, which markup has at every second place."""
    head = content[:400]
    if len(head) < 8 or head.count(0) < len(head) // 3:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _declared_inside(content: bytes) -> str | None:
    """Name the codec that the page itself declares in its first 4 KiB (the standard asks for 1 KiB)."""
    head = content[:4096]
    found = _META.search(head) or _XML.match(head)
    name = _codec(found[1].decode("ascii", "replace")) if found else None
    # A declaration that could be read byte by byte is not UTF-16 (WHATWG: prescan a byte stream).
    return "utf-8" if name and name.startswith(("utf-16", "utf-32")) else name


def _codec(label: str | None) -> str | None:
    """Return Python's name for a charset label; None if it knows none that makes text of bytes."""
    try:
        info = codecs.lookup((label or "").strip(" \"'").lower())
        b"a".decode(info.name, "replace")  # refuses rot13, base64 and the like, which make no text
    except (LookupError, ValueError):
        return None
    return None if info.name in _NO_CHARSETS else info.name
