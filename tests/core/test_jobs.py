"""Background work: claimed once, fenced, tried again where that helps, and never lost."""

import time
from datetime import timedelta

import pytest
from celery import Celery
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from campaigns.creation import create_campaign
from campaigns.models import Campaign
from core.context import Actor, acting, current
from core.errors import ConflictError, DomainError, NotFoundError, OutboundError
from core.jobs import queue, registry, runner
from core.jobs.running import JobStopped, RunningJob
from core.models import AuditEntry, Job, JobStatus
from core.tenancy import across_companies, company_scope
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """Register a kind for one test."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))

    def register(run, **options):
        registry.register(registry.JobKind(name="tests.work", run=run, **options))

    register(lambda job: {})
    return register


@pytest.fixture
def ask(company, scope, kind):
    """Queue a job of the test's kind."""

    def ask(**options):
        options = {"arguments": {}, "label": "Work", **options}
        return queue.enqueue(company_id=company.pk, kind="tests.work", **options)

    return ask


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    monkeypatch.setattr(queue, "_resting_until", 0.0)


def fall_silent(job, seconds=91):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=seconds))


def make_due(job):
    past = timezone.now() - timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(run_after=past, enqueued_at=past)


# Running


def test_a_job_that_works_keeps_its_result(ask, kind):
    kind(lambda job: {"seen": job.arguments["n"]})
    job = ask(arguments={"n": 7})
    assert runner.run(job.pk) == JobStatus.SUCCEEDED
    job.refresh_from_db()
    assert (job.status, job.result, job.attempts, job.error, job.detail) == ("succeeded", {"seen": 7}, 1, "", "")
    assert job.started_at <= job.heartbeat_at <= job.finished_at


def test_it_runs_in_the_scope_of_its_company_and_as_itself(ask, kind, company, other_company):
    with company_scope(other_company.pk):
        create_campaign(company_id=other_company.pk, name="Theirs")
    create_campaign(company_id=company.pk, name="Ours")
    seen = {}

    def look(job):
        seen.update(names=list(Campaign.objects.values_list("name", flat=True)), context=current())
        return {}

    kind(look)
    job = ask()
    with across_companies():
        runner.run(job.pk)
    assert seen["names"] == ["Ours"]
    assert (seen["context"].company_id, seen["context"].door) == (company.pk, "job")
    assert seen["context"].actor == Actor("job", job.pk, "Job: Work")


def test_progress_is_seen_at_once(ask, kind):
    seen = []

    def work(job):
        job.progress(done=3, total=9, cursor={"after": 41})
        seen.append(Job.objects.values("done", "total", "cursor", "status").get())
        return {}

    kind(work)
    runner.run(ask().pk)
    assert seen == [{"done": 3, "total": 9, "cursor": {"after": 41}, "status": "running"}]


def test_progress_without_a_cursor_keeps_the_one_before(ask, kind):
    def work(job):
        job.progress(done=1, total=9, cursor=5)
        job.progress(done=2, total=9)
        return {"cursor": job.cursor}

    kind(work)
    job = ask()
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.cursor, job.result) == (5, {"cursor": 5})


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled", "running"])
def test_what_has_ended_or_runs_elsewhere_is_left_alone(status, ask):
    job = ask()
    Job.objects.filter(pk=job.pk).update(status=status, heartbeat_at=timezone.now())
    before = Job.objects.values().get()
    assert runner.run(job.pk) is None
    assert Job.objects.values().get() == before


def test_what_is_not_due_waits(ask):
    job = ask()
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() + timedelta(seconds=30))
    assert runner.run(job.pk) is None
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("queued", 0)


def test_a_deleted_job_is_nothing_to_do(ask):
    job = ask()
    pk = job.pk
    job.delete()
    assert runner.run(pk) is None


