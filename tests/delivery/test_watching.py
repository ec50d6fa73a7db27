"""Runs that do not get on say since when, and why; and they are never called finished for it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from core import health
from delivery import watching
from delivery.execution import execute
from delivery.models import Chunk, Run
from tests.delivery.conftest import make_group, make_people, to_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(company, broadcast):
    found = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 5))))
    Run.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    health.beat()
    return found


def why(run):
    watching.look_after()
    run.refresh_from_db()
    return run.stalled_why


def test_a_young_run_does_not_stall(run):
    Run.objects.update(created_at=timezone.now())
    assert (why(run), run.stalled_since) == ("", None)


def test_nobody_works(run):
    cache.clear()
    assert why(run) == "No worker is running."
    assert run.state == "running"


def test_everybody_is_busy(run):
    assert why(run) == "Every worker is busy with other work."


def test_the_other_side_does_not_answer(run):
    Chunk.objects.update(lease_until=timezone.now() + timedelta(seconds=30), worker="w")
    assert why(run) == "A worker has handed messages over, and the other side does not answer."


def test_the_account_fails(run):
    Run.objects.update(account_faults=3)
    assert why(run) == f"The account “{run.account}” fails: it is tried again, 3 times so far."


def test_it_is_quiet_there(run):
    later = timezone.now() + timedelta(hours=3)
    Chunk.objects.update(not_before=later)
    assert why(run).startswith(f"Nobody is written to before {later:%Y-%m-%d %H:%M} UTC")


@pytest.mark.parametrize(
    ("status", "told"),
    [("PAUSED", "The campaign is paused."), ("COMPLETED", "The campaign has completed before everybody was reached.")],
)
def test_the_campaign_does_not_run(run, status, told):
    campaign = run.broadcast.campaign
    campaign.status = status
    campaign.save(update_fields=["status"])
    assert why(run) == told


def test_the_company_is_on_hold(run, company):
    company.on_hold_since = timezone.now()
    company.save()
    assert why(run) == "The company is on hold."


def test_a_run_that_gets_on_again_stalls_no_more(run):
    assert why(run)
    Chunk.objects.update(at=timezone.now())
    assert (why(run), run.stalled_since) == ("", None)
