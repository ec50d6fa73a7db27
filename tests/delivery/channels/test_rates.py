"""Rate limits: one bucket for all workers, and a careful one for each while Redis is away."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from delivery.channels import rates
from delivery.channels.rates import Bucket, Grant


@pytest.fixture
def number(request):
    """An account of nobody else's."""
    return f"test-{request.node.name}-{time.time_ns()}"


def test_no_limit_is_no_question(monkeypatch):
    monkeypatch.setattr(rates, "_script", lambda: pytest.fail("Redis was asked"))
    assert Bucket(1, None).take(500) == Grant(500, 0.0)


def test_a_bucket_holds_one_second(number):
    bucket = Bucket(number, 20)
    assert bucket.take(500).count == 20
    second = bucket.take(500)
    assert second.count <= 1
    assert 0 < second.wait <= 0.05


def test_it_fills_with_time(number):
    bucket = Bucket(number, 50)
    bucket.take(500)
    time.sleep(0.3)
    assert 14 <= bucket.take(500).count <= 30


def test_a_rate_below_one_gives_one_at_a_time(number):
    bucket = Bucket(number, 0.5)
    assert bucket.take(10).count == 1
    second = bucket.take(10)
    assert second.count == 0
    assert 1.5 < second.wait <= 2.0


def test_no_more_is_taken_than_is_wanted(number):
    bucket = Bucket(number, 10)
    assert [bucket.take(3).count for _ in range(3)] == [3, 3, 3]


def test_all_workers_share_one(number):
    def worker():
        bucket, sent, end = Bucket(number, 100), 0, time.monotonic() + 1
        while time.monotonic() < end:
            grant = bucket.take(10)
            sent += grant.count
            time.sleep(min(grant.wait, 0.02))
        return sent

    assert 150 <= sum(_threads(worker, 4)) <= 215


def test_another_account_has_its_own(number):
    assert Bucket(number, 5).take(5).count == 5
    assert Bucket(f"{number}-b", 5).take(5).count == 5


def test_without_redis_each_takes_a_quarter(number, monkeypatch):
    asked = []

    def away():
        asked.append(1)
        raise RedisConnectionError

    monkeypatch.setattr(rates, "_script", away)
    bucket = Bucket(number, 40)
    assert bucket.take(100).count == 0
    time.sleep(0.5)
    assert 4 <= bucket.take(100).count <= 7
    for _ in range(10):
        bucket.take(1)
    assert asked == [1]


def _threads(call, count):
    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(call) for _ in range(count)]]