def test_the_same_message_twice_runs_it_once(ask, kind):
    runs = []
    kind(lambda job: runs.append(1) or {})
    job = ask()
    assert (runner.run(job.pk), runner.run(job.pk), len(runs)) == (JobStatus.SUCCEEDED, None, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_runners_at_once_one_runs(ask, kind):
    runs = []
    kind(lambda job: runs.append(1) or {})
    job = ask()
    results = at_once(*[lambda: runner.run(job.pk)] * 8)
    assert (results.count(JobStatus.SUCCEEDED), results.count(None), len(runs)) == (1, 7, 1)


def test_a_rival_between_reading_and_claiming_wins(ask, kind, monkeypatch):
    runs = []
    kind(lambda job: runs.append(1) or {})
    job = ask()
    kind_of = runner.kind_of

    def overtaken(name):
        Job.objects.filter(pk=job.pk).update(status="running", attempts=1, heartbeat_at=timezone.now())
        return kind_of(name)

    monkeypatch.setattr(runner, "kind_of", overtaken)
    assert (runner.run(job.pk), runs) == (None, [])


# Taking over, and the fence


def test_a_silent_job_is_taken_over_where_it_stopped(ask, kind):
    def die(job):
        job.progress(done=4, total=9, cursor="d")
        raise KeyboardInterrupt

    kind(die)
    job = ask()
    with pytest.raises(KeyboardInterrupt):
        runner.run(job.pk)
    kind(lambda job: {"from": job.cursor, "attempt": job.attempt})
    assert runner.run(job.pk) is None
    fall_silent(job)
    assert runner.run(job.pk) == JobStatus.SUCCEEDED
    job.refresh_from_db()
    assert (job.result, job.attempts) == ({"from": "d", "attempt": 2}, 2)


def test_the_lease_of_a_kind_counts(ask, kind):
    kind(lambda job: {}, lease=timedelta(minutes=10))
    job = ask()
    runner._claim(job.pk)
    fall_silent(job, 500)
    assert runner.run(job.pk) is None
    fall_silent(job, 601)
    assert runner.run(job.pk) == JobStatus.SUCCEEDED


REPORTS = {
    "progress": lambda old: old.progress(done=99, total=99, cursor="old"),
    "finish": lambda old: old.finish({"old": True}),
    "fail": lambda old: old.fail(error="old", detail="old"),
    "postpone": lambda old: old.postpone(until=timezone.now(), error="old", detail="old"),
}


@pytest.mark.parametrize("report", REPORTS)
def test_what_the_old_attempt_reports_after_a_takeover_counts_for_nothing(report, ask):
    job = ask()
    old = RunningJob(runner._claim(job.pk))
    fall_silent(job)
    runner._claim(job.pk)
    check_counts_for_nothing(report, old)


@pytest.mark.parametrize("report", REPORTS)
def test_what_the_old_attempt_reports_after_a_retry_counts_for_nothing(report, ask):
    job = ask()
    old = RunningJob(runner._claim(job.pk))
    queue.cancel(job=job)
    queue.retry(job=job)
    assert runner._claim(job.pk).attempts == old.attempt
    check_counts_for_nothing(report, old)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("status", ["cancelled", "failed", "succeeded", "queued"])
def test_what_is_reported_of_a_job_that_does_not_run_counts_for_nothing(report, status, ask):
    old = RunningJob(runner._claim(ask().pk))
    Job.objects.update(status=status)
    check_counts_for_nothing(report, old)


def check_counts_for_nothing(report, old):
    before = Job.objects.values().get()
    if report == "progress":
        with pytest.raises(JobStopped):
            REPORTS[report](old)
    else:
        assert REPORTS[report](old) is False
    assert Job.objects.values().get() == before


def test_an_attempt_that_was_overtaken_stops_and_says_nothing(ask, kind):
    def overtaken(job):
        Job.objects.filter(pk=job.id).update(attempts=2, heartbeat_at=timezone.now())
        job.progress(done=1, total=1)
        raise AssertionError("went on")

    kind(overtaken)
    assert runner.run(ask().pk) is None
    assert (Job.objects.get().status, Job.objects.get().attempts) == ("running", 2)


def test_a_finished_attempt_that_was_overtaken_is_no_success(ask, kind):
    kind(lambda job: Job.objects.filter(pk=job.id).update(attempts=2) and {"old": True})
    assert runner.run(ask().pk) is None
    assert (Job.objects.get().status, Job.objects.get().result) == ("running", None)


def test_a_job_whose_worker_died_every_time_is_given_up(ask, kind):
    failures = []
    kind(lambda job: {}, max_attempts=2, on_failure=lambda job: failures.append(job.id))
    job = ask()
    for _ in range(2):
        runner._claim(job.pk)
        fall_silent(job)
    assert runner.run(job.pk) == JobStatus.FAILED
    job.refresh_from_db()
    assert (job.status, job.error, job.detail) == ("failed", runner.DIED, "2 attempts ended without a word.")
    assert failures == [job.pk]


# Cancelling and trying again


def test_cancelling_a_running_job_stops_it_at_its_next_step(ask, kind):
    def work(job):
        with company_scope(job.company_id):
            queue.cancel(job=Job.objects.get())
        job.progress(done=1, total=2)
        raise AssertionError("went on")

    kind(work)
    assert runner.run(ask().pk) is None
    job = Job.objects.get()
    assert (job.status, job.done, job.result) == ("cancelled", 0, None)
    assert job.finished_at is not None


def test_a_cancelled_job_that_finished_anyway_stays_cancelled(ask, kind):
    kind(lambda job: queue.cancel(job=Job.objects.get()) and {"done": True})
    assert runner.run(ask().pk) is None
    assert (Job.objects.get().status, Job.objects.get().result) == ("cancelled", None)


def test_a_cancelled_job_that_failed_anyway_stays_cancelled(ask, kind):
    failures = []

    def work(job):
        queue.cancel(job=Job.objects.get())
        raise DomainError("no")

    kind(work, on_failure=lambda job: failures.append(1))
    assert runner.run(ask().pk) is None
    assert (Job.objects.get().status, Job.objects.get().error, failures) == ("cancelled", "", [])


def test_cancelling_is_one_audit_fact(ask):
    queue.cancel(job=ask())
    fact = AuditEntry.objects.get()
    assert (fact.action, fact.object_type, fact.object_label) == ("cancelled", "core.job", "Work")


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
def test_what_has_ended_cannot_be_cancelled(status, ask):
    job = ask()
    Job.objects.update(status=status)
    with pytest.raises(ConflictError) as refused:
        queue.cancel(job=job)
    assert (refused.value.code, refused.value.message) == ("JOB_ENDED", "This job has ended already.")
    assert (Job.objects.get().status, AuditEntry.objects.count()) == (status, 0)


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_trying_again_begins_anew(status, ask, kind):
    job = ask(dedupe_key="k")
    Job.objects.update(status=status, attempts=3, error="e", detail="d", finished_at=timezone.now())
    queue.retry(job=job)
    assert (job.status, job.attempts, job.error, job.detail, job.finished_at) == ("queued", 0, "", "", None)
    assert runner.run(job.pk) == JobStatus.SUCCEEDED


@pytest.mark.parametrize("status", ["queued", "running", "succeeded"])
def test_only_what_failed_or_was_cancelled_is_tried_again(status, ask):
    job = ask()
    Job.objects.update(status=status)
    with pytest.raises(ConflictError) as refused:
        queue.retry(job=job)
    assert refused.value.code == "JOB_NOT_ENDED"
    assert (Job.objects.get().status, AuditEntry.objects.count()) == (status, 0)


def test_trying_again_beside_a_newer_job_with_the_same_key(ask):
    old = ask(dedupe_key="k")
    queue.cancel(job=old)
    new = ask(dedupe_key="k")
    queue.retry(job=old)
    assert {old.status, new.status} == {"queued"}


# Faults


def fail_with(error):
    def fail(job):
        raise error

    return fail


def test_a_passing_fault_waits_longer_each_time_and_then_gives_up(ask, kind):
    error = OutboundError("The page is slow.", permanent=False, detail="read timeout")
    kind(fail_with(error), max_attempts=4, backoff=(timedelta(seconds=5), timedelta(seconds=20)))
    job = ask()
    for seconds in (5, 20, 20):
        asked = timezone.now()
        assert runner.run(job.pk) == JobStatus.QUEUED
        job.refresh_from_db()
        assert timedelta(0) <= job.run_after - asked - timedelta(seconds=seconds) < timedelta(seconds=2)
        assert (job.status, job.error, job.detail, job.heartbeat_at) == (
            "queued", "The page is slow.", "read timeout", None,
        )  # fmt: skip
        assert runner.run(job.pk) is None
        make_due(job)
    assert runner.run(job.pk) == JobStatus.FAILED
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == ("failed", 4, "The page is slow.")


def test_a_fault_that_passed_leaves_no_trace_on_a_success(ask, kind):
    kind(fail_with(OutboundError("slow", permanent=False)))
    job = ask()
    runner.run(job.pk)
    kind(lambda job: {"ok": True})
    make_due(job)
    assert runner.run(job.pk) == JobStatus.SUCCEEDED
    job.refresh_from_db()
    assert (job.error, job.detail, job.attempts) == ("", "", 2)


def test_without_a_backoff_it_is_due_at_once(ask, kind):
    kind(fail_with(OutboundError("slow", permanent=False)), backoff=())
    job = ask()
    assert [runner.run(job.pk) for _ in range(3)] == [JobStatus.QUEUED, JobStatus.QUEUED, JobStatus.FAILED]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OutboundError("The page is gone.", permanent=True), "The page is gone."),
        (NotFoundError("The item was deleted meanwhile."), "The item was deleted meanwhile."),
        (ConflictError("Not now."), "Not now."),
    ],
)
def test_a_permanent_fault_fails_at_once(error, words, ask, kind):
    failures = []
    kind(fail_with(error), on_failure=lambda job: failures.append(job.id))
    job = ask()
    assert runner.run(job.pk) == JobStatus.FAILED
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error, failures) == ("failed", 1, words, [job.pk])


