"""How often a machine may call: a bucket of tokens for each, in Redis. While Redis is away, nobody is slowed down."""

import functools
import time
from typing import Any, Final

import redis
import structlog
from django.conf import settings
from redis.exceptions import RedisError

from core.errors import TooManyError

log = structlog.get_logger(__name__)

BURST: Final = 500
PER_SECOND: Final = 50.0
# After Redis did not answer it is left alone for a moment, so that calls do not wait for it one by one.
_REST_SECONDS: Final = 5.0
_resting_until = 0.0

# The clock is Redis's own, so that all servers agree. Numbers travel as text: Redis cuts fractions.
_SCRIPT: Final = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local burst, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, tonumber(kept[1] or burst) + math.max(0, now - tonumber(kept[2] or now)) * rate)
local wait = 0
if tokens < 1 then wait = (1 - tokens) / rate else tokens = tokens - 1 end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return tostring(wait)
"""


def check_rate(caller: str) -> None:
    """Count a call, or refuse it: in the long run `PER_SECOND`, at once `BURST`.

    Args:
        caller: who calls, for instance a credential's key.

    Raises:
        TooManyError: with the seconds to wait.
    """
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        wait = float(_script()(keys=[f"muster:calls:{caller}"], args=[BURST, PER_SECOND]))
    except (RedisError, OSError):
        _resting_until = time.monotonic() + _REST_SECONDS
        log.warning("throttle_unavailable")
        return
    if wait > 0:
        raise TooManyError("Too many calls. Please slow down.", retry_after=max(1, round(wait + 0.5)))


@functools.cache
def _script() -> Any:
    location = str(settings.CACHES["default"]["LOCATION"])
    client = redis.Redis.from_url(location, socket_timeout=1, socket_connect_timeout=1)
    return client.register_script(_SCRIPT)
