"""Real processes with servers of their own, so that they can be broken."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core.embedded.broker import BrokerServer
from core.embedded.postgres import PostgresServer
from core.embedded.scratch import scratch_dir
from tests.core.servers import Server, Visit, page, serving
from tests.e2e.conftest import ROOT, free_port

HOME = b"<html lang='en'><title>Quay 4</title><h1>Quay 4</h1><p>A flat by the quay, with a view of all the boats.</p>"


@dataclass
class Plant:
    """Web, worker and scheduler over a PostgreSQL and a broker that a test may stop and start.

    The page at `/slow` is not answered before `go_on` is set; `stalled` says that somebody waits for it.
    """

    postgres: PostgresServer
    broker: BrokerServer
    pages: Server
    folder: Path
    stalled: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    credentials: dict[str, Any] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    concurrency: int = 1

    @property
    def url(self) -> str:
        """Where the web server answers."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """What every process gets."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        servers = {"DATABASE_URL": self.postgres.url(), "REDIS_URL": self.broker.url()}
        return {
            **kept,
            **servers,
            "DEBUG": "1",
            "ENV_FILE": "/dev/null",
            "OUTBOUND_ALLOW": ",".join([self.pages.address, *self.opened]),
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(), check=True, capture_output=True, text=True
        ).stdout

    def script(self, code: str) -> str:
        """Run a piece of Python inside the product, and return what it prints."""
        command = [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"]
        environment = {**self.environment(), "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str) -> None:
        """Start one of the three processes."""
        celery = ["celery", "-A", "config"]
        commands = {
            "web": ["granian", "--interface", "wsgi", "config.wsgi:application", "--port", str(self.port)],
            "worker": [
                *celery,
                "worker",
                "--concurrency",
                str(self.concurrency),
                "--without-gossip",
                "--without-mingle",
            ],
            "beat": [*celery, "beat", "-S", "celery.beat:Scheduler"],
        }
        with (self.folder / f"{name}.txt").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *commands[name]],
                cwd=ROOT,
                env=self.environment(),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a process and its children at once, as a power cut would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def partner(self, path: str, reference: str) -> httpx2.Response:
        """Hand an item over."""
        token = self.token()
        source = {"material": ["https://images.example/1.jpg"], "name": reference, "reference_id": reference}
        body = {"source": {**source, "target_url": f"{self.pages.url}{path}"}}
        return httpx2.post(
            f"{self.url}/api/campaign", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    def token(self) -> str:
        """The partner's token."""
        answer = httpx2.post(f"{self.url}/auth/token", json=self.credentials["partner"], timeout=30)
        return answer.json()["access_token"]

    def brief(self, name: str) -> str:
        """The brief of a campaign, as the marketer reads it."""
        login = httpx2.post(f"{self.url}/api/auth/login", json=self.credentials["marketer"], timeout=30).json()
        found = httpx2.get(
            f"{self.url}/api/campaigns",
            params={"search": name},
            headers={"Authorization": f"Bearer {login['access_token']}"},
        )
        return found.json()["items"][0]["brief"]


def eventually(found: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found():
                return
        except httpx2.HTTPError:
            pass
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.25)


@pytest.fixture(scope="module")
def plant() -> Iterator[Plant]:
    """Everything up and answering."""

    def answer(visit: Visit) -> None:
        if visit.path == "/slow":
            plant.stalled.set()
            plant.go_on.wait(20)
        visit.send(page(HOME, "200 OK", "Content-Type: text/html"))

    with scratch_dir() as folder, serving(answer) as pages:
        servers = PostgresServer(data_dir=folder / "postgres"), BrokerServer(data_dir=folder / "broker")
        plant = Plant(*servers, pages, folder)
        try:
            for server in servers:
                server.start()
            plant.manage("migrate", "--verbosity", "0")
            plant.credentials = json.loads(plant.manage("create_company", "quay", "--json"))
            for name in ("web", "worker", "beat"):
                plant.start(name)
            eventually(lambda: httpx2.get(f"{plant.url}/readyz").status_code == 200, 40)
            yield plant
        finally:
            for name in list(plant.processes):
                plant.kill(name)
            for server in reversed(servers):
                server.stop()