def test_a_bug_fails_with_words_for_people_and_the_rest_for_engineers(ask, kind):
    kind(fail_with(ZeroDivisionError("secret detail")))
    job = ask()
    assert runner.run(job.pk) == JobStatus.FAILED
    job.refresh_from_db()
    assert (job.error, job.attempts) == (runner.UNEXPECTED, 1)
    assert "secret detail" not in job.error
    assert job.detail.startswith("Traceback")
    assert job.detail.rstrip().endswith("ZeroDivisionError: secret detail")


def test_a_database_that_went_away_is_a_passing_fault(ask, kind):
    kind(fail_with(OperationalError("server closed the connection")))
    job = ask()
    assert runner.run(job.pk) == JobStatus.QUEUED
    job.refresh_from_db()
    assert job.error == runner.UNEXPECTED


def test_a_kind_that_no_app_has_is_left_for_a_worker_that_knows_it(company, scope):
    job = queue.enqueue(company_id=company.pk, kind="tests.unknown", label="x", arguments={})
    with pytest.raises(LookupError, match=r"No app registered the job kind 'tests\.unknown'\."):
        runner.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("queued", 0)


# Asking for work


def test_a_live_job_with_the_same_key_is_returned(ask):
    first = ask(dedupe_key="k")
    assert ask(dedupe_key="k").pk == first.pk
    Job.objects.update(status="running")
    assert ask(dedupe_key="k").pk == first.pk
    assert Job.objects.count() == 1


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
def test_an_ended_job_with_the_same_key_is_not_in_the_way(status, ask):
    first = ask(dedupe_key="k")
    Job.objects.update(status=status)
    assert ask(dedupe_key="k").pk != first.pk


