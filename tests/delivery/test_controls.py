"""Pause, go on, stop, try again: the balance holds at every moment, and nobody gets it twice."""

from base64 import b64encode
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import ConflictError
from delivery import accounts, chunks, controls, finishing, ledger, retrying
from delivery.channels.base import Outcome
from delivery.chunks import Verdict, Window
from delivery.execution import execute
from delivery.models import Chunk, OutboxMessage, RecordState, Run, RunState, SendRecord
from tests.delivery.conftest import make_group, make_people, to_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(company, broadcast):
    return execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 40))))


def balance(run):
    counts = ledger.counts(run)
    assert counts.planned == counts.sent + counts.failed + counts.skipped + counts.uncertain + counts.pending
    return counts


def begin(run, size, worker="w1"):
    chunk = chunks.claim(run.pk, worker)
    assert chunk is not None
    assert chunks.begin_window(chunk, size)
    return chunk


def test_a_paused_run_hands_nothing_over(run, send):
    controls.pause(run=run)
    send(run)
    assert (run.state, balance(run).pending, OutboxMessage.objects.count()) == (RunState.PAUSED, 40, 0)


def test_a_pause_holds_before_the_next_window(run):
    chunk = begin(run, 10)
    controls.pause(run=run)
    assert chunks.end_window(chunk, Window(to=10, sent=10))
    assert not chunks.begin_window(chunk, 10)
    assert (balance(run).sent, balance(run).pending) == (10, 30)


def test_a_suspended_campaign_holds_its_runs(run, send):
    campaign = run.broadcast.campaign
    campaign.status = "PAUSED"
    campaign.save(update_fields=["status"])
    send(run)
    assert (balance(run).pending, OutboxMessage.objects.count()) == (40, 0)
    campaign.status = "ACTIVE"
    campaign.save(update_fields=["status"])
    send(run)
    assert balance(run).sent == 40


def test_a_run_that_goes_on_sends_the_rest_once(run, send):
    chunk = begin(run, 10)
    chunks.end_window(chunk, Window(to=10, sent=10))
    chunks.release(chunk)
    controls.pause(run=run)
    controls.resume(run=run)
    send(run)
    assert (run.state, balance(run).sent, OutboxMessage.objects.count()) == (RunState.SENT, 40, 30)


def test_a_stopped_run_keeps_its_rest_and_can_send_to_it(run, send):
    chunk = begin(run, 10)
    chunks.end_window(chunk, Window(to=10, sent=10))
    controls.stop(run=run)
    send(run)
    assert (run.state, balance(run).pending) == (RunState.STOPPED, 30)
    Chunk.objects.update(lease_until=None)
    controls.send_to_the_rest(run=run)
    send(run)
    assert (run.state, balance(run).sent) == (RunState.SENT, 40)


@pytest.mark.parametrize("deed", [controls.pause, controls.stop])
def test_what_has_ended_is_not_held(run, send, deed):
    send(run)
    with pytest.raises(ConflictError) as refused:
        deed(run=run)
    assert (refused.value.code, refused.value.data) == ("RUN_STATE", {"current_state": "sent"})


def test_a_lost_workers_window_is_uncertain_and_never_sent_again(run):
    begin(run, 10)
    Chunk.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    chunk = chunks.claim(run.pk, "w2")
    chunks.settle(chunk, takes_key=False)
    assert (balance(run).uncertain, balance(run).pending, chunk.done_to) == (10, 30, 10)
    assert SendRecord.objects.filter(state=RecordState.UNCERTAIN).count() == 10


def test_a_channel_that_takes_keys_is_handed_the_window_again(run, send):
    begin(run, 10)
    Chunk.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    send(run)
    assert (balance(run).sent, balance(run).uncertain, OutboxMessage.objects.count()) == (40, 0, 40)


def test_a_worker_that_was_thought_lost_comes_too_late(run):
    slow = begin(run, 10)
    Chunk.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    chunk = chunks.claim(run.pk, "w2")
    chunks.settle(chunk, takes_key=False)
    assert not chunks.end_window(slow, Window(to=10, sent=10))
    assert (balance(run).sent, balance(run).uncertain) == (0, 10)


def test_one_chunk_has_one_worker(run):
    assert chunks.claim(run.pk, "w1") is not None
    assert chunks.claim(run.pk, "w2") is None


def fail(run, *, permanent, count=5):
    chunk = begin(run, 40)
    verdicts = [Verdict(n, RecordState.FAILED, "Try later.", permanent) for n in range(1, count + 1)]
    chunks.end_window(chunk, Window(to=40, sent=40 - count, failed=count, verdicts=verdicts))


