"""Bodies that nobody should send, and callers at the same instant: counted once, nothing lost, nothing half-written."""

import gzip
import json
import time
import tracemalloc

import pytest
from django.test import Client

from analytics.models import Event, TotalMetric
from analytics.rebuilding import rebuild
from campaigns.checks import find
from campaigns.content import find as find_item
from campaigns.content import update_item
from campaigns.deletion import delete_campaign
from core.tenancy import company_scope
from tests.analytics.conftest import ADDRESS, event, make_work
from tests.malformed import BODIES
from tests.racing import at_once

MEGABYTE = 1024 * 1024
LINES = "application/x-ndjson"


def send(caller, body, content_type="application/json", **headers):
    client = Client(raise_request_exception=False)
    return client.generic("POST", ADDRESS, body, content_type, headers={**caller.headers, **headers})


# -- Bodies


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, (_, status, _) in BODIES.items() if status == 400])
def test_what_no_door_takes(owner, work, name):
    body, status, message = BODIES[name]
    answer = send(owner, body)
    assert (answer.status_code, answer.json()) == (status, {"message": message, "errors": {"body": [message]}})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"events": null}', b'{"events": {}}', b'{"events": 7}', b'{"event": []}']
)
def test_no_list_of_events(owner, work, body):
    message = "events must be a list of events."
    answer = send(owner, body)
    assert (answer.status_code, answer.json()) == (400, {"message": message, "errors": {"events": [message]}})


@pytest.mark.django_db
def test_no_number_spoils_the_whole_document(owner, work):
    good, bad = json.dumps(event(campaignId=work.id)), json.dumps(event(campaignId=work.id, count=float("nan")))
    answer = send(owner, f'{{"events": [{good}, {bad}]}}'.encode())
    assert (answer.status_code, answer.json()["message"]) == (400, "NaN is not a JSON number.")
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_no_number_spoils_only_its_line(owner, work):
    lines = [json.dumps(event(campaignId=work.id, count=count)) for count in (1, float("nan"), 1)]
    answer = send(owner, "\n".join(lines).encode(), LINES)
    assert answer.json() == {
        "accepted": 2,
        "duplicates": 0,
        "rejected": [{"index": 1, "message": "This is not valid JSON."}],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"7", "An event must be a JSON object."),
        (b"[]", "An event must be a JSON object."),
        (b"null", "An event must be a JSON object."),
        (b'"click"', "An event must be a JSON object."),
        (b"{", "This is not valid JSON."),
        (b"\xff\xfe", "This is not valid JSON."),
        (b"{}", "key is required."),
        (b'{"key": "a\\ud83d", "kind": "click"}', "This is not valid JSON."),
        (b"[" * 100_000, "An event must be a JSON object."),
        (b'{"x": ' + b"[" * 100_000, "This is not valid JSON."),
    ],
)
def test_a_line_that_is_no_event(owner, work, line, message):
    answer = send(owner, line + b"\n" + json.dumps(event(campaignId=work.id)).encode(), LINES)
    assert (answer.status_code, answer.json()) == (
        200,
        {"accepted": 1, "duplicates": 0, "rejected": [{"index": 0, "message": message}]},
    )


@pytest.mark.django_db
def test_ten_thousand_events_and_not_one_more(owner, work):
    batch = [event(campaignId=work.id) for _ in range(10_000)]
    assert owner.post(ADDRESS, {"events": batch}).json()["accepted"] == 10_000
    answer = owner.post(ADDRESS, {"events": [*batch, event(campaignId=work.id)]})
    assert (answer.status_code, answer.json()) == (
        413,
        {"message": "More than 10,000 events in one call. Send them in several.", "error": "TOO_LARGE"},
    )
    assert TotalMetric.objects.get().count == 10_000


