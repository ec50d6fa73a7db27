"""How often a machine may call."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as BrokerAway

from core.api import buckets
from core.errors import TooManyError
from tests.conftest import make_company
from tests.delivery.api.conftest import make_agency, make_application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Three at once, then one in ten seconds."""
    cache.clear()
    monkeypatch.setattr(buckets, "BURST", 3)
    monkeypatch.setattr(buckets, "PER_SECOND", 0.1)
    monkeypatch.setattr(buckets, "_resting_until", 0.0)


def test_so_many_at_once_and_no_more():
    for _ in range(3):
        buckets.check_rate("7")
    with pytest.raises(TooManyError) as refused:
        buckets.check_rate("7")
    assert 9 <= refused.value.data["retry_after"] <= 11


def test_every_machine_has_a_bucket_of_its_own():
    for _ in range(3):
        buckets.check_rate("7")
    buckets.check_rate("8")


def test_a_bucket_fills_again(monkeypatch):
    for _ in range(3):
        buckets.check_rate("7")
    monkeypatch.setattr(buckets, "PER_SECOND", 1_000_000.0)
    buckets.check_rate("7")


def test_while_redis_is_away_nobody_is_held_up_and_it_is_left_alone(monkeypatch):
    asked = []

    def away(**_):
        asked.append(1)
        raise BrokerAway

    monkeypatch.setattr(buckets, "_script", lambda: away)
    for _ in range(5):
        buckets.check_rate("7")
    assert len(asked) == 1


def test_the_doors_refuse_in_their_own_words(monkeypatch):
    monkeypatch.setattr(buckets, "BURST", 1)
    company = make_company("storhaug")
    message = "Too many calls. Please slow down."
    application, agency = make_application(company), make_agency(company)
    application.post("/v4/campaign/list", {})
    answer = application.post("/v4/campaign/list", {})
    assert (answer.status_code, answer.json()) == (429, {"status": "error", "message": message, "errors": []})
    assert 9 <= int(answer["Retry-After"]) <= 11
    agency.get(agency.at("getCampaignData"))
    answer = agency.get(agency.at("getCampaignData"))
    assert (answer.status_code, answer.json()) == (429, {"success": False, "message": message})