def test_a_passing_fault_is_tried_again_later_by_itself(run, send):
    fail(run, permanent=False)
    assert not finishing.finish(run)
    counts = balance(run)
    assert (counts.sent, counts.failed, counts.pending) == (35, 0, 5)
    later = Chunk.objects.get(attempt=2)
    assert timedelta(seconds=50) < later.not_before - timezone.now() <= timedelta(minutes=1)
    Chunk.objects.filter(pk=later.pk).update(not_before=timezone.now())
    send(run)
    assert (run.state, balance(run).sent, OutboxMessage.objects.count()) == (RunState.SENT, 40, 5)


def test_after_three_attempts_it_stays_failed(run):
    fail(run, permanent=False)
    for attempt in (2, 3):
        assert not finishing.finish(run)
        Chunk.objects.filter(attempt=attempt).update(not_before=timezone.now())
        chunk = begin(run, 40)
        assert chunk.attempt == attempt
        verdicts = [Verdict(n, RecordState.FAILED, "Try later.", False) for n in range(chunk.first, chunk.last + 1)]
        chunks.end_window(chunk, Window(to=chunk.last, failed=5, verdicts=verdicts))
    assert finishing.finish(run)
    assert (balance(run).failed, balance(run).sent, balance(run).pending) == (5, 35, 0)


def test_the_failed_are_tried_again_by_hand(run, send):
    fail(run, permanent=False)
    Chunk.objects.update(attempt=3)
    finishing.finish(run)
    run.refresh_from_db()
    assert run.state == RunState.SENT
    assert controls.retry_failed(run=run) == 5
    send(run)
    assert (run.state, balance(run).sent, balance(run).failed) == (RunState.SENT, 40, 0)


def test_who_was_refused_for_good_is_not_tried_again(run):
    fail(run, permanent=True)
    assert finishing.finish(run)
    with pytest.raises(ConflictError, match="Nobody failed for a reason that may pass"):
        controls.retry_failed(run=run)
    assert balance(run).failed == 5


def test_everybody_refused_is_a_failed_run(run):
    fail(run, permanent=True, count=40)
    finishing.finish(run)
    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.FAILED, "Try later.")


def test_too_many_refusals_pause_a_run_and_say_why(company, broadcast):
    people = make_people(company, 300)
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, people)))
    chunk = begin(run, 200)
    verdicts = [Verdict(n, RecordState.FAILED, "No such mailbox.", True) for n in range(1, 61)]
    chunks.end_window(chunk, Window(to=200, sent=140, failed=60, verdicts=verdicts))
    assert finishing.is_over_budget(run)
    run.refresh_from_db()
    assert run.state == RunState.PAUSED
    assert run.problem == "60 of 200 were refused for good. The first: No such mailbox."
    controls.resume(run=run)
    assert not finishing.is_over_budget(run)


def test_an_account_that_refuses_pauses_the_run_at_once(run):
    fault = Outcome(1, "failed", reason="The password is wrong.", permanent=True, of_account=True)
    assert finishing.account_failed(run, fault) is None
    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.PAUSED, f"{run.account}: The password is wrong.")


def test_whom_a_broken_account_refused_waits_and_gets_it_by_one_that_works(company, broadcast, send):
    outbox = accounts.usual(company_id=company.pk, channel="email")
    keys = {"signing_secret": "whsec_" + b64encode(bytes(24)).decode()}
    told = {"settings": {"url": "https://127.0.0.1:9"}, "secrets": keys}
    accounts.create(company_id=company.pk, name="Gateway", kind="webhook", channel="email", is_default=True, **told)
    people = make_people(company, 12)
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, people)))
    send(run)
    assert (run.state, run.problem[:8]) == (RunState.PAUSED, "Gateway:")
    assert (balance(run).pending, balance(run).failed) == (12, 0)
    Run.objects.filter(pk=run.pk).update(account=outbox)
    controls.resume(run=run)
    send(run)
    assert (run.state, balance(run).sent, OutboxMessage.objects.count()) == (RunState.SENT, 12, 12)


def test_an_account_that_is_away_is_waited_for_and_given_up(run):
    fault = Outcome(1, "failed", reason="Nobody answers.", of_account=True)
    waits = [finishing.account_failed(run, fault) for _ in range(6)]
    assert [wait.total_seconds() for wait in waits[:5]] == [10, 20, 40, 80, 160]
    assert waits[5] is None
    run.refresh_from_db()
    assert run.state == RunState.PAUSED


def test_a_retry_keeps_everybody_and_nobody_twice(run):
    fail(run, permanent=False)
    retrying.again(run)
    retrying.again(run)
    hashes = Counter(bytes(row) for row in SendRecord.objects.values_list("address_hash", flat=True))
    assert (len(hashes), set(hashes.values())) == (40, {1})
    assert (balance(run).pending, Run.objects.count()) == (5, 1)
