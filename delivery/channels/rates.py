"""How fast an account may send, over all workers together: a bucket of tokens in Redis, taken from by one script.

A bucket holds one second's worth, so that a quiet account cannot save up for a burst.
"""

import functools
import time
from dataclasses import dataclass
from typing import Any, Final, cast

import redis
import structlog
from django.conf import settings
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

# Without Redis nobody knows of the others: each takes so much of the rate, which is right for four workers.
SHARE_ALONE: Final = 0.25
AWAY: Final = 10.0  # seconds for which Redis is not asked again after it did not answer

# The clock is Redis's own, so that workers need not agree on the time. Numbers travel as text: Redis cuts fractions.
_SCRIPT: Final = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
local size = math.max(1, rate)
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(size, tonumber(kept[1] or size) + math.max(0, now - tonumber(kept[2] or now)) * rate)
local granted = math.min(wanted, math.floor(tokens))
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - granted), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(size / rate) + 60)
return {granted, tostring((1 - math.min(1, tokens - granted)) / rate)}
"""


@dataclass(frozen=True, slots=True)
class Grant:
    """What may be sent now.

    Args:
        count: so many messages.
        wait: seconds until there is more; only of interest where `count` is less than was wanted.
    """

    count: int
    wait: float


class Bucket:
    """The tokens of one account.

    Args:
        account_id: of the account.
        rate: messages a second; None for no limit.
    """

    def __init__(self, account_id: int, rate: float | None) -> None:
        self._key = f"muster:rate:{account_id}"
        self._rate = rate
        self._alone = _Alone((rate or 0) * SHARE_ALONE)
        self._ask_again_at = 0.0

    def take(self, wanted: int) -> Grant:
        """Take tokens for as many messages as there are, up to `wanted`."""
        if self._rate is None:
            return Grant(wanted, 0.0)
        if time.monotonic() >= self._ask_again_at:
            try:
                return self._take_shared(wanted)
            except (RedisError, OSError):
                log.warning("rate_limit_alone", account=self._key)
                self._ask_again_at = time.monotonic() + AWAY
        return self._alone.take(wanted)

    def _take_shared(self, wanted: int) -> Grant:
        answer = _script()(keys=[self._key], args=[repr(float(self._rate or 0)), wanted])
        granted, wait = cast("list[Any]", answer)
        return Grant(int(granted), float(wait))


class _Alone:
    """The same in this process only; it begins empty, since nobody knows what was just sent."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._tokens = 0.0
        self._at = time.monotonic()

    def take(self, wanted: int) -> Grant:
        now = time.monotonic()
        self._tokens = min(max(1.0, self._rate), self._tokens + (now - self._at) * self._rate)
        self._at = now
        granted = min(wanted, int(self._tokens))
        self._tokens -= granted
        return Grant(granted, max(0.0, 1 - self._tokens) / self._rate)


@functools.cache
def _script() -> Any:
    location = str(settings.CACHES["default"]["LOCATION"])
    client = redis.Redis.from_url(location, socket_timeout=1, socket_connect_timeout=1)
    return client.register_script(_SCRIPT)
