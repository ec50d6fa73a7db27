"""When drafts go out: spread over the campaign's days, at hours that suit the platform, never before now."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ai.planning import Assignment

# Hours of the day in the company's zone at which people are likely to look; a matter of habit, not of measurement.
_HOURS = {
    "linkedin": 8, "email": 9, "blog": 9, "x": 12, "bluesky": 12, "mastodon": 12, "threads": 12, "facebook": 13,
    "push": 17, "sms": 11, "whatsapp": 11, "telegram": 11, "instagram": 18, "tiktok": 19, "snapchat": 19,
    "pinterest": 19, "youtube": 17,
}  # fmt: skip
_WORKDAYS = frozenset(("linkedin", "email", "sms", "whatsapp", "push"))
_OPEN_END = timedelta(days=28)  # a campaign without an end is planned so far ahead
_LEAD = timedelta(minutes=15)  # nothing goes out before somebody could look at it


def window(assignment: Assignment) -> tuple[datetime, datetime] | None:
    """Return first and last moment to publish at; None where the campaign has no dates, or is over."""
    start, end = assignment.starts_at, assignment.ends_at
    if start is None and end is None:
        return None
    earliest = assignment.now + _LEAD
    first = max(start, earliest) if start else earliest
    last = end or first + _OPEN_END
    return (first, last) if first <= last else None


def days(assignment: Assignment) -> int:
    """Return how many days there are to publish on; 0 where there are none."""
    span = window(assignment)
    return (span[1] - span[0]).days + 1 if span else 0


def slots(assignment: Assignment, platforms: list[str]) -> Iterator[datetime | None]:
    """Yield a moment for each draft, in the order given, evenly over the days; None where there are no dates."""
    span = window(assignment)
    taken: set[tuple[str, datetime]] = set()
    for at, platform in enumerate(platforms):
        if span is None:
            yield None
            continue
        moment = _slot(span, platform, at / max(len(platforms), 1), assignment.zone)
        while (platform, moment) in taken and moment + timedelta(minutes=30) <= span[1]:
            moment += timedelta(minutes=30)
        taken.add((platform, moment))
        yield moment


def _slot(span: tuple[datetime, datetime], platform: str, share: float, zone: ZoneInfo) -> datetime:
    """Return the platform's hour on the day that lies at a share of the span; inside the span by force if need be."""
    first, last = span
    wanted = (first + (last - first) * share).astimezone(zone).date()
    for day in _near(wanted):
        moment = datetime.combine(day, time(_HOURS.get(platform, 12)), zone)
        if first <= moment <= last and not (platform in _WORKDAYS and day.weekday() > 4):
            return moment
    for hour in range(8, 21):
        moment = datetime.combine(wanted, time(hour), zone)
        if first <= moment <= last:
            return moment
    inside = first + (last - first) * share / 2
    return inside.astimezone(UTC).astimezone(zone)


def _near(day: date) -> Iterator[date]:
    """Yield the day, then those around it, nearest first."""
    yield day
    for far in range(1, 7):
        yield from (day + timedelta(days=far), day - timedelta(days=far))
