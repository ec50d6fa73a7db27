"""Taking events in: what counts, what does not, and that nothing counts twice."""

import gzip
import json
from decimal import Decimal

import pytest

from analytics.models import CompanyMetric, DailyMetric, Event, TotalMetric
from tests.analytics.conftest import ADDRESS, event

pytestmark = pytest.mark.django_db


def sums(model):
    found = {}
    for row in model.objects.all():
        found[row.kind] = found.get(row.kind, 0) + row.count
    return found


def test_events_are_counted(owner, work):
    batch = [event(campaignId=work.id, count=3), event("click", campaignId=work.id)]
    answer = owner.post(ADDRESS, {"events": batch})
    assert (answer.status_code, answer.json()) == (200, {"accepted": 2, "duplicates": 0, "rejected": []})
    for model in (DailyMetric, TotalMetric, CompanyMetric):
        assert sums(model) == {"impression": 3, "click": 1}
    assert Event.objects.count() == 2


def test_the_same_batch_again_counts_nothing(owner, work):
    batch = {"events": [event(campaignId=work.id), event("click", campaignId=work.id)]}
    owner.post(ADDRESS, batch)
    assert owner.post(ADDRESS, batch).json() == {"accepted": 0, "duplicates": 2, "rejected": []}
    assert sums(TotalMetric) == {"impression": 1, "click": 1}


def test_a_key_twice_in_one_batch_counts_once(owner, work):
    one = event(campaignId=work.id)
    assert owner.post(ADDRESS, {"events": [one, one]}).json() == {"accepted": 1, "duplicates": 1, "rejected": []}


@pytest.mark.parametrize("many", [32, 33, 500])
def test_few_and_many_events_count_alike(owner, work, many):
    batch = [event(campaignId=work.id, contentId=work.item("post"), count=2) for _ in range(many)]
    assert owner.post(ADDRESS, {"events": batch}).json()["accepted"] == many
    row = TotalMetric.objects.get()
    assert (row.count, row.content_id, row.platform) == (2 * many, work.items["post"].pk, "linkedin")


def test_lines_and_gzip(owner, work):
    lines = "\n".join(json.dumps(event(campaignId=work.id)) for _ in range(3)) + "\n\n"
    headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
    answer = owner.call("POST", ADDRESS, gzip.compress(lines.encode()), **headers)
    assert answer.json()["accepted"] == 3


def test_spend_is_money_in_the_companys_currency(owner, work):
    owner.post(ADDRESS, {"events": [event("spend", campaignId=work.id, value="12.345678")]})
    row = TotalMetric.objects.get()
    assert (row.value, row.currency, row.count) == (Decimal("12.345678"), "EUR", 1)


def test_a_day_is_the_companys(owner, work):
    late = event(campaignId=work.id, occurredAt="2027-04-30T22:30:00Z")
    owner.post(ADDRESS, {"events": [late]})
    assert str(DailyMetric.objects.get().day) == "2027-05-01"


REFUSED = {
    "from the future": ({"occurredAt": "2027-05-02T11:06:00Z"}, "occurredAt lies in the future."),
    "of 1970": (
        {"occurredAt": "1970-01-01T00:00:00Z"},
        "occurredAt lies before 2025-04-01: older events are not kept.",
    ),
    "without a zone": (
        {"occurredAt": "2027-05-02T11:00:00"},
        "occurredAt must be an instant with its zone, for instance 2027-03-01T09:00:00Z.",
    ),
    "no campaign": ({"campaignId": None}, "campaignId is required, or contentId."),
    "an unknown campaign": ({"campaignId": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829"}, "Campaign not found"),
    "a campaign that is no id": ({"campaignId": "7"}, "campaignId must be the id of a campaign."),
    "an unknown content": ({"contentId": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829"}, "Content not found"),
    "a negative count": ({"count": -1}, "count must be a whole number from 0 to 1,000,000,000."),
    "a half": ({"count": 1.5}, "count must be a whole number from 0 to 1,000,000,000."),
    "true": ({"count": True}, "count must be a whole number from 0 to 1,000,000,000."),
    "a huge count": ({"count": 10**30}, "count must be a whole number from 0 to 1,000,000,000."),
    "an unknown kind": (
        {"kind": "smile"},
        "kind must be one of impression, view, like, comment, share, click, open, delivery, bounce, complaint, "
        "opt-out, conversion, spend.",
    ),
    "no kind": ({"kind": None}, "kind is required."),
    "no key": ({"key": None}, "key is required."),
    "an empty key": ({"key": ""}, "key must have 1 to 128 characters, none of them a control character."),
    "a NUL in the key": ({"key": "a\x00b"}, "key must have 1 to 128 characters, none of them a control character."),
    "spend without a value": ({"kind": "spend"}, "value is required: how much was spent."),
    "a negative value": ({"kind": "spend", "value": -1}, "value must be an amount from 0 to 1,000,000,000."),
    "no number as a value": ({"kind": "spend", "value": "NaN"}, "value must be an amount from 0 to 1,000,000,000."),
    "a value of a like": (
        {"kind": "like", "value": 1},
        "value goes with spend and conversion only: send what it cost as an event of kind spend.",
    ),
    "a strange currency": (
        {"kind": "spend", "value": 1, "currency": "euro"},
        "currency must be an ISO 4217 code, for instance EUR.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why_and_the_others_count(owner, work, name):
    fields, message = REFUSED[name]
    batch = [event(campaignId=work.id), event(**{"campaignId": work.id, **fields}), event(campaignId=work.id)]
    answer = owner.post(ADDRESS, {"events": batch})
    assert (answer.status_code, answer.json()) == (
        200,
        {"accepted": 2, "duplicates": 0, "rejected": [{"index": 1, "message": message}]},
    )
    assert sums(TotalMetric) == {"impression": 2}
