"""Hours in which nobody is written to, by the recipient's own clock."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from delivery.execution import execute
from delivery.models import Chunk, OutboxMessage
from delivery.quiet import QuietHours, of_company
from tests.delivery.conftest import make_group, make_people, to_group

NIGHT = QuietHours(time(22), time(7))
NOON = QuietHours(time(12), time(13))
OSLO, NEW_YORK = ZoneInfo("Europe/Oslo"), ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "until"),
    [
        (NIGHT, OSLO, "2027-05-02T21:59+02:00", None),
        (NIGHT, OSLO, "2027-05-02T22:00+02:00", "2027-05-03T07:00+02:00"),
        (NIGHT, OSLO, "2027-05-03T06:59+02:00", "2027-05-03T07:00+02:00"),
        (NIGHT, OSLO, "2027-05-03T07:00+02:00", None),
        (NIGHT, NEW_YORK, "2027-05-03T08:00+02:00", "2027-05-03T07:00-04:00"),
        (NOON, OSLO, "2027-05-03T12:30+02:00", "2027-05-03T13:00+02:00"),
        (NOON, OSLO, "2027-05-03T13:00+02:00", None),
        # The night in which the clock is put forward ends at seven by the new time.
        (NIGHT, OSLO, "2027-03-27T23:00+01:00", "2027-03-28T07:00+02:00"),
        (QuietHours(time(22), time(2, 30)), OSLO, "2027-03-28T01:00+01:00", "2027-03-28T03:00+02:00"),
    ],
)
def test_until_when_it_is_quiet(quiet, zone, now, until):
    assert quiet.until(at(now), zone) == (at(until) if until else None)


@pytest.mark.parametrize(("start", "end"), [(None, None), (time(22), None), (None, time(7)), (time(7), time(7))])
def test_a_company_without_both_ends_has_no_quiet_hours(start, end):
    assert of_company(start, end) is None


@pytest.mark.django_db
def test_who_sleeps_is_written_to_when_it_is_over(company, broadcast, send, time_machine):
    company.quiet_from, company.quiet_to = time(22), time(7)
    company.save()
    here = make_people(company, 3)
    there = make_people(company, 2, start=10, time_zone="Asia/Tokyo")
    time_machine.move_to("2027-05-03T17:00:00+02:00", tick=True)  # midnight in Tokyo
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, [*here, *there])))
    send(run)
    assert sorted(OutboxMessage.objects.values_list("address", flat=True)) == [f"p{n}@people.example" for n in range(3)]
    waiting = Chunk.objects.get(is_done=False)
    assert (waiting.time_zone, waiting.not_before) == ("Asia/Tokyo", at("2027-05-04T07:00+09:00"))
    assert run.state == "running"
