"""Publishing content: once, when it is due, through the platform's account; and what went wrong is told."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns import resume
from campaigns.changes import move_campaign
from campaigns.content import create_item
from campaigns.creation import create_campaign
from campaigns.models import ContentItem
from campaigns.resume import Wish
from core.errors import ConflictError, InvalidError
from core.jobs import runner
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from delivery import accounts, publishing
from delivery.models import OutboxMessage
from tests.core.servers import page, serving
from tests.racing import at_once

NOW = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
LATER = NOW + timedelta(hours=1, seconds=5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(company, scope, time_machine):
    time_machine.move_to(NOW, tick=False)
    found = create_campaign(company_id=company.pk, name="Garden")
    return move_campaign(campaign=found, target="ACTIVE")


def post(campaign, company, **fields):
    fields = {"type": "social", "platform": "linkedin", "body": "Sow now.", "campaign": campaign, **fields}
    return create_item(company_id=company.pk, **fields)


def work():
    """What workers would do."""
    for pk in Job.objects.filter(kind="delivery.publish", status="queued").values_list("pk", flat=True):
        runner.run(pk)


def test_what_is_due_goes_out_once(campaign, company, time_machine):
    item = post(campaign, company, scheduled_at=SOON)
    assert publishing.publish_due() == 0
    time_machine.move_to(LATER, tick=False)
    assert (publishing.publish_due(), publishing.publish_due()) == (1, 0)
    work()
    item.refresh_from_db()
    assert (item.status, item.published_at, item.problem) == ("PUBLISHED", LATER, "")
    assert item.external_id.startswith("outbox:")
    assert OutboxMessage.objects.get().content["text"] == "Sow now."


def test_a_job_that_runs_again_publishes_nothing_twice(campaign, company, time_machine):
    post(campaign, company, scheduled_at=SOON)
    time_machine.move_to(LATER, tick=False)
    publishing.publish_due()
    work()
    Job.objects.update(status="queued", attempts=0)
    work()
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("status", ["PAUSED", "DRAFT", "COMPLETED"])
def test_only_active_campaigns_publish(campaign, company, time_machine, status):
    post(campaign, company, scheduled_at=SOON)
    campaign.status = status
    campaign.save(update_fields=["status"])
    time_machine.move_to(LATER, tick=False)
    assert publishing.publish_due() == 0


def test_content_of_the_library_goes_out(campaign, company, time_machine):
    post(None, company, scheduled_at=SOON)
    time_machine.move_to(LATER, tick=False)
    assert publishing.publish_due() == 1


def test_what_a_pause_missed_is_never_claimed_but_can_be_published_by_hand(campaign, company, time_machine):
    item = post(campaign, company, scheduled_at=SOON)
    paused = move_campaign(campaign=campaign, target="PAUSED")
    time_machine.move_to(LATER, tick=False)
    resume.resume_campaign(campaign=paused, wish=Wish("keep_original"))
    assert publishing.publish_due() == 0
    publishing.publish_now(item=item)
    work()
    item.refresh_from_db()
    assert (item.status, item.missed_at) == ("PUBLISHED", None)


def test_a_company_on_hold_publishes_nothing(campaign, company, time_machine):
    post(campaign, company, scheduled_at=SOON)
    company.on_hold_since = NOW
    company.save()
    time_machine.move_to(LATER, tick=False)
    assert publishing.publish_due() == 0


def test_what_the_platform_would_refuse_is_refused_before(campaign, company):
    item = post(campaign, company, platform="instagram")
    with pytest.raises(InvalidError, match="picture or video"):
        publishing.publish_now(item=item)
    item.refresh_from_db()
    assert item.status == "DRAFT"


def test_what_is_out_is_not_published_again(campaign, company):
    item = post(campaign, company)
    publishing.publish_now(item=item)
    work()
    with pytest.raises(ConflictError, match="published already"):
        publishing.publish_now(item=item)


def test_a_paused_campaign_publishes_nothing_by_hand_either(campaign, company):
    item = post(campaign, company)
    move_campaign(campaign=campaign, target="PAUSED")
    with pytest.raises(ConflictError, match="paused"):
        publishing.publish_now(item=item)


def webhook(company, server):
    """An account that publishes by a signed webhook, which takes a key."""
    return accounts.create(
        company_id=company.pk, kind="webhook", channel="linkedin", name="Bridge",
        settings={"url": f"{server.url}posts"}, secrets={"signing_secret": "whsec_" + "A" * 32}, is_default=True,
    )  # fmt: skip


@pytest.mark.parametrize(("status", "attempts", "left"), [(400, 1, "FAILED"), (503, 1, "PUBLISHING")])
def test_a_refusal_is_told_and_a_passing_fault_is_tried_again(campaign, company, settings, status, attempts, left):
    def answer(visit):
        visit.send(page(b"No.", f"{status} No"))

    with serving(answer) as server:
        settings.OUTBOUND_ALLOW = frozenset({server.address})
        webhook(company, server)
        item = post(campaign, company)
        publishing.publish_now(item=item)
        work()
    item.refresh_from_db()
    assert (item.status, Job.objects.get().attempts) == (left, attempts)
    assert bool(item.problem) == (left == "FAILED")


def test_after_the_last_attempt_it_has_failed_and_can_be_tried_anew(campaign, company, settings):
    with serving(lambda visit: visit.send(page(b"No.", "503 No"))) as server:
        settings.OUTBOUND_ALLOW = frozenset({server.address})
        webhook(company, server)
        item = post(campaign, company)
        job = publishing.publish_now(item=item)
        for _ in range(4):
            Job.objects.update(run_after=NOW)
            runner.run(job.pk)
    item.refresh_from_db()
    assert item.status == "FAILED"
    assert AuditEntry.objects.filter(action="could not be published").count() == 1
    accounts.disable(account=accounts.usual(company_id=company.pk, channel="linkedin"))
    publishing.publish_now(item=item)
    work()
    item.refresh_from_db()
    assert (item.status, item.problem) == ("PUBLISHED", "")


def test_three_actors_at_the_native_door(owner, colleague, stranger, company, scope):
    item = post(None, company)
    path = f"/api/content/{item.uuid}/publish"
    assert colleague.post(path).status_code == 403
    assert stranger.post(path).status_code == 404
    answer = owner.post(path, Prefer="respond-async")
    assert (answer.status_code, answer.json()["kind"]) == (202, "delivery.publish")
    assert answer["Location"] == f"/api/jobs/{answer.json()['id']}"
    assert ContentItem.objects.get().status == "PUBLISHING"


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_claim_each_item_once(campaign, company, time_machine):
    for _ in range(20):
        post(campaign, company, scheduled_at=SOON)
    time_machine.move_to(LATER, tick=False)
    found = at_once(*[publishing.publish_due] * 4)
    assert sum(found) == 20
    with company_scope(company.pk):
        assert Job.objects.filter(kind="delivery.publish").count() == 20
