"""A company on hold: nothing goes out, it is said why, and all goes on afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.changes import move_campaign
from campaigns.content import create_item
from campaigns.creation import create_campaign
from companies.models import Company
from core.errors import ConflictError
from core.jobs import runner
from core.models import Job
from delivery import chunks, handing_over, ledger, progress, publishing, scheduling, watching
from delivery.execution import execute
from delivery.models import Broadcast, Occurrence, OutboxMessage, Run
from tests.delivery.conftest import make_group, make_people, to_group

NOW = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_a_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def group(company, scope):
    return make_group(company, make_people(company, 20))


@pytest.fixture
def run(broadcast, group):
    return execute(broadcast=broadcast, audience=to_group(group))


def hold():
    Company.objects.update(on_hold_since=NOW)


def lift():
    Company.objects.update(on_hold_since=None)


def test_nothing_is_executed(broadcast, group):
    hold()
    with pytest.raises(ConflictError) as refused:
        execute(broadcast=broadcast, audience=to_group(group))
    assert (refused.value.code, Run.objects.count(), Job.objects.count()) == ("COMPANY_ON_HOLD", 0, 0)
    lift()
    assert execute(broadcast=broadcast, audience=to_group(group)).queued == 20


def test_a_run_waits_and_says_why_and_goes_on(run, send):
    hold()
    send(run)
    assert (run.state, ledger.counts(run).pending, OutboxMessage.objects.count()) == ("running", 20, 0)
    found = progress.of_execution(run.pk)
    assert (found.state, found.why) == ("paused", "The company is on hold.")
    watching.look_after()
    run.refresh_from_db()
    assert run.stalled_why == "The company is on hold."
    lift()
    send(run)
    assert (run.state, ledger.counts(run).sent) == ("sent", 20)


def test_a_hold_holds_before_the_next_window(run):
    chunk = chunks.claim(run.pk, "w1")
    assert chunk is not None
    assert chunks.begin_window(chunk, 8)
    hold()
    assert chunks.end_window(chunk, chunks.Window(to=8, sent=8))
    assert not chunks.begin_window(chunk, 8)
    assert (ledger.counts(run).sent, ledger.counts(run).pending) == (8, 12)


def test_nobody_is_woken_for_it(run):
    Job.objects.all().delete()
    hold()
    assert (handing_over.wake_due(), Job.objects.count()) == (0, 0)
    lift()
    assert handing_over.wake_due() == 1


@pytest.mark.parametrize(("waited", "state"), [(timedelta(minutes=50), "run"), (timedelta(minutes=70), "missed")])
def test_a_planned_time_waits_and_is_missed_after_an_hour(broadcast, group, time_machine, waited, state):
    Broadcast.objects.update(list_ids=[group.pk])
    broadcast.refresh_from_db()
    planned = NOW + timedelta(hours=1)
    scheduling.schedule_once(broadcast=broadcast, at=planned)
    hold()
    time_machine.move_to(planned + timedelta(seconds=5), tick=False)
    assert (scheduling.run_due(), Occurrence.objects.count()) == (0, 0)
    time_machine.move_to(planned + waited, tick=False)
    lift()
    assert (scheduling.run_due(), Occurrence.objects.get().state) == (1, state)


# -- Publishing


@pytest.fixture
def item(company, scope):
    campaign = move_campaign(campaign=create_campaign(company_id=company.pk, name="Garden"), target="ACTIVE")
    return create_item(
        company_id=company.pk, type="social", platform="linkedin", body="Sow now.", campaign=campaign,
        scheduled_at=NOW + timedelta(hours=1),
    )  # fmt: skip


def work():
    for pk in Job.objects.filter(kind="delivery.publish", status="queued").values_list("pk", flat=True):
        runner.run(pk)


def test_nothing_is_published_by_hand(item):
    hold()
    with pytest.raises(ConflictError) as refused:
        publishing.publish_now(item=item)
    item.refresh_from_db()
    assert (refused.value.code, item.status, Job.objects.count()) == ("COMPANY_ON_HOLD", "SCHEDULED", 0)


def test_what_was_claimed_just_before_waits_and_goes_out_afterwards(item, time_machine):
    time_machine.move_to(NOW + timedelta(hours=1, seconds=5), tick=False)
    assert publishing.publish_due() == 1
    hold()
    work()
    item.refresh_from_db()
    assert (item.status, item.scheduled_at, publishing.publish_due()) == ("SCHEDULED", NOW + timedelta(hours=1), 0)
    lift()
    assert publishing.publish_due() == 1
    work()
    item.refresh_from_db()
    assert (item.status, OutboxMessage.objects.count()) == ("PUBLISHED", 1)
