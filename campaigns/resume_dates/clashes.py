"""Which items run on one platform within one minute."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from campaigns.resume_dates.parts import Clash, Item, PlannedItem


def find_clashes(planned: Iterable[PlannedItem], others: Iterable[Item]) -> tuple[Clash, ...]:
    """The clashes of items that will run, among themselves and with others that stand still.

    Others that only clash with each other are no matter of this plan.

    Returns:
        In the order of their minutes, then of the platform; ids ascending.
    """
    taken: dict[tuple[datetime, str], list[int]] = defaultdict(list)
    for step in planned:
        if step.runs_at and step.item.platform:
            taken[_minute(step.runs_at), step.item.platform].append(step.item.id)
    for other in others:
        place = (_minute(other.scheduled_at), other.platform)
        if place in taken:
            taken[place].append(other.id)
    return tuple(
        Clash(platform, minute, tuple(sorted(ids))) for (minute, platform), ids in sorted(taken.items()) if len(ids) > 1
    )


def _minute(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(second=0, microsecond=0)
