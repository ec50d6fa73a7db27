"""The audit trail in words: instants on the company's clock, choices by their names."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from companies.office import history
from core.models import AuditEntry


def changes(object_type, **changed):
    entry = AuditEntry(at=datetime(2026, 6, 1, tzinfo=UTC), action="changed", object_type=object_type, changes=changed)
    with timezone.override(ZoneInfo("Europe/Oslo")):
        return [(one.name, one.before, one.after) for one in history.fact(entry).changes]


def test_an_instant_is_told_on_the_companys_clock_whatever_it_is_of():
    found = changes("delivery.broadcast", next_run=[None, "2026-11-30T08:30:00+00:00"])
    assert found == [("next run", "", "Monday 30 November 2026, 09:30 (Europe/Oslo)")]


def test_a_text_that_only_begins_like_an_instant_stays():
    text = "2026-11-30T08:30:00+00:00 is when"
    assert changes("delivery.broadcast", note=[None, text]) == [("note", "", text)]


def test_a_channel_is_called_by_its_name():
    assert changes("delivery.channelaccount", channel=[None, "email"]) == [("channel", "", "E-mail")]
    assert changes("delivery.channelaccount", channel=[None, "linkedin"]) == [("channel", "", "linkedin")]


def test_a_size_has_a_unit():
    assert changes("audiences.import", bytes=[None, 204_800]) == [("size", "", "200.0\xa0KB")]
