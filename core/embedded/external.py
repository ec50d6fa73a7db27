"""Servers that the environment points to instead of our own: do they answer?"""

import psycopg
import redis
from psycopg.conninfo import conninfo_to_dict

from .errors import EmbeddedError

_SECONDS = 5


def check_database(url: str) -> None:
    """See that PostgreSQL answers.

    Raises:
        EmbeddedError: when it does not; it names DATABASE_URL and never its password.
    """
    try:
        password = conninfo_to_dict(url).get("password")
        psycopg.connect(url, connect_timeout=_SECONDS).close()
    except psycopg.ProgrammingError:
        raise EmbeddedError("DATABASE_URL is not a PostgreSQL address that can be read.") from None
    except psycopg.OperationalError as error:
        raise EmbeddedError(f"DATABASE_URL does not answer: {_line(error, password)}") from None


def check_broker(url: str) -> None:
    """See that the broker answers.

    Raises:
        EmbeddedError: when it does not; it names REDIS_URL and never its password.
    """
    password = None
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS)
        password = client.get_connection_kwargs().get("password")
        with client:
            client.ping()
    except ValueError:
        raise EmbeddedError("REDIS_URL is not a Redis address that can be read.") from None
    except (redis.RedisError, OSError) as error:
        raise EmbeddedError(f"REDIS_URL does not answer: {_line(error, password)}") from None


def _line(error: Exception, password: object) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    # A password of a letter or two would be cut out of every word, and so given away.
    return text.replace(str(password), "***") if password and len(str(password)) > 3 else text
