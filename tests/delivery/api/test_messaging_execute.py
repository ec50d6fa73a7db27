"""Executing campaigns at the messaging door, and asking how an execution goes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audiences import segments, suppressions
from audiences.models import Contact
from campaigns.changes import archive_campaign, move_campaign
from campaigns.models import Campaign, Origin
from companies.models import Company
from core.models import IdempotencyRecord, Job
from core.tenancy import across_companies
from delivery import accounts, broadcasts, chunks, controls
from delivery.models import Broadcast, Chunk, Run, SendRecord
from templates_app import finding
from tests.delivery.api.conftest import make_application

pytestmark = pytest.mark.django_db

ADDRESS = "/campaign/execute"
OFFER = {"offer": "Two for one"}


@pytest.fixture
def campaign(application, shop):
    """A campaign of the e-mail with name and offer."""
    body = {"name": "Weekly offer", "type": "email", "template_id": shop["email_template_id"]}
    return Campaign.objects.get(pk=application.post("/campaign/create", body).json()["campaign_id"])


@pytest.fixture
def call(campaign, shop):
    """A call that executes it for the group of four."""
    return {
        "campaign_id": campaign.pk,
        "type": "email",
        "data_source": "list",
        "list_ids": [shop["list_id"]],
        "personalization": OFFER,
    }


def inline(call, *contacts, **changes):
    """The same for people whom the call names."""
    found = {**call, "data_source": "contacts", "contacts": list(contacts), **changes}
    return {name: value for name, value in found.items() if name != "list_ids"}


def person(email="eva@people.example", **values):
    return {"email": email, "personalization": {"name": "Eva", **values}}


def audience(matched=0, suppressed=0, capped=0, invalid=0, queued=0):
    return {"matched": matched, "suppressed": suppressed, "capped": capped, "invalid": invalid, "queued": queued}


def rows():
    return [table.objects.count() for table in (Run, SendRecord, Chunk, Job, IdempotencyRecord)]


def test_a_list_is_sent_to(application, call, campaign):
    answer = application.post(ADDRESS, call)
    run = Run.objects.get()
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "success",
            "message": "Campaign executed successfully",
            "campaign_id": campaign.pk,
            "execution_id": run.pk,
            "audience": audience(matched=4, queued=4),
        },
    )
    campaign.refresh_from_db()
    assert (campaign.status, run.state, run.values) == ("ACTIVE", "running", OFFER)
    assert Job.objects.filter(kind="delivery.send").exists()


def test_a_segment_is_sent_to(application, call, company):
    filter_ = {"all": [{"field": "first_name", "op": "is", "value": "Anna"}]}
    segment = segments.create(company_id=company.pk, name="Annas", filter=filter_)
    del call["list_ids"]
    answer = application.post(ADDRESS, {**call, "data_source": "segment", "segment_ids": [segment.pk]})
    assert answer.json()["audience"] == audience(matched=1, queued=1)


def test_people_are_named_each_once_and_unusable_addresses_are_counted(application, call):
    contacts = [
        person(), person("EVA@people.example", name="Again"), person("nonsense"), person("nonsense"), {}, {"email": 7},
        {"phone": "+12025550101"}, person("finn@people.example"),
    ]  # fmt: skip
    answer = application.post(ADDRESS, inline(call, *contacts))
    assert answer.json()["audience"] == audience(matched=6, invalid=4, queued=2)
    sent = SendRecord.objects.filter(state="planned").order_by("address")
    assert [(row.address, row.values) for row in sent] == [
        ("eva@people.example", {"name": "Eva"}), ("finn@people.example", {"name": "Eva"}),
    ]  # fmt: skip
    skipped = SendRecord.objects.filter(state="skipped").order_by("address")
    assert [(row.address, row.reason) for row in skipped] == [
        ("(no address, number 5 of the call)", "invalid: no address"),
        ("(no address, number 7 of the call)", "invalid: no address"),
        ("7", "invalid: no address"),
        ("nonsense", "invalid: no address"),
    ]


def test_a_contact_without_a_value_is_invalid_and_the_others_are_sent_to(application, call):
    Contact.objects.filter(first_name="Anna").update(first_name="", last_name="")
    assert application.post(ADDRESS, call).json()["audience"] == audience(matched=4, invalid=1, queued=3)


def test_where_all_lack_a_value_the_call_is_refused_and_nothing_is_made(application, call, campaign):
    before = rows()
    answer = application.post(ADDRESS, {**call, "personalization": {}})
    message = "Nobody can get this message: no value for offer."
    assert (answer.status_code, answer.json()) == (
        400,
        {"status": "error", "message": message, "errors": [{"field": "personalization", "message": message}]},
    )
    assert rows() == before
    campaign.refresh_from_db()
    assert campaign.status == "DRAFT"


def test_a_run_in_which_all_are_suppressed_is_made_and_ends_at_once(application, call, company):
    everybody = list(Contact.objects.values_list("email", flat=True))
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=everybody, reason="unsubscribed", source="test"
    )
    answer = application.post(ADDRESS, call)
    assert answer.json()["audience"] == audience(matched=4, suppressed=4)
    found = application.get(f"/campaign/execution/{answer.json()['execution_id']}").json()["execution"]
    assert (found["state"], found["counts"]["planned"], found["skipped_by"]["suppressed"]) == ("sent", 4, 4)
    assert found["finished_at"] is not None


def test_the_cap_holds_unless_the_call_says_otherwise(application, call, company):
    company.cap_messages = 1
    company.save(update_fields=["cap_messages"])
    application.post(ADDRESS, call)
    again = {**call, "force": True}
    assert application.post(ADDRESS, {**again, "frequency_capping": True}).json()["audience"]["capped"] == 4
    assert application.post(ADDRESS, {**again, "frequency_capping": False}).json()["audience"]["queued"] == 4


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"campaign_id": None}, "campaign_id", "This field may not be null."),
        ({"campaign_id": "x"}, "campaign_id", "A valid integer is required."),
        ({"type": "sms"}, "type", "The campaign is of the type email."),
        ({"type": "fax"}, "type", '"fax" is not a valid choice.'),
        ({"data_source": "all"}, "data_source", '"all" is not a valid choice.'),
        ({"list_ids": []}, "list_ids", "This field is required where data_source is “list”."),
        ({"list_ids": ["x"]}, "list_ids.0", "A valid integer is required."),
        ({"list_ids": [2**62]}, "list_ids.0", f"There is no list {2**62}."),
        ({"segment_ids": [1]}, "segment_ids", "This field does not go with data_source “list”."),
        ({"contacts": [{}]}, "contacts", "This field does not go with data_source “list”."),
        ({"frequency_capping": "yes"}, "frequency_capping", "Must be a valid boolean."),
        ({"force": 1}, "force", "Must be a valid boolean."),
        ({"dryRun": "true"}, "dryRun", "Must be a valid boolean."),
        ({"personalization": [["offer", "x"]]}, "personalization", "A JSON object of names and texts is expected."),
        ({"personalization": {"offer": 7}}, "personalization.offer", "A value must be a text."),
        ({"personalization": {"offer": "x" * 2001}}, "personalization.offer", "A value has at most 2,000 characters."),
        ({"personalization": {"n" * 256: ""}}, "personalization." + "n" * 256, "A name has at most 255 characters."),
        ({"personalization": {str(n): "" for n in range(201)}}, "personalization", "At most 200 pairs are taken."),
    ],
)  # fmt: skip
def test_a_field_that_will_not_do_is_refused_by_name(changes, field, message, application, call):
    before = rows()
    answer = application.post(ADDRESS, {**call, **changes})
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"field": field, "message": message}])
    assert rows() == before


@pytest.mark.parametrize(
    ("contacts", "field", "message"),
    [
        ({}, "contacts", "A list is expected."),
        ([[]], "contacts.0", "A JSON object is expected."),
        ([person(), {"personalization": "x"}], "contacts.1.personalization",
         "A JSON object of names and texts is expected."),
        ([person(), person(offer=None)], "contacts.1.personalization.offer", "A value must be a text."),
        ([{}] * 1001, "contacts", "At most 1,000 contacts are taken at once; make a group of more."),
    ],
)  # fmt: skip
def test_people_who_are_no_people_are_refused_by_name(contacts, field, message, application, call):
    answer = application.post(ADDRESS, inline(call) | {"contacts": contacts})
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"field": field, "message": message}])


def test_a_thousand_people_are_one_call(application, call):
    people = [person(f"p{number}@people.example") for number in range(1000)]
    with CaptureQueriesContext(connection) as queries:
        answer = application.post(ADDRESS, inline(call, *people))
    assert answer.json()["audience"] == audience(matched=1000, queued=1000)
    assert len(queries) < 50


def test_the_same_again_within_a_minute_is_refused_unless_it_is_meant(application, call):
    first = application.post(ADDRESS, call).json()["execution_id"]
    answer = application.post(ADDRESS, call)
    assert (answer.status_code, answer.json()["execution_id"], answer.json()["errors"]) == (409, first, [])
    assert Run.objects.count() == 1
    assert application.post(ADDRESS, {**call, "force": True}).status_code == 200


def test_a_key_gets_the_first_answer_again(application, call):
    first = application.call("POST", ADDRESS, call, **{"Idempotency-Key": "offer-17"})
    again = application.call("POST", ADDRESS, call, **{"Idempotency-Key": "offer-17"})
    assert (again.status_code, again.json()) == (200, first.json())
    assert Run.objects.count() == 1


def test_another_body_under_the_same_key_is_422(application, call):
    application.call("POST", ADDRESS, call, **{"Idempotency-Key": "offer-17"})
    answer = application.call("POST", ADDRESS, {**call, "force": True}, **{"Idempotency-Key": "offer-17"})
    message = "This Idempotency-Key was used for another body."
    assert (answer.status_code, answer.json()) == (
        422,
        {"status": "error", "message": message, "errors": [{"field": "Idempotency-Key", "message": message}]},
    )
    assert Run.objects.count() == 1


def test_another_key_means_another_execution(application, call):
    for key in ("one", "two"):
        assert application.call("POST", ADDRESS, call, **{"Idempotency-Key": key}).status_code == 200
    assert Run.objects.count() == 2


def test_a_refused_call_does_not_use_its_key_up(application, call):
    key = {"Idempotency-Key": "offer-17"}
    assert application.call("POST", ADDRESS, {**call, "personalization": {}}, **key).status_code == 400
    assert application.call("POST", ADDRESS, call, **key).status_code == 200


def test_a_suspended_or_archived_campaign_is_not_executed(application, call, campaign):
    application.post(ADDRESS, call)
    move_campaign(campaign=Campaign.objects.get(), target="PAUSED")
    answer = application.post(ADDRESS, {**call, "force": True})
    assert (answer.status_code, answer.json()["message"]) == (409, "The campaign is suspended. Resume it first.")
    move_campaign(campaign=Campaign.objects.get(), target="ACTIVE")
    archive_campaign(campaign=Campaign.objects.get(), archive=True)
    assert application.post(ADDRESS, {**call, "force": True}).status_code == 409
    assert Run.objects.count() == 1


def test_what_is_not_there_or_anothers_is_not_found(application, call, other_company):
    missing = {"status": "error", "message": "Campaign not found", "errors": []}
    answer = application.post(ADDRESS, {**call, "campaign_id": 2**62})
    assert (answer.status_code, answer.json()) == (404, missing)
    answer = make_application(other_company).post(ADDRESS, call)
    assert (answer.status_code, answer.json()) == (404, missing)
    with across_companies():
        assert not Run.objects.exists()


def test_a_campaign_of_another_family_is_not_found(application, call, company, shop):
    version = finding.approved(template_id=shop["email_template_id"])
    found = broadcasts.create(
        company_id=company.pk, name="Agency's", origin=Origin.AGENCY, plan=broadcasts.Plan(version=version)
    )
    assert application.post(ADDRESS, {**call, "campaign_id": found.campaign_id}).status_code == 404


# -- Looking first


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(application, call, campaign):
    Contact.objects.filter(first_name="Anna").update(first_name="", last_name="")
    before = rows()
    answer = application.post(ADDRESS, {**call, "dryRun": True, "personalization": {**OFFER, "colour": "red"}})
    found = answer.json()
    assert (answer.status_code, found["status"], found["dry_run"], found["campaign_id"]) == (
        200, "success", True, campaign.pk,
    )  # fmt: skip
    assert found["audience"] == audience(matched=4, invalid=1, queued=3)
    assert found["invalid_reasons"] == [{"reason": "invalid: no value for name", "count": 1}]
    assert found["warnings"] == ["The template has no variable “colour”."]
    assert (found["expected_seconds"], found["expected_end"]) == (None, None)
    assert len(found["samples"]) == 3
    for sample in found["samples"]:
        name = Contact.objects.get(email=sample["to"])
        assert sample["subject"] == f"{name}, Two for one"
        assert "/u/sample" in sample["html"]
    assert rows() == before
    campaign.refresh_from_db()
    assert campaign.status == "DRAFT"


def test_a_dry_run_decides_as_the_execution_does(application, call, company):
    Contact.objects.filter(first_name="Anna").update(first_name="", last_name="")
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=["carla.eide@people.example"], reason="bounced", source="test"
    )
    people = [person("carla.eide@people.example"), person(), person("nonsense"), {"email": "anna.berg@people.example"}]
    for asked in (call, inline(call, *people)):
        looked = application.post(ADDRESS, {**asked, "dryRun": True}).json()["audience"]
        assert application.post(ADDRESS, asked).json()["audience"] == looked
        assert looked["suppressed"] == looked["invalid"] - (1 if "contacts" in asked else 0) == 1


def test_a_dry_run_says_how_long_it_takes_at_the_accounts_rate(application, call, company):
    accounts.create(
        company_id=company.pk, kind="outbox", channel="email", name="Slow", settings={}, secrets={}, rate_limit=0.5
    )
    found = application.post(ADDRESS, {**call, "dryRun": True}).json()
    assert found["expected_seconds"] == 8


def test_a_dry_run_of_what_would_be_refused_says_so(application, call):
    found = application.post(ADDRESS, {**call, "dryRun": True, "personalization": {}}).json()
    assert (found["audience"]["invalid"], found["samples"]) == (4, [])
    assert found["warnings"] == ["It would be refused: nobody has an address and every value."]


def test_a_dry_run_in_quiet_hours_says_when_it_begins(application, call, company, time_machine):
    time_machine.move_to("2027-05-02T21:00:00Z", tick=False)
    company.quiet_from, company.quiet_to = "22:00", "07:30"
    company.save()
    found = application.post(ADDRESS, {**call, "dryRun": True}).json()
    assert found["expected_start"] == "2027-05-03T05:30:00Z"
    assert found["warnings"] == ["It is quiet now: nothing leaves before 2027-05-03 07:30."]


def test_a_dry_run_uses_no_key_up(application, call):
    key = {"Idempotency-Key": "offer-17"}
    assert application.call("POST", ADDRESS, {**call, "dryRun": True}, **key).status_code == 200
    assert application.call("POST", ADDRESS, call, **key).json()["execution_id"]


# -- How it goes


def read(application, run):
    return application.get(f"/campaign/execution/{run.pk}").json()["execution"]


def test_an_execution_is_queued_until_something_was_handed_over(application, call, campaign):
    application.post(ADDRESS, call)
    run = Run.objects.get()
    found = read(application, run)
    started = found.pop("started_at")
    assert started.endswith("Z")
    assert found == {
        "id": run.pk,
        "campaign_id": campaign.pk,
        "state": "queued",
        "counts": {"planned": 4, "sent": 0, "failed": 0, "skipped": 0, "uncertain": 0, "pending": 4},
        "skipped_by": {"suppressed": 0, "capped": 0, "invalid": 0},
        "finished_at": None,
        "stalled": None,
    }


def test_an_execution_of_which_something_left_is_running(application, call):
    application.post(ADDRESS, call)
    run = Run.objects.get()
    chunk = chunks.claim(run.pk, "w")
    chunks.begin_window(chunk, 3)
    chunks.end_window(chunk, chunks.Window(to=3, sent=2, failed=1))
    found = read(application, run)
    assert (found["state"], found["counts"]) == (
        "running", {"planned": 4, "sent": 2, "failed": 1, "skipped": 0, "uncertain": 0, "pending": 1},
    )  # fmt: skip


def test_an_execution_of_a_suspended_campaign_is_paused(application, call):
    application.post(ADDRESS, call)
    move_campaign(campaign=Campaign.objects.get(), target="PAUSED")
    assert read(application, Run.objects.get())["state"] == "paused"


def test_a_stopped_or_paused_execution_says_so_and_why(application, call):
    application.post(ADDRESS, call)
    run = Run.objects.get()
    Run.objects.update(state="paused", problem="The account is at fault.")
    found = read(application, run)
    assert (found["state"], found["stalled"]) == ("paused", "The account is at fault.")
    controls.stop(run=Run.objects.get())
    assert read(application, run)["state"] == "stopped"


@pytest.mark.parametrize("text", ["0", "x", "-1", "9" * 30, "1%00", "٣"])
def test_an_execution_that_is_not_there_is_not_found(text, application):
    answer = application.get(f"/campaign/execution/{text}")
    assert (answer.status_code, answer.json()) == (
        404,
        {"status": "error", "message": "Execution not found", "errors": []},
    )


def test_an_execution_of_another_company_is_not_found(application, call, other_company):
    application.post(ADDRESS, call)
    answer = make_application(other_company).get(f"/campaign/execution/{Run.objects.get().pk}")
    assert answer.status_code == 404
    assert Broadcast.objects.count() == 1


def test_a_company_on_hold_executes_nothing(application, call, company):
    Company.objects.filter(pk=company.pk).update(on_hold_since=timezone.now())
    before = rows()
    answer = application.post(ADDRESS, call)
    said = "The company is on hold: nothing is sent or published until the hold is lifted."
    assert (answer.status_code, answer.json()) == (409, {"status": "error", "message": said, "errors": []})
    assert rows() == before
    looked = application.post(ADDRESS, {**call, "dryRun": True}).json()
    assert "The company is on hold. Nothing is sent until the hold is lifted." in looked["warnings"]
