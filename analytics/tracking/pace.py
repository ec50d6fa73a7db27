"""How many different links a visitor asks for at once. Counted in the cache for two seconds, and nowhere else.

A visitor is a recipient where the address says which, else an address and an agent, known by a keyed hash only.
While the cache is away nobody is too fast.
"""

import structlog
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

WINDOW_SECONDS = 2
MOST_LINKS = 3
_SALT = "analytics.tracking.pace"


def is_hurried(*, link_id: int, visitor: tuple[str, ...]) -> bool:
    """Whether a visitor asks for more different links than `MOST_LINKS` within the window, this one included.

    Args:
        visitor: whatever tells one from another.
    """
    told_by = "\0".join(visitor)
    key = f"pace:{salted_hmac(_SALT, told_by, algorithm='sha256').hexdigest()[:32]}"
    try:
        if not cache.add(f"{key}:{link_id}", 1, timeout=WINDOW_SECONDS):
            return int(cache.get(key, 0)) > MOST_LINKS
        cache.add(key, 0, timeout=WINDOW_SECONDS)
        return int(cache.incr(key)) > MOST_LINKS
    except (RedisError, OSError):
        log.warning("pace_unavailable")
        return False
    except ValueError:  # the window ended between the two
        return False
