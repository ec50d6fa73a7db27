"""Recipients, activities and messages of the outbox are forgotten after a while; what they came to is not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from analytics.webhooks.notices import Notice
from audiences import suppressions
from core.errors import ConflictError
from core.tenancy import company_scope
from delivery import activities, controls, ledger, outcomes, reporting, retention
from delivery.activity_events import Event
from delivery.execution import execute
from delivery.models import Activity, OutboxMessage, RecordState, Run, RunState, SendRecord
from tests.delivery.conftest import make_group, make_people, to_group
from tests.racing import at_once

NOW = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)
YEAR = timedelta(days=365)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch, settings, time_machine):
    settings.DELIVERY_RETENTION_DAYS = 365
    monkeypatch.setattr(retention, "BATCH", 10)
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def run(company, broadcast, send):
    """Of 42: two want none, one is refused for good and one for now, two are delivered, one came back."""
    group = make_group(company, make_people(company, 42))
    addresses = ["p0@people.example", "p1@people.example"]
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=addresses, reason="unsubscribed", source="t"
    )
    run = execute(broadcast=broadcast, audience=to_group(group))
    send(run)
    numbers = list(run.records.filter(state="planned").order_by("number").values_list("number", flat=True))
    for number, state, reason in zip(
        numbers, ("failed", "failed", "delivered", "delivered", "bounced"), ("Unknown", "Full", "", "", "Moved"),
        strict=False,
    ):  # fmt: skip
        run.records.filter(number=number).update(state=state, reason=reason, is_permanent=reason != "Full")
    run.chunks.update(sent=38, failed=2)
    return run


WHOLE = {
    ("sent", ""): 35, ("skipped", "suppressed"): 2, ("delivered", ""): 2, ("failed", "Unknown"): 1,
    ("failed", "Full"): 1, ("bounced", "Moved"): 1,
}  # fmt: skip


def summary(run):
    return {(one.outcome, one.text): one.count for one in outcomes.summary(Run.objects.get(pk=run.pk))}


def test_recipients_are_kept_for_a_year_after_the_end(run, time_machine):
    time_machine.move_to(NOW + YEAR - timedelta(minutes=1), tick=False)
    retention.forget()
    assert (SendRecord.objects.count(), Run.objects.get().forgotten_at) == (42, None)


def test_then_they_go_in_batches_and_their_numbers_stay(run, time_machine):
    before, shown, reasons = ledger.counts(run), summary(run), outcomes.reasons(run)
    time_machine.move_to(NOW + YEAR + timedelta(minutes=1), tick=False)
    assert retention.forget() == 42 + 40  # the outbox, too
    found = Run.objects.get()
    assert (SendRecord.objects.count(), found.has_records, found.forgotten_at) == (0, False, timezone.now())
    assert (ledger.counts(found), summary(run)) == (before, shown)
    assert shown == WHOLE
    assert outcomes.reasons(found) == reasons
    assert retention.forget() == 0


def test_a_crash_between_two_batches_loses_no_number(run, time_machine, monkeypatch):
    time_machine.move_to(NOW + YEAR + timedelta(minutes=1), tick=False)
    real, calls = outcomes.take_out, []

    def take_out(found, *, limit):
        """The third batch's connection is lost after its rows were deleted."""
        calls.append(real(found, limit=limit))
        if len(calls) == 3:
            raise OperationalError("the server closed the connection")
        return calls[-1]

    monkeypatch.setattr(outcomes, "take_out", take_out)
    with pytest.raises(OperationalError):
        retention.forget()
    assert (SendRecord.objects.count(), summary(run)) == (22, WHOLE)
    assert ledger.counts(run).sent == 38
    monkeypatch.undo()
    retention.forget()
    assert (SendRecord.objects.count(), summary(run)) == (0, WHOLE)


def test_a_round_ends_when_its_time_is_over(run, time_machine):
    time_machine.move_to(NOW + YEAR + timedelta(minutes=1), tick=False)
    assert (retention.forget(seconds=0), SendRecord.objects.count()) == (0, 42)


def test_nothing_is_forgotten_where_everything_is_kept(run, time_machine, settings):
    settings.DELIVERY_RETENTION_DAYS = 0
    time_machine.move_to(NOW + 9 * YEAR, tick=False)
    assert (retention.forget(), SendRecord.objects.count()) == (0, 42)


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.PAUSED])
def test_what_has_not_ended_keeps_its_recipients(run, time_machine, state):
    Run.objects.update(state=state, finished_at=None)
    time_machine.move_to(NOW + 2 * YEAR, tick=False)
    retention.forget()
    assert SendRecord.objects.count() == 42


def test_nobody_is_tried_again_whom_nobody_knows(run, time_machine):
    assert outcomes.can_be_tried_again(run)
    time_machine.move_to(NOW + 2 * YEAR, tick=False)
    retention.forget()
    found = Run.objects.get()
    with pytest.raises(ConflictError, match="deleted on 2 May 2029") as refused:
        controls.retry_failed(run=found)
    assert (refused.value.code, outcomes.can_be_tried_again(found)) == ("RECIPIENTS_DELETED", False)
    Run.objects.update(state=RunState.STOPPED)
    with pytest.raises(ConflictError, match="deleted on 2 May 2029"):
        controls.send_to_the_rest(run=found)
    assert Run.objects.get().state == RunState.STOPPED


def test_who_still_waited_when_it_was_stopped_is_counted(company, broadcast, time_machine):
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 15))))
    controls.stop(run=run)
    time_machine.move_to(NOW + 2 * YEAR, tick=False)
    retention.forget()
    assert (summary(run), ledger.counts(run).pending) == ({("waits", ""): 15}, 15)


def test_reasons_are_bounded(company, broadcast, send, time_machine, monkeypatch):
    monkeypatch.setattr(outcomes, "MOST_KEPT", 3)
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 12))))
    send(run)
    for number in range(1, 13):
        run.records.filter(number=number).update(state=RecordState.FAILED, reason=f"Refused {number:02}")
    time_machine.move_to(NOW + 2 * YEAR, tick=False)
    retention.forget()
    kept = Run.objects.get().kept_outcomes["failed"]
    assert (len(kept), kept["Other reasons"], sum(kept.values())) == (4, 9, 12)


def test_a_late_notice_changes_nothing(run, time_machine):
    run.records.filter(number=20).update(provider_id="p-20")
    time_machine.move_to(NOW + 2 * YEAR, tick=False)
    retention.forget()
    reporting.mark([Notice(kind="bounce", address="p20@people.example", message_id="p-20", reason="Gone")])
    assert summary(run) == WHOLE


def test_activities_and_the_outbox_go_by_their_age(company, scope, run, time_machine):
    def upload(name):
        event = Event(name=name, identity="eva@people.example", at=timezone.now(), params={})
        activities.upload(company_id=company.pk, events=[event])

    for number in range(25):
        upload(f"seen {number}")
    time_machine.move_to(NOW + timedelta(days=200), tick=False)
    upload("ordered")
    time_machine.move_to(NOW + timedelta(days=366), tick=False)
    retention.forget()
    assert list(Activity.objects.values_list("name", flat=True)) == ["ordered"]
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_count_each_once(company, run, time_machine):
    time_machine.move_to(NOW + 2 * YEAR, tick=False)
    assert not [error for error in at_once(*[retention.forget] * 4) if isinstance(error, Exception)]
    with company_scope(company.pk):
        assert (SendRecord.objects.count(), summary(run)) == (0, WHOLE)
