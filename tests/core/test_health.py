"""`/healthz` and `/readyz`, with every part alive and with each one dead."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.utils import OperationalError

from core import health

pytestmark = pytest.mark.django_db

OK = {"database": "ok", "broker": "ok", "worker": "ok"}
NO_WORKER = "no worker was heard of in the last 60 seconds"


@pytest.fixture
def dead_broker(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nonexistent/dead.sock"}}


@pytest.fixture
def dead_database(monkeypatch):
    def refuse(*_, **__):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)


def ready(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_the_process_answers_whatever_is_dead(client, dead_broker, dead_database):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json(), answer["Content-Type"]) == (200, {"status": "ok"}, "application/json")


def test_ready_when_all_is_there(client):
    health.beat()
    assert ready(client) == (200, {"status": "ok", "checks": OK})


def test_not_ready_without_a_worker(client):
    assert ready(client) == (503, {"status": "unavailable", "checks": {**OK, "worker": NO_WORKER}})


def test_not_ready_when_the_worker_fell_silent(client):
    health.beat()
    cache.delete(health.HEARTBEAT_KEY)
    assert ready(client)[1]["checks"]["worker"] == NO_WORKER


def test_not_ready_without_a_broker(client, dead_broker):
    checks = {**OK, "broker": "the broker does not answer", "worker": "unknown while the broker does not answer"}
    assert ready(client) == (503, {"status": "unavailable", "checks": checks})


def test_not_ready_without_a_database(client, dead_database):
    health.beat()
    checks = {**OK, "database": "PostgreSQL does not answer"}
    assert ready(client) == (503, {"status": "unavailable", "checks": checks})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_answered(path, client):
    assert client.head(path).status_code in (200, 503)
    assert client.post(path).status_code == 405


def test_neither_asks_who_calls(nobody):
    assert nobody.get("/healthz").status_code == 200
    assert nobody.get("/readyz").status_code == 503
