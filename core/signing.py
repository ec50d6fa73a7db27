"""Signed texts in addresses that we hand out: whoever holds one has it from us, unchanged. Pure.

<what is said>.<signature>
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.utils.encoding import force_bytes

_BYTES = 12  # 96 bits; a multiple of three, so that base64 has one spelling only
_BLOCK = 64  # bytes of SHA-256


def sign(purpose: str, said: str) -> str:
    """A text with its signature behind it.

    Args:
        purpose: what it is good for; a token is good for nothing else.
        said: ASCII.
    """
    return f"{said}.{_signature(purpose, said, settings.SECRET_KEY)}"


def signer(purpose: str) -> Callable[[str], str]:
    """As `sign`, for many texts: the half of an HMAC that is the same for all of them is done once.

    Args:
        purpose: what the tokens are good for.
    """
    # RFC 2104: the key, filled up to a block, is hashed before the text, and before the text's hash.
    block = _key(purpose, settings.SECRET_KEY).ljust(_BLOCK, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ mask for byte in block)) for mask in (0x36, 0x5C))

    def signed(said: str) -> str:
        within, around = inner.copy(), outer.copy()
        within.update(said.encode())
        around.update(within.digest())
        return f"{said}.{_spelled(around.digest())}"

    return signed


def read(purpose: str, token: str) -> str | None:
    """What a token says, or None for any that `sign` did not make for this purpose.

    Tokens of earlier keys hold as long as SECRET_KEY_FALLBACKS lists them.
    """
    said, _, signature = token.rpartition(".")
    if not said or not token.isascii():
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = any(hmac.compare_digest(_signature(purpose, said, key), signature) for key in keys)
    return said if good else None


def _signature(purpose: str, said: str, secret: str | bytes) -> str:
    digest = hmac.digest(_key(purpose, secret), said.encode(), hashlib.sha256)
    return _spelled(digest)


def _spelled(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()


@lru_cache(maxsize=64)
def _key(purpose: str, secret: str | bytes) -> bytes:
    """A key of its own for each purpose."""
    return hmac.digest(force_bytes(secret), purpose.encode(), hashlib.sha256)
