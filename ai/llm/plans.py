"""What a model's plan may say: fields of the contract, channels that we know, dates that can be."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from ai.planning import Conversation, Plan

MAX_MESSAGES: Final = 20
_FARTHEST: Final = timedelta(days=3660)

T = TypeVar("T")


def narrow(plan: Plan, conversation: Conversation, channels: Collection[str]) -> Plan:
    """Return the plan without what it must not say; what is empty is None, so that it overwrites nothing.

    Args:
        plan: as the model filled it in.
        conversation: the chat it is from.
        channels: canonical names; others are left out.
    """
    start = _moment(plan.starts_at, conversation)
    end = _moment(plan.ends_at, conversation)
    if start and end and end <= start:
        end = None
    return Plan(
        brief=plan.brief or None,
        goal=plan.goal or None,
        target_audience=plan.target_audience or None,
        tone=plan.tone or None,
        channels=_once(name for name in map(str.lower, plan.channels or []) if name in channels),
        key_messages=_once(line for line in plan.key_messages or [] if line),
        starts_at=start,
        ends_at=end,
    )


def aware(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment with a time zone, the company's where it has none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _moment(moment: datetime | None, conversation: Conversation) -> datetime | None:
    """Return an aware moment, or None for one that nobody plans for: a slip of the model's, mostly in the year."""
    if moment is None or abs(moment.date() - conversation.today) > _FARTHEST:
        return None
    return aware(moment, conversation.zone)


def _once(found: Iterable[T]) -> list[T] | None:
    return list(dict.fromkeys(found))[:MAX_MESSAGES] or None