def test_without_a_key_each_is_its_own(ask):
    assert ask().pk != ask().pk


def test_the_same_key_at_another_company_is_another_job(ask, other_company):
    first = ask(dedupe_key="k")
    with company_scope(other_company.pk):
        second = queue.enqueue(company_id=other_company.pk, kind="tests.work", label="x", arguments={}, dedupe_key="k")
    assert first.pk != second.pk


def test_a_live_job_that_ends_at_the_wrong_moment_makes_room_for_a_new_one(ask, monkeypatch):
    first = ask(dedupe_key="k")
    insert = queue._insert_unless_live

    def end_it_then(job):
        inserted = insert(job)
        Job.objects.filter(pk=first.pk).update(status="succeeded")
        return inserted

    monkeypatch.setattr(queue, "_insert_unless_live", end_it_then)
    second = ask(dedupe_key="k")
    assert (second.pk != first.pk, second.status) == (True, "queued")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_with_one_key_one_job_comes(ask, company):
    def call():
        with company_scope(company.pk):
            return ask(dedupe_key="k").pk

    assert len(set(at_once(*[call] * 12))) == 1
    assert Job.objects.count() == 1


def test_it_says_who_asked(ask):
    with acting(actor=Actor("person", 1, "Olga")):
        assert ask().asked_by == "Olga"


def test_a_long_label_is_cut(ask):
    assert ask(label="x" * 300).label == "x" * 255


def test_a_job_is_found_by_its_public_id_inside_its_company_alone(ask, other_company):
    job = ask()
    assert queue.find(str(job.uuid)) == job
    with company_scope(other_company.pk), pytest.raises(NotFoundError, match="Job not found"):
        queue.find(str(job.uuid))


