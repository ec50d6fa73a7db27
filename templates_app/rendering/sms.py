"""How many parts a text message is sent in.

Source: 3GPP TS 23.038 (the GSM 7-bit alphabet and its extension table) and TS 23.040 (the lengths of parts).
"""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_LENGTHS = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class Parts:
    """How a text message is sent.

    Args:
        encoding: `GSM-7` or `UCS-2`.
        units: how many characters of that encoding it takes; some take two.
        parts: how many messages the sender pays for.
        culprits: the characters that need UCS-2, in order and once each.
    """

    encoding: str
    units: int
    parts: int
    culprits: str


def parts(text: str) -> Parts:
    """Count a text message."""
    culprits = "".join(dict.fromkeys(letter for letter in text if letter not in _BASIC and letter not in _EXTENDED))
    if culprits:
        sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    else:
        sizes = [2 if letter in _EXTENDED else 1 for letter in text]
    encoding = "UCS-2" if culprits else "GSM-7"
    alone, joined = _LENGTHS[encoding]
    count = 1 if sum(sizes) <= alone else _joined(sizes, joined)
    return Parts(encoding, sum(sizes), count if text else 0, culprits)


def _joined(sizes: list[int], length: int) -> int:
    """Parts of a long message; a character of two units is never torn apart."""
    count, used = 1, 0
    for size in sizes:
        if used + size > length:
            count, used = count + 1, 0
        used += size
    return count
