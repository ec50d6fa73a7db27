"""Days, weeks and periods as people read them. Pure."""

from datetime import date, timedelta

from analytics.periods import Period, Step


def day(one: date, *, with_year: bool = False) -> str:
    """`2 May`, or `2 May 2027`."""
    return f"{one.day} {one:%b %Y}" if with_year else f"{one.day} {one:%b}"


def between(period: Period) -> str:
    """`3 Apr – 2 May 2027`: the month and the year of the first day only where they differ."""
    start, end = period.start, period.end
    if start == end:
        return day(end, with_year=True)
    if start.year != end.year:
        return f"{day(start, with_year=True)} – {day(end, with_year=True)}"
    first = str(start.day) if start.month == end.month else day(start)
    return f"{first} – {day(end, with_year=True)}"


def label(start: date, step: Step) -> str:
    """A point on a chart's axis, by its first day."""
    return f"{start:%b %Y}" if step is Step.MONTH else day(start)


def title(start: date, step: Step, period: Period) -> str:
    """A point in full: the days of its week that lie in the period, or its month."""
    if step is Step.DAY:
        return f"{start:%a} {day(start, with_year=True)}"
    if step is Step.MONTH:
        return f"{start:%B %Y}"
    return between(Period(max(start, period.start), min(start + timedelta(days=6), period.end)))
