"""The product's own commands: what runs once before it is up, and what runs side by side afterwards."""

import sys
from dataclasses import dataclass
from pathlib import Path

from .errors import EmbeddedError
from .paths import var_dir
from .process import Pause
from .program import Program, run_once

# Celery warns root at length. Here root is a container's or a newcomer's, and the servers have dropped it.
_CELERY = (sys.executable, "-W", "ignore:::celery.platforms", "-m", "celery", "-A", "config", "--quiet")


@dataclass(frozen=True, slots=True)
class Product:
    """A checkout's commands.

    Args:
        base_dir: the checkout.
        address: IP address that the web server listens on.
        port: its TCP port.
        outbound_allow: `host:port` that the product may call although they are private.
        marks: what every process carries in its environment besides.
    """

    base_dir: Path
    address: str
    port: int
    outbound_allow: tuple[str, ...]
    marks: tuple[tuple[str, str], ...] = ()

    def programs(self) -> list[Program]:
        """What runs side by side, in the order of its start."""
        return [self._web(), self._worker(), self._beat()]

    def migrate(self, *, pause: Pause) -> None:
        """Bring the database up to date; errors as in `manage`."""
        self.manage("migrate", "--noinput", "--verbosity", "0", pause=pause)

    def manage(self, name: str, *arguments: str, pause: Pause) -> str:
        """Run one of the project's commands to its end and return its output.

        Raises:
            EmbeddedError: when it fails, with its last words and the file that holds them all.
        """
        command = (sys.executable, "manage.py", name, *arguments)
        outcome = run_once(self._program(name, *command), pause=pause)
        if outcome.code:
            log = var_dir(self.base_dir) / "log" / f"{name}.log"
            log.parent.mkdir(exist_ok=True)
            log.write_text(outcome.errors)
            raise EmbeddedError(f"manage.py {name} failed: {outcome.last_words} Log: {log}")
        return outcome.output

    def environment(self) -> dict[str, str]:
        """What the processes get beside our own; they may read the demo pages that they serve themselves."""
        own = (f"127.0.0.1:{self.port}/demo/", f"localhost:{self.port}/demo/")
        allowed = ",".join(dict.fromkeys((*self.outbound_allow, *own)))
        return {"PYTHONUNBUFFERED": "1", "PORT": str(self.port), "OUTBOUND_ALLOW": allowed, **dict(self.marks)}

    def _web(self) -> Program:
        server = (sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application")
        place = ("--host", self.address, "--port", str(self.port), "--no-ws", "--no-access-log")
        workers = ("--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers")
        return self._program("web", *server, *place, *workers)

    def _worker(self) -> Program:
        size = ("--concurrency", "2", "--without-gossip", "--without-mingle")
        return self._program("worker", *_CELERY, "worker", "--loglevel", "info", *size)

    def _beat(self) -> Program:
        # The schedule is in the settings: beat needs no file to remember it.
        return self._program("beat", *_CELERY, "beat", "-S", "celery.beat:Scheduler", "--loglevel", "info")

    def _program(self, name: str, *command: str) -> Program:
        return Program(name, command, self.base_dir, self.environment())
