"""The embedded broker, really started."""

import stat
from pathlib import Path

import pytest
import redis

from core.embedded import process
from core.embedded.broker import BrokerServer
from core.embedded.errors import EmbeddedError

from .peers import kill_while_serving, sockets, users


def test_a_stopped_broker_leaves_no_process_and_no_socket(place: Path) -> None:
    with BrokerServer(data_dir=place / "broker"):
        assert len(sockets(place)) == 1
    assert users(place) == []
    assert sockets(place) == []


def test_data_are_kept_over_a_restart(place: Path) -> None:
    server = BrokerServer(data_dir=place / "broker")
    with server, redis.Redis.from_url(server.url()) as client:
        client.rpush("queue", "task")
    with server, redis.Redis.from_url(server.url(), decode_responses=True) as client:
        assert client.lrange("queue", 0, -1) == ["task"]


def test_settings(place: Path) -> None:
    shown = {"port": "0", "appendonly": "yes", "maxmemory-policy": "noeviction", "save": "", "appendfsync": "everysec"}
    with BrokerServer(data_dir=place / "broker") as server:
        with redis.Redis.from_url(server.url(), decode_responses=True) as client:
            assert {name: client.config_get(name)[name] for name in shown} == shown
        assert stat.S_IMODE(server.socket_path.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700


def test_a_long_path_gets_a_short_socket(place: Path) -> None:
    data_dir = place / ("a long name, with a space and a comma " * 3).strip() / "broker"
    server = BrokerServer(data_dir=data_dir)
    with server, redis.Redis.from_url(server.url()) as client:
        assert client.ping() is True
    assert not server.socket_path.parent.exists()
    assert (data_dir / "appendonlydir").is_dir()


def test_a_broker_that_outlived_its_parent_is_replaced_and_keeps_its_data(place: Path) -> None:
    orphan = kill_while_serving("broker", "BrokerServer", place / "broker")
    server = BrokerServer(data_dir=place / "broker")
    with redis.Redis.from_url(server.url()) as client:
        client.set("left", "behind")
    with server, redis.Redis.from_url(server.url(), decode_responses=True) as client:
        assert not process.is_alive(orphan)
        assert client.get("left") == "behind"
    assert users(place) == []


def test_a_stale_socket_is_swept_away(place: Path) -> None:
    server = BrokerServer(data_dir=place / "broker")
    with server:
        pass
    server.socket_path.touch()
    with server, redis.Redis.from_url(server.url()) as client:
        assert client.ping() is True


def test_a_failed_start_says_why_in_one_line(place: Path) -> None:
    server = BrokerServer(data_dir=place / "broker")
    with server, redis.Redis.from_url(server.url()) as client:
        client.set("key", "value")
    (server.data_dir / "appendonlydir" / "appendonly.aof.manifest").write_text("spoilt\n")
    with pytest.raises(EmbeddedError, match=r"^The broker did not start \(exit code 1\): .* Log: .*broker\.log$"):
        server.start()
    assert users(place) == []