@pytest.mark.parametrize("text", ["", "x", "7", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_public_id_that_is_none_is_not_found(text, ask):
    ask()
    with pytest.raises(NotFoundError, match="Job not found"):
        queue.find(text)


# The outbox


@pytest.fixture
def sent(monkeypatch):
    """What the broker was told."""
    messages = []
    monkeypatch.setattr(queue.current_app, "send_task", lambda name, arguments: messages.append((name, arguments)))
    return messages


@pytest.fixture
def no_broker(tmp_path, monkeypatch):
    """Celery as it is set up, but pointed at a socket that nobody listens on."""
    dead = Celery("dead", set_as_current=False)
    dead.config_from_object("django.conf:settings", namespace="CELERY")
    dead.conf.broker_url = f"redis+socket://{tmp_path}/dead.sock"
    monkeypatch.setattr(queue, "current_app", dead)


def test_the_broker_hears_after_the_commit(ask, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        assert sent == []
    assert sent == [("core.jobs.run", [job.pk])]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_neither_stored_nor_sent(ask, sent):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
        raise ZeroDivisionError
    assert (sent, Job.objects.count()) == ([], 0)


def test_the_real_broker_takes_a_job(ask):
    assert queue.hand_over([ask().pk]) == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_the_call_succeeds_and_the_sweep_hands_over_later(
    owner, partner, no_broker, monkeypatch, scope
):
    from tests.partners.test_resolve import item

    started = time.monotonic()
    assert partner.post("/api/campaign", item()).status_code == 201
    assert time.monotonic() - started < 1
    job = Job.objects.get()
    assert (job.status, job.attempts) == ("queued", 0)
    messages = []
    monkeypatch.setattr(queue.current_app, "send_task", lambda name, arguments: messages.append(arguments))
    monkeypatch.setattr(queue, "_resting_until", 0.0)
    assert queue.sweep() == 0, "handed over a moment ago"
    make_due(job)
    assert (queue.sweep(), messages) == (1, [[job.pk]])


def test_after_a_refusal_the_broker_is_left_alone_for_a_moment(ask, no_broker, monkeypatch):
    job = ask()
    assert queue.hand_over([job.pk]) == 0
    calls = []
    monkeypatch.setattr(queue.current_app, "send_task", lambda *_: calls.append(1))
    assert (queue.hand_over([job.pk]), calls) == (0, [])
    monkeypatch.setattr(queue, "_resting_until", 0.0)
    assert (queue.hand_over([job.pk]), calls) == (1, [1])


def test_a_broker_that_dies_in_the_middle_took_what_it_took(ask, monkeypatch):
    from kombu.exceptions import OperationalError as BrokerError

    taken = []

    def send(_, arguments):
        if len(taken) == 2:
            raise BrokerError("gone")
        taken.append(arguments)

    monkeypatch.setattr(queue.current_app, "send_task", send)
    assert (queue.hand_over([1, 2, 3, 4]), taken) == (2, [[1], [2]])


@pytest.mark.parametrize(
    ("columns", "swept"),
    [
        ({"status": "queued", "enqueued": 16, "due": 1}, True),
        ({"status": "queued", "enqueued": 14, "due": 1}, False),
        ({"status": "queued", "enqueued": 60, "due": -30}, False),
        ({"status": "running", "enqueued": 200, "due": 200, "silent": 31}, True),
        ({"status": "running", "enqueued": 200, "due": 200, "silent": 29}, False),
        ({"status": "running", "enqueued": 14, "due": 200, "silent": 91}, False),
        ({"status": "succeeded", "enqueued": 200, "due": 200, "silent": 200}, False),
        ({"status": "failed", "enqueued": 200, "due": 200, "silent": 200}, False),
        ({"status": "cancelled", "enqueued": 200, "due": 200, "silent": 200}, False),
    ],
)
def test_the_sweep_finds_what_waits_too_long_or_fell_silent(columns, swept, ask, sent):
    def ago(name):
        return timezone.now() - timedelta(seconds=columns.get(name, 0))

    job = ask()
    Job.objects.update(
        status=columns["status"], enqueued_at=ago("enqueued"), run_after=ago("due"), heartbeat_at=ago("silent")
    )
    with across_companies():
        assert queue.sweep() == int(swept)
    assert sent == ([("core.jobs.run", [job.pk])] if swept else [])


def test_what_was_swept_is_not_swept_again_at_once(ask, sent):
    make_due(ask())
    assert (queue.sweep(), queue.sweep()) == (1, 0)


def test_the_sweep_works_outside_any_company(ask, sent, other_company):
    make_due(ask())
    with company_scope(other_company.pk):
        assert queue.sweep() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_hand_over_each_job_once(ask, sent):
    for _ in range(30):
        ask()
    Job.objects.update(enqueued_at=timezone.now() - timedelta(minutes=1))
    sent.clear()
    at_once(*[queue.sweep] * 4)
    assert len(sent) == len({arguments[0] for _, arguments in sent}) == 30


def test_a_company_takes_its_jobs_with_it(ask, company, kind):
    job = ask()
    running = RunningJob(runner._claim(job.pk))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_job WHERE company_id = %s", [company.pk])
    with pytest.raises(JobStopped):
        running.progress(done=1, total=1)
    assert (running.finish({}), runner.run(job.pk)) == (False, None)
