"""One PostgreSQL and one broker for a whole test run, started before Django reads its settings.

Loaded by `-p tests.servers`; the workers of a parallel run inherit the addresses.
"""

import os
import shutil
import tempfile
from pathlib import Path

from core.embedded.broker import BrokerServer
from core.embedded.postgres import PostgresServer

# What a developer's own environment must not change.
UNSET = ("SECRET_KEY", "ENCRYPTION_KEYS", "SHORT_ID_SECRET", "BASE_DOMAIN", "PUBLIC_URL", "OUTBOUND_ALLOW", "ASSISTANT")

_started: list[PostgresServer | BrokerServer] = []
_folder: Path | None = None


def start() -> None:
    """Start both and point the environment at them."""
    global _folder
    _folder = Path(tempfile.mkdtemp(prefix="muster-tests-"))
    _folder.chmod(0o755)
    postgres = PostgresServer(data_dir=_folder / "postgres", durable=False)
    broker = BrokerServer(data_dir=_folder / "broker", durable=False)
    for server in (postgres, broker):
        server.start()
        _started.append(server)
    os.environ.update(
        ENV_FILE="/dev/null",
        DEBUG="1",
        DATABASE_URL=postgres.url(),
        REDIS_URL=broker.url(),
        DJANGO_SETTINGS_MODULE="tests.settings",
    )
    for name in UNSET:
        os.environ.pop(name, None)


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    for server in reversed(_started):
        server.stop()
    _started.clear()
    if _folder:
        shutil.rmtree(_folder, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ:
    start()
