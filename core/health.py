"""Is everything there that the product needs? Asked by `/readyz`."""

import time

import structlog
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_SECONDS = 60


def beat() -> None:
    """A worker says that it lives, unless the broker is away: then nobody could hear it."""
    try:
        cache.set(HEARTBEAT_KEY, time.time(), timeout=HEARTBEAT_SECONDS)
    except (RedisError, OSError):
        log.warning("heartbeat_unheard")


def check_all() -> dict[str, str]:
    """By part, `ok` or what is wrong with it in a few words."""
    return {"database": check_database(), "broker": check_broker(), "worker": check_worker()}


def check_database() -> str:
    """Whether PostgreSQL answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "PostgreSQL does not answer"
    return "ok"


def check_broker() -> str:
    """Whether the broker answers."""
    try:
        cache.get(HEARTBEAT_KEY)
    except (RedisError, OSError):
        return "the broker does not answer"
    return "ok"


def check_worker() -> str:
    """Whether a worker did the scheduler's last round: proof of scheduler, broker and worker at once."""
    try:
        seen = cache.get(HEARTBEAT_KEY)
    except (RedisError, OSError):
        return "unknown while the broker does not answer"
    if seen is None:
        return f"no worker was heard of in the last {HEARTBEAT_SECONDS} seconds"
    return "ok"
