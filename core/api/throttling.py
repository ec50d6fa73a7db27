"""Slowing down who guesses secrets. Counts stand in the cache; while that is away, nobody is locked out."""

import hashlib

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from core.errors import TooManyError

log = structlog.get_logger(__name__)

WINDOW_SECONDS = 60
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 100


def check_attempts(*, address: str, account: str) -> None:
    """Refuse a sign-in after too many failures within a minute.

    Args:
        address: where the call comes from.
        account: the key or e-mail address that it claims.

    Raises:
        TooManyError: with the seconds to wait.
    """
    limits = _limits(address, account)
    try:
        counts = cache.get_many(limits)
    except (RedisError, OSError):
        log.warning("throttle_unavailable")
        return
    if any(counts.get(key, 0) >= limit for key, limit in limits.items()):
        raise TooManyError("Too many failed attempts. Please wait a moment.", retry_after=WINDOW_SECONDS)


def count_failure(*, address: str, account: str) -> None:
    """Remember a failed sign-in."""
    try:
        for key in _limits(address, account):
            cache.add(key, 0, timeout=WINDOW_SECONDS)
            cache.incr(key)
    except (RedisError, OSError, ValueError):  # ValueError: the count ran out between the two
        log.warning("throttle_unavailable")


def _limits(address: str, account: str) -> dict[str, int]:
    return {
        f"failures:address:{_digest(address)}": FAILURES_PER_ADDRESS,
        f"failures:account:{_digest(address, account)}": FAILURES_PER_ACCOUNT,
    }


def _digest(*parts: str) -> str:
    """Whatever a caller writes, as a key that the cache takes."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def caller_address(request: HttpRequest) -> str:
    """Where a call comes from, believing the forwarding header only as far as TRUSTED_PROXIES says."""
    proxies: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))
