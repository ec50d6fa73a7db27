"""Signed texts in addresses that we hand out: whoever holds one has it from us, unchanged. Pure.

<what is said>.<signature>
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from django.conf import settings
from django.utils.encoding import force_bytes

_BYTES = 12  # 96 bits; a multiple of three, so that base64 has one spelling only


def sign(purpose: str, said: str) -> str:
    """A text with its signature behind it.

    Args:
        purpose: what it is good for; a token is good for nothing else.
        said: ASCII.
    """
    return f"{said}.{_signature(purpose, said, settings.SECRET_KEY)}"


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
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()


@lru_cache(maxsize=64)
def _key(purpose: str, secret: str | bytes) -> bytes:
    """A key of its own for each purpose."""
    return hmac.digest(force_bytes(secret), purpose.encode(), hashlib.sha256)
