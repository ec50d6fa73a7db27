"""What people did, uploaded at the messaging door: stored once, and what waits for it runs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audiences import contacts
from audiences.models import Contact
from campaigns.changes import move_campaign
from campaigns.models import Campaign
from companies.models import Company
from core.tenancy import across_companies
from delivery.activity_events import Event, read
from delivery.models import Activity, Run, SendRecord
from tests.delivery.api.conftest import make_application
from tests.delivery.conftest import make_broadcast, make_version

pytestmark = pytest.mark.django_db

ADDRESS = "/v1/activity/upload"
NOW = datetime(2027, 5, 2, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_a_day(time_machine):
    time_machine.move_to(NOW, tick=False)


def event(identity="anna.berg@people.example", **changes):
    found = {
        "activity_name": "order_placed",
        "identity": identity,
        "timestamp": "2027-05-02T10:00:00Z",
        "activity_params": {"offer": "a gift", "total": 240},
    }
    return {**found, **changes}


@pytest.fixture
def waiting(company, shop):
    """A broadcast that waits for orders."""
    return make_broadcast(company, make_version(company), values={}, trigger_event="order_placed")


def uploaded(answer):
    assert answer.status_code == 200, answer.content
    found = answer.json()
    return found["stored"], found["duplicates"], len(found["triggered"]), len(found["rejected"])


def test_an_event_is_stored_with_the_contact_that_it_is_of(application, company, shop):
    anna = Contact.objects.get(first_name="Anna")
    contacts.change(contact=anna, fields={"external_id": "C-118"})
    for identity in ("Anna.Berg@people.example", "+1 202 555 0101", "C-118", "nobody@people.example"):
        assert uploaded(application.post(ADDRESS, [event(identity)])) == (1, 0, 0, 0)
    rows = Activity.objects.order_by("pk").values_list("identity", "contact_id", "name", "params")
    params = {"offer": "a gift", "total": 240}
    assert list(rows) == [
        ("anna.berg@people.example", anna.pk, "order_placed", params),
        ("+12025550101", anna.pk, "order_placed", params),
        ("C-118", anna.pk, "order_placed", params),
        ("nobody@people.example", None, "order_placed", params),
    ]


def test_the_answer_is_the_contracts(application, waiting):
    answer = application.post(ADDRESS, {"activities": [event(), {}]})
    run = Run.objects.get()
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "success",
            "message": "Activities stored",
            "stored": 1,
            "duplicates": 0,
            "triggered": [
                {"campaign_id": waiting.campaign_id, "execution_id": run.pk, "queued": 1, "message": ""},
            ],
            "rejected": [
                {"index": 1, "field": "activity_name", "message": "A text of 1 to 128 characters is required."},
            ],
        },
    )
    record = SendRecord.objects.get()
    assert (record.address, record.values) == ("anna.berg@people.example", {"offer": "a gift", "total": "240"})


def test_an_upload_that_comes_again_stores_and_sends_nothing(application, waiting):
    body = [event(), event("carla.eide@people.example")]
    assert uploaded(application.post(ADDRESS, body)) == (2, 0, 1, 0)
    assert uploaded(application.post(ADDRESS, [*body, body[0]])) == (0, 3, 0, 0)
    assert (Activity.objects.count(), Run.objects.count(), SendRecord.objects.count()) == (2, 1, 2)


def test_the_same_event_in_other_words_is_the_same(application, waiting):
    application.post(ADDRESS, [event()])
    again = event("ANNA.BERG@people.example", timestamp="2027-05-02T12:00:00+02:00", asset_id="x")
    assert uploaded(application.post(ADDRESS, [again])) == (0, 1, 0, 0)


def test_a_new_event_of_the_same_person_runs_again(application, waiting):
    for hour in ("08", "09"):
        application.post(ADDRESS, [event(timestamp=f"2027-05-02T{hour}:00:00Z")])
    assert Run.objects.count() == 2


def test_who_did_it_twice_in_an_upload_gets_one_message_with_the_latest_values(application, waiting):
    first = event(timestamp="2027-05-02T09:00:00Z", activity_params={"offer": "old"})
    application.post(ADDRESS, [event(activity_params={"offer": "new"}), first])
    assert SendRecord.objects.get().values == {"offer": "new"}


@pytest.mark.parametrize(("age", "runs"), [(timedelta(hours=24), 1), (timedelta(hours=24, seconds=1), 0)])
def test_what_is_older_than_a_day_is_stored_and_makes_nothing_run(age, runs, application, waiting):
    body = [event(timestamp=(NOW - age).isoformat())]
    assert uploaded(application.post(ADDRESS, body)) == (1, 0, runs, 0)
    assert Run.objects.count() == runs


def test_an_event_of_another_name_makes_nothing_run(application, waiting):
    assert uploaded(application.post(ADDRESS, [event(activity_name="Order_placed")])) == (1, 0, 0, 0)


def test_a_suspended_or_archived_campaign_does_not_run(application, waiting):
    move_campaign(campaign=waiting.campaign, target="PAUSED")
    assert uploaded(application.post(ADDRESS, [event()])) == (1, 0, 0, 0)
    move_campaign(campaign=Campaign.objects.get(), target="ACTIVE")
    Campaign.objects.update(is_archived=True)
    assert uploaded(application.post(ADDRESS, [event("carla.eide@people.example")])) == (1, 0, 0, 0)


def test_every_broadcast_that_waits_runs_by_its_own_channel(application, company, waiting):
    text = make_broadcast(
        company, make_version(company, name="Text", channel="sms"), values={}, trigger_event="order_placed"
    )
    assert uploaded(application.post(ADDRESS, [event(), event("+12025550102")])) == (2, 0, 2, 0)
    by_text = SendRecord.objects.filter(run__broadcast=text).values_list("address", flat=True)
    assert sorted(by_text) == ["+12025550101", "+12025550102"]


def test_somebody_unknown_is_reached_at_the_address_that_names_them(application, waiting):
    body = [event("new@people.example", activity_params={"offer": "a gift", "name": "New"}), event("C-9")]
    assert uploaded(application.post(ADDRESS, body)) == (2, 0, 1, 0)
    assert list(SendRecord.objects.values_list("address", flat=True)) == ["new@people.example"]


def test_what_cannot_run_is_told_and_the_events_are_kept(application, waiting):
    answer = application.post(ADDRESS, [event(activity_params={})])
    assert answer.json()["triggered"] == [
        {
            "campaign_id": waiting.campaign_id,
            "execution_id": None,
            "queued": 0,
            "message": "Nobody can get this message: no value for offer.",
        }
    ]
    assert (Activity.objects.count(), Run.objects.count()) == (1, 0)


def test_a_deleted_contacts_activities_go_with_it(application, company, shop):
    application.post(ADDRESS, [event()])
    contacts.delete(company_id=company.pk, ids=[Contact.objects.get(first_name="Anna").pk])
    assert Activity.objects.count() == 0


def test_a_thousand_events_cost_what_one_does(application, waiting):
    application.post(ADDRESS, [event("p@people.example")])
    many = [event(f"p{number}@people.example") for number in range(1000)]
    with CaptureQueriesContext(connection) as queries:
        assert uploaded(application.post(ADDRESS, many)) == (1000, 0, 1, 0)
    assert len(queries) < 45


@pytest.mark.parametrize("body", [{}, [], {"activities": {}}, {"activities": []}, [{}] * 1001, {"events": [{}]}])
def test_what_is_no_list_of_events_is_refused(body, application):
    answer = application.post(ADDRESS, body)
    message = "Send a list of 1 to 1,000 activities."
    assert (answer.status_code, answer.json()) == (
        400,
        {"status": "error", "message": message, "errors": [{"field": "activities", "message": message}]},
    )


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (7, ""),
        (event(activity_name=""), "activity_name"),
        (event(activity_name="x" * 129), "activity_name"),
        (event(activity_name=7), "activity_name"),
        (event(None), "identity"),
        (event(" "), "identity"),
        (event("x" * 256), "identity"),
        (event(True), "identity"),
        (event(10**18), "identity"),
        (event(timestamp=None), "timestamp"),
        (event(timestamp=1809345600), "timestamp"),
        (event(timestamp="2027-05-02T10:00:00"), "timestamp"),
        (event(timestamp="yesterday"), "timestamp"),
        (event(timestamp="0001-01-01T00:00:00+14:00"), "timestamp"),
        (event(timestamp="2027-05-03T11:00:01Z"), "timestamp"),
        (event(activity_params=[]), "activity_params"),
        (event(activity_params={str(n): n for n in range(101)}), "activity_params"),
        (event(activity_params={"a": "x" * 17_000}), "activity_params"),
    ],
)
def test_an_event_that_will_not_do_is_refused_by_its_index(item, field, application):
    answer = application.post(ADDRESS, [event(), item])
    assert answer.json()["stored"] == 1
    assert [(found["index"], found["field"]) for found in answer.json()["rejected"]] == [(1, field)]


def test_a_customers_number_is_an_identity():
    assert read(event(4711), now=NOW).identity == "4711"


def test_only_what_a_template_can_hold_is_a_value():
    params = {"a": "x", "b": 1, "c": 2.5, "d": True, "e": None, "f": [], "g": {}, "h": " ", "i": "x" * 2001}
    assert Event("n", "i", NOW, params).values == {"a": "x", "b": "1", "c": "2.5"}


def test_another_companys_people_and_broadcasts_are_not_met(waiting, other_company):
    assert uploaded(make_application(other_company).post(ADDRESS, [event()])) == (1, 0, 0, 0)
    with across_companies():
        stored = Activity.objects.get()
        assert (stored.company_id, stored.contact_id, Run.objects.count()) == (other_company.pk, None, 0)


def test_on_hold_an_event_is_stored_and_sends_nothing(application, waiting):
    Company.objects.update(on_hold_since=NOW)
    answer = application.post(ADDRESS, [event()])
    assert uploaded(answer) == (1, 0, 1, 0)
    told = answer.json()["triggered"][0]
    assert (told["execution_id"], Activity.objects.count(), Run.objects.count()) == (None, 1, 0)
    assert "The company is on hold" in str(told)
