"""The stand: a database and a broker of the benchmark's own, the product's tables in it, and Django set up."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg
from django.core.management import call_command

from core.embedded.broker import BrokerServer
from core.embedded.postgres import PostgresServer
from core.embedded.scratch import scratch_dir


@dataclass(frozen=True, slots=True)
class Stand:
    """What the rows measure on.

    Args:
        folder: for logs and request files; gone afterwards.
        url: of the database.
        postgres: process id of its main process.
    """

    folder: Path
    url: str
    postgres: int

    def sql(self, *statements: str) -> None:
        """Run statements outside any transaction, as VACUUM wants it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def fsyncs_per_second(self) -> float:
        """How often this machine can make 8 kB durable in a second: what bounds single commits."""
        path, count = self.folder / "fsync", 100
        with path.open("wb", buffering=0) as file:
            started = time.perf_counter()
            for _ in range(count):
                file.write(b"x" * 8192)
                os.fdatasync(file.fileno())
            return count / (time.perf_counter() - started)


@contextmanager
def stand() -> Iterator[Stand]:
    """Start everything, durable as in production, and stop it at the end."""
    with scratch_dir() as folder:
        postgres = PostgresServer(data_dir=folder / "postgres")
        broker = BrokerServer(data_dir=folder / "broker")
        try:
            postgres.start()
            broker.start()
            _set_environment(postgres.url(), broker.url())
            django.setup()
            call_command("migrate", verbosity=0)
            pid = int((postgres.data_dir / postgres.pid_file).read_text().splitlines()[0])
            found = Stand(folder, postgres.url(), pid)
            # A vacuum in the middle of a round would be counted into it; the rows vacuum between rounds.
            found.sql("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
            yield found
        finally:
            broker.stop()
            postgres.stop()


def _set_environment(database_url: str, redis_url: str) -> None:
    """As in production; no secret of these outlives the run."""
    os.environ.update(
        ENV_FILE=os.devnull,
        DEBUG="0",
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        SECRET_KEY=secrets.token_urlsafe(50),
        ENCRYPTION_KEYS=secrets.token_urlsafe(32),
        SHORT_ID_SECRET=secrets.token_urlsafe(32),
        ALLOWED_HOSTS="127.0.0.1",
        HTTPS_ONLY="0",
        LOG_LEVEL="WARNING",
        STATEMENT_TIMEOUT_MS="600000",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    for name in ("BASE_DOMAIN", "PUBLIC_URL", "DATABASE_POOLER", "TRUSTED_PROXIES", "OUTBOUND_ALLOW"):
        os.environ.pop(name, None)
