"""Listing, reading, suspending and resuming campaigns at the messaging door."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.changes import move_campaign
from campaigns.models import Campaign, Origin
from core.models import AuditEntry, Job
from core.tenancy import across_companies
from delivery import controls, scheduling
from delivery.execution import execute
from delivery.freezing import Audience
from delivery.models import Broadcast, Run
from tests.delivery.api.conftest import make_application
from tests.delivery.conftest import inline, make_broadcast, make_version

pytestmark = pytest.mark.django_db

EVA = Audience(contacts=[inline("eva@people.example", name="Eva")])


@pytest.fixture
def draft(company, scope):
    return make_broadcast(company, make_version(company))


@pytest.fixture
def running(draft):
    execute(broadcast=draft, audience=EVA)
    return draft


@pytest.fixture
def scheduled(draft):
    return scheduling.schedule_once(broadcast=draft, at=timezone.now() + timedelta(days=1))


@pytest.fixture
def waiting(draft):
    Broadcast.objects.update(trigger_event="order_placed")
    move_campaign(campaign=draft.campaign, target="ACTIVE")
    return draft


@pytest.fixture
def sent(draft):
    execute(broadcast=draft, audience=EVA)
    Run.objects.update(state="sent")
    move_campaign(campaign=Campaign.objects.get(), target="COMPLETED")
    return draft


@pytest.fixture
def suspended(running):
    move_campaign(campaign=Campaign.objects.get(), target="PAUSED")
    return running


STAGES = ["draft", "running", "scheduled", "waiting", "sent", "suspended"]
WORDS = {"waiting": "active"}


def state(application, pk):
    return application.post("/v4/campaign/get", {"campaign_ids": [pk]}).json()["campaigns"][0]["state"]


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_read_and_found(stage, application, request):
    broadcast = request.getfixturevalue(stage)
    word = WORDS.get(stage, stage)
    assert state(application, broadcast.campaign_id) == word
    for asked in ("draft", "active", "scheduled", "running", "sent", "suspended"):
        found = application.post("/v4/campaign/list", {"campaign_states": [asked]}).json()
        assert found["total"] == len(found["campaigns"]) == (1 if asked == word else 0)


def test_a_page_says_all_of_a_campaign(application, scheduled):
    answer = application.post("/v4/campaign/list", {})
    scheduled.refresh_from_db()
    shown = answer.json()["campaigns"][0]
    assert shown.pop("created_at").endswith("Z")
    assert shown.pop("next_run_at").endswith("Z")
    assert (answer.status_code, answer.json()["page_no"], answer.json()["page_size"]) == (200, 1, 20)
    assert shown == {
        "campaign_id": scheduled.campaign_id,
        "name": "Spring",
        "type": "email",
        "state": "scheduled",
        "template_id": scheduled.template_id,
        "app_ids": [],
        "tags": [],
        "trigger_event": None,
    }


def test_pages_are_newest_first_and_cost_the_same_for_few_and_many(application, company, draft):
    with CaptureQueriesContext(connection) as few:
        application.post("/v4/campaign/list", {})
    made = [draft, *(make_broadcast(company, finding_version(draft)) for _ in range(4))]
    with CaptureQueriesContext(connection) as many:
        pages = [application.post("/v4/campaign/list", {"page_no": n, "page_size": 2}).json() for n in (1, 2, 3, 4)]
    ids = [[campaign["campaign_id"] for campaign in page["campaigns"]] for page in pages]
    newest = [broadcast.campaign_id for broadcast in reversed(made)]
    assert ids == [newest[:2], newest[2:4], newest[4:], []]
    assert {page["total"] for page in pages} == {5}
    assert len(many) == 4 * (len(few) - 1)  # the first call also wrote when its key was used
    assert len(few) == 4


def finding_version(broadcast):
    return broadcast.template.versions.get()


def test_a_list_is_narrowed_by_ids_and_channel(application, company, draft):
    text = make_broadcast(company, make_version(company, name="Text", channel="sms"))
    ids = [draft.campaign_id, text.campaign_id]

    def found(**asked):
        answer = application.post("/v4/campaign/list", asked).json()
        return [campaign["campaign_id"] for campaign in answer["campaigns"]]

    assert found(campaign_ids=ids) == ids[::-1]
    assert found(campaign_ids=ids[:1]) == ids[:1]
    assert found(channel="sms") == found(channel=["sms"]) == ids[1:]
    assert found(channel=["sms", "email"]) == ids[::-1]
    assert found(campaign_ids=ids[:1], channel="sms") == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"page_no": 0}, "page_no"),
        ({"page_no": "x"}, "page_no"),
        ({"page_size": 101}, "page_size"),
        ({"page_size": None}, "page_size"),
        ({"channel": "fax"}, "channel.0"),
        ({"campaign_states": ["gone"]}, "campaign_states.0"),
        ({"campaign_ids": ["x"]}, "campaign_ids.0"),
        ({"campaign_ids": list(range(1, 102))}, "campaign_ids"),
    ],
)
def test_a_list_that_is_asked_for_wrongly_is_refused_by_name(asked, field, application):
    answer = application.post("/v4/campaign/list", asked)
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, [field])


@pytest.mark.parametrize("name", ["get", "suspend", "resume"])
@pytest.mark.parametrize("asked", [{}, {"campaign_ids": []}, {"campaign_id": None}])
def test_who_names_no_campaign_is_told_so(name, asked, application):
    answer = application.post(f"/v4/campaign/{name}", asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] in ("campaign_ids", "campaign_id")


@pytest.mark.parametrize("stage", ["running", "scheduled"])
def test_what_runs_or_waits_for_its_time_is_suspended_and_resumed(stage, application, request):
    pk = request.getfixturevalue(stage).campaign_id
    answer = application.post("/v4/campaign/suspend", {"campaign_ids": [pk]})
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "success",
            "message": "Campaigns suspended",
            "campaigns": [{"campaign_id": pk, "state": "suspended"}],
        },
    )
    campaign = Campaign.objects.get()
    assert (campaign.status, campaign.paused_at is not None) == ("PAUSED", True)
    assert AuditEntry.objects.filter(action="status changed", door="messaging").count() == 1
    answer = application.post("/v4/campaign/resume", {"campaign_id": pk})
    assert answer.json()["campaigns"] == [{"campaign_id": pk, "state": stage}]


@pytest.mark.parametrize("stage", ["draft", "waiting", "sent", "suspended"])
def test_nothing_else_is_suspended(stage, application, request):
    pk = request.getfixturevalue(stage).campaign_id
    before = Campaign.objects.values().get()
    answer = application.post("/v4/campaign/suspend", {"campaign_ids": [pk]})
    word = WORDS.get(stage, stage)
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "status": "error",
            "message": f"Only a running or scheduled campaign can be suspended; campaign {pk} is {word}.",
            "errors": [],
            "campaign_id": pk,
            "state": word,
        },
    )
    assert Campaign.objects.values().get() == before


@pytest.mark.parametrize("stage", ["draft", "running", "scheduled", "waiting", "sent"])
def test_only_what_is_suspended_is_resumed(stage, application, request):
    pk = request.getfixturevalue(stage).campaign_id
    answer = application.post("/v4/campaign/resume", {"campaign_ids": [pk]})
    assert (answer.status_code, answer.json()["state"]) == (409, WORDS.get(stage, stage))


def test_all_that_are_named_are_suspended_or_none(application, company, running):
    other = make_broadcast(company, finding_version(running))
    answer = application.post("/v4/campaign/suspend", {"campaign_ids": [running.campaign_id, other.campaign_id]})
    assert answer.status_code == 409
    assert set(Campaign.objects.values_list("status", flat=True)) == {"ACTIVE", "DRAFT"}


def test_workers_are_told_when_a_run_may_go_on(application, suspended):
    Job.objects.all().delete()
    application.post("/v4/campaign/resume", {"campaign_ids": [suspended.campaign_id]})
    assert set(Job.objects.values_list("arguments__run", flat=True)) == {Run.objects.get().pk}


def test_what_has_nothing_left_to_do_is_completed_by_resuming(application, suspended):
    controls.stop(run=Run.objects.get())
    answer = application.post("/v4/campaign/resume", {"campaign_ids": [suspended.campaign_id]})
    assert answer.json()["campaigns"][0]["state"] == "sent"
    assert Campaign.objects.get().status == "COMPLETED"


@pytest.mark.parametrize("name", ["get", "suspend", "resume"])
def test_another_companys_campaign_is_not_there(name, running, other_company):
    answer = make_application(other_company).post(f"/v4/campaign/{name}", {"campaign_ids": [running.campaign_id]})
    assert (answer.status_code, answer.json()) == (
        404, {"status": "error", "message": "Campaign not found", "errors": []},
    )  # fmt: skip
    with across_companies():
        assert Campaign.objects.get().status == "ACTIVE"


def test_another_companys_campaigns_are_not_listed(running, other_company):
    found = make_application(other_company).post("/v4/campaign/list", {}).json()
    assert (found["campaigns"], found["total"]) == ([], 0)


def test_other_families_are_not_listed(application, running):
    Campaign.objects.update(origin=Origin.AGENCY)
    assert application.post("/v4/campaign/list", {}).json()["total"] == 0
    assert application.post("/v4/campaign/get", {"campaign_ids": [running.campaign_id]}).status_code == 404
