"""Deliveries in analytics: seen while a run goes on, and counted once, whoever is lost and whoever tells them again."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from analytics import ingestion
from analytics.models import TotalMetric
from core.tenancy import company_scope
from delivery import chunks, controls, reporting
from delivery.chunks import Window
from delivery.execution import execute
from delivery.models import Chunk, Run
from tests.delivery.conftest import make_group, make_people, to_group
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(company, broadcast):
    return execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 40))))


@pytest.fixture
def lost(run):
    """A worker that handed over eight, kept that, and was lost before it told anybody."""
    hand_over(run, 8)
    Chunk.objects.update(at=timezone.now() - timedelta(seconds=11), lease_until=timezone.now())


def hand_over(run, count):
    chunk = chunks.claim(run.pk, "w1")
    assert chunk is not None
    assert chunks.begin_window(chunk, count)
    assert chunks.end_window(chunk, Window(to=chunk.done_to + count, sent=count))
    chunks.release(chunk)


def counted():
    row = TotalMetric.objects.filter(kind="delivery").first()
    return row.count if row else 0


def test_what_was_handed_over_is_seen_while_the_run_goes_on(run, send):
    hand_over(run, 8)
    reporting.Teller(run).tell(first=1)
    assert counted() == 0  # not for every window
    teller = reporting.Teller(run)
    teller._next = 0
    teller.tell(first=1)
    assert (counted(), run.state) == (8, "running")
    send(run)
    assert (counted(), run.state) == (40, "sent")


def test_a_worker_tells_every_window_where_that_is_wished(run, send, monkeypatch):
    told = []
    monkeypatch.setattr(reporting, "EVERY_SECONDS", 0)
    real = ingestion.take

    def take(*, company_id, entries):
        told.extend(entry.report.count for entry in entries)
        return real(company_id=company_id, entries=entries)

    monkeypatch.setattr(ingestion, "take", take)
    send(run)
    assert (sum(told), len(told) > 1, counted()) == (40, True, 40)


def test_the_end_of_a_turn_tells_what_is_left(run, send):
    hand_over(run, 8)
    controls.stop(run=run)
    reporting.report_sent(run)
    assert (counted(), reporting.report_left()) == (8, 0)


def test_what_a_lost_worker_did_not_tell_is_told_by_the_scheduler(run, lost, send):
    assert (counted(), reporting.report_left(), counted()) == (0, 1, 8)
    assert reporting.report_left() == 0
    send(run)
    assert counted() == 40


def test_of_a_run_that_was_stopped_it_is_told_too(run, lost):
    controls.stop(run=run)
    assert (reporting.report_left(), counted()) == (1, 8)


def test_a_worker_that_is_lost_while_it_tells_has_told_nothing(run, lost, send, monkeypatch):
    real = ingestion.take

    def take(**given):
        real(**given)
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(ingestion, "take", take)
    with pytest.raises(OperationalError):
        reporting.report_sent(run)
    assert (counted(), Chunk.objects.get().reported) == (0, 0)
    monkeypatch.undo()
    send(run)
    assert counted() == 40


def test_what_an_earlier_version_told_is_not_told_again(run, send):
    send(run)
    Chunk.objects.update(reported=0)  # it kept no number; its key was that of the first report
    reporting.report_sent(run)
    assert (counted(), Chunk.objects.get().reported) == (40, 40)


def test_providers_that_report_by_themselves_are_left_to_it(run, lost):
    type(run.account).objects.update(kind="anymail")
    assert (reporting.report_left(), counted()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_tell_it_once(company, run, lost):
    def tell():
        with company_scope(company.pk):
            reporting.report_sent(Run.objects.select_related("broadcast__campaign", "account").get(pk=run.pk))

    assert not [error for error in at_once(*[tell] * 8) if isinstance(error, Exception)]
    with company_scope(company.pk):
        assert counted() == 8