@pytest.mark.django_db
def test_a_hundred_megabytes(owner, work):
    answer = send(owner, b" " * (100 * MEGABYTE))
    assert (answer.status_code, answer.json()) == (
        413,
        {"message": "The body is larger than 16384 KB.", "error": "TOO_LARGE"},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_does_not_go_off(owner, work, layers):
    bomb = gzip.compress(b" " * (300 * MEGABYTE))
    if layers == 2:
        bomb = gzip.compress(b"\n" * MEGABYTE, mtime=0) * 400
    tracemalloc.start()
    started = time.monotonic()
    answer = send(owner, bomb, **{"Content-Encoding": "gzip"})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (answer.status_code, answer.json()) == (
        413,
        {"message": "The body is larger than 16384 KB when unpacked.", "error": "TOO_LARGE"},
    )
    assert peak < 80 * MEGABYTE
    assert time.monotonic() - started < 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "encoding", "message"),
    [
        (b"{}", "gzip", "The body is not valid gzip."),
        (gzip.compress(b'{"events": []}', mtime=0)[:-9], "gzip", "The body is not valid gzip: it ends too early."),
        (gzip.compress(b'{"events": []}', mtime=0) + b"rest", "gzip", "The body is not valid gzip."),
        (b"{}", "br", "Content-Encoding must be gzip, or absent."),
        (
            gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0),
            "gzip, gzip",
            "Content-Encoding must be gzip, or absent.",
        ),
    ],
)
def test_packing_that_is_none(owner, work, body, encoding, message):
    answer = send(owner, body, **{"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["message"]) == (400, message)


@pytest.mark.django_db
def test_packed_in_several_parts(owner, work):
    raw = json.dumps({"events": [event(campaignId=work.id)]}).encode()
    body = gzip.compress(raw[:20], mtime=0) + gzip.compress(raw[20:], mtime=0)
    assert send(owner, body, **{"Content-Encoding": "gzip"}).json()["accepted"] == 1


# -- At the same instant


def counted(company):
    """Events that are kept, after a check that every sum is theirs."""
    with company_scope(company.pk):
        assert rebuild(company=company, check_only=True).differing == 0
        return Event.objects.count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [10, 500])
def test_the_same_batch_ten_times_at_once_counts_once(owner, company, work, size):
    batch = {"events": [event(contentId=work.item("post")) for _ in range(size)]}
    turned = {"events": batch["events"][::-1]}
    answers = at_once(*(lambda body=body: owner.post(ADDRESS, body).json() for body in [batch, turned] * 5))
    assert sum(answer["accepted"] for answer in answers) == size
    assert sum(answer["duplicates"] for answer in answers) == 9 * size
    assert counted(company) == size
    with company_scope(company.pk):
        assert TotalMetric.objects.get().count == size


@pytest.mark.django_db(transaction=True)
def test_the_first_events_of_a_month_at_once(owner, company, work):
    batches = [
        {"events": [event(campaignId=work.id, occurredAt=f"2027-0{month}-10T12:00:00Z") for month in (1, 2, 3, 4)]}
        for _ in range(6)
    ]
    answers = at_once(*(lambda body=body: owner.post(ADDRESS, body).json() for body in batches))
    assert [answer["accepted"] for answer in answers] == [4] * 6
    assert counted(company) == 24


def reporting(owner, work, **about):
    def report():
        return [owner.post(ADDRESS, {"events": [event(**about) for _ in range(40)]}).json() for _ in range(5)]

    return report


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["", "delete_all", "move_content"])
def test_events_while_their_campaign_is_deleted(owner, company, work, action):
    with company_scope(company.pk):
        other = make_work(company, "Other")

    def delete():
        time.sleep(0.05)
        with company_scope(company.pk):
            delete_campaign(campaign=find(work.id), action=action, move_to=other.id if action[:4] == "move" else "")

    reports = [reporting(owner, work, contentId=work.item("post")), reporting(owner, work, campaignId=work.id)]
    *answers, deleted = at_once(*reports, delete)
    assert deleted is None
    batches = [batch for answer in answers for batch in answer]
    assert all(batch["accepted"] + len(batch["rejected"]) == 40 for batch in batches)
    assert {refused["message"] for batch in batches for refused in batch["rejected"]} <= {
        "Campaign not found",
        "Content not found",
    }
    assert counted(company) == sum(batch["accepted"] for batch in batches)


@pytest.mark.django_db(transaction=True)
def test_events_while_their_content_moves_to_and_fro(owner, company, work):
    with company_scope(company.pk):
        other = make_work(company, "Other")

    def move():
        with company_scope(company.pk):
            for target in (other, work, other, work, other):
                update_item(item=find_item(work.item("post")), fields={"campaign": target.campaign})

    answers = at_once(*[reporting(owner, work, contentId=work.item("post"))] * 3, move)
    assert answers[-1] is None
    assert [batch["accepted"] for answer in answers[:-1] for batch in answer] == [40] * 15
    assert counted(company) == 600
    found = owner.get(f"/api/campaigns/{other.id}/analytics").json()
    assert found["totalImpressions"] == 600


@pytest.mark.django_db(transaction=True)
def test_events_while_everything_is_counted_anew(owner, company, work):
    def count_anew():
        with company_scope(company.pk):
            return [rebuild(company=company).differing for _ in range(5)]

    *answers, differing = at_once(*[reporting(owner, work, contentId=work.item("post"))] * 3, count_anew)
    assert [batch["accepted"] for answer in answers for batch in answer] == [40] * 15
    assert differing == [0] * 5
    assert counted(company) == 600
