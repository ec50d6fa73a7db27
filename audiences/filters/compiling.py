"""A filter as SQL. Every value and every name that somebody wrote is a parameter, never part of the statement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from audiences.filters import behaviour
from audiences.filters.fields import (
    AFTER,
    BEFORE,
    CONTAINS,
    IN,
    IS,
    IS_NOT,
    LAST_DAYS,
    MEMBER,
    NOT_SET,
    NUMBER_OPS,
    SET,
    STARTS,
    Kind,
)
from audiences.filters.nodes import Behaviour, Combined, Condition, Node

Sql = tuple[str, list[Any]]

CONTACTS = "SELECT contact.id FROM audiences_contact AS contact WHERE contact.company_id = %s AND "


@dataclass(frozen=True, slots=True)
class Moment:
    """For whom and when a filter is asked.

    Args:
        company_id: whose contacts.
        now: the instant from which days are counted back.
        zone: the company's, in which a day begins.
    """

    company_id: int
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The company's day."""
        return self.now.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """When a day begins."""
        return datetime.combine(day, time(), self.zone)


def select(node: Node, moment: Moment) -> Sql:
    """A statement that selects the ids of the contacts whom a filter fits.

    Raises:
        InvalidError: it asks for behaviour that nothing here knows.
    """
    condition, values = where(node, moment)
    return CONTACTS + condition, [moment.company_id, *values]


def where(node: Node, moment: Moment) -> Sql:
    """A condition on `contact`."""
    if isinstance(node, Combined):
        parts = [where(part, moment) for part in node.parts]
        word = " AND " if node.word == "all" else " OR "
        return f"({word.join(sql for sql, _ in parts)})", [value for _, values in parts for value in values]
    if isinstance(node, Behaviour):
        return _did(node, moment)
    return _KINDS[node.field.kind](node, moment)


# Missing is the empty text here, so that no comparison has to think of NULL.
_TEXTS: dict[str, LiteralString] = {
    IS: "{} = {}",
    IS_NOT: "{} <> {}",
    CONTAINS: "strpos({}, {}) > 0",
    STARTS: "starts_with({}, {})",
    IN: "{} = ANY ({})",
    SET: "{} <> ''",
    NOT_SET: "{} = ''",
}


def _text(node: Condition, _: Moment) -> Sql:
    return _compared(node, f"contact.{node.field.column}", [], "%s::text", "%s::text[]")


def _consent(node: Condition, _: Moment) -> Sql:
    return _compared(node, "coalesce(contact.consent -> %s::text ->> 'status', '')", [node.key], "%s::text", "")


def _compared(node: Condition, left: str, values: list[Any], one: str, several: str) -> Sql:
    right = several if node.op == IN else one
    return _TEXTS[node.op].format(left, right), values if node.value is None else [*values, node.value]


_SAID = "coalesce(lower(contact.attributes ->> %s::text), '')"
# The cast stands behind its test, which CASE keeps in order.
_NUMBER = (
    "CASE WHEN contact.attributes ->> %s::text ~ '^-?[0-9]+([.][0-9]+)?$' "
    "THEN (contact.attributes ->> %s::text)::numeric {} %s::numeric ELSE false END"
)
# Days in ISO 8601 stand in the order of their letters: no cast that a day such as 2026-02-30 could break.
_DAY = (
    "CASE WHEN contact.attributes ->> %s::text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)' "
    'THEN left(contact.attributes ->> %s::text, 10) COLLATE "C" BETWEEN %s::text AND %s::text ELSE false END'
)
_ANY_DAY = (date(1, 1, 1), date(9999, 12, 31))


def _attribute(node: Condition, moment: Moment) -> Sql:
    if node.op in NUMBER_OPS:
        return _NUMBER.format(node.op), [node.key, node.key, str(node.value)]
    if node.op in (BEFORE, AFTER, LAST_DAYS):
        first, last = _days(node, moment)
        return _DAY, [node.key, node.key, first.isoformat(), last.isoformat()]
    several = "ARRAY(SELECT lower(one) FROM unnest(%s::text[]) AS one)"
    return _compared(node, _SAID, [node.key], "lower(%s::text)", several)


def _days(node: Condition, moment: Moment) -> tuple[date, date]:
    """The first and the last day that fit."""
    if node.op == BEFORE:
        return _ANY_DAY[0], node.value - timedelta(days=1)
    if node.op == AFTER:
        return node.value + timedelta(days=1), _ANY_DAY[1]
    return moment.today - timedelta(days=node.value), moment.today


def _instant(node: Condition, moment: Moment) -> Sql:
    column = f"contact.{node.field.column}"
    if node.op == BEFORE:
        return f"{column} < %s::timestamptz", [moment.midnight(node.value)]
    if node.op == AFTER:
        return f"{column} >= %s::timestamptz", [moment.midnight(node.value + timedelta(days=1))]
    span = [moment.now - timedelta(days=node.value), moment.now]
    return f"{column} BETWEEN %s::timestamptz AND %s::timestamptz", span


def _group(node: Condition, moment: Moment) -> Sql:
    word = "IN" if node.op == MEMBER else "NOT IN"
    members = "SELECT contact_id FROM audiences_groupmember WHERE company_id = %s AND group_id = %s"
    return f"contact.id {word} ({members})", [moment.company_id, node.value]


def _did(node: Behaviour, moment: Moment) -> Sql:
    provider = behaviour.provider_of(node, moment.company_id)
    since = moment.now - timedelta(days=node.within_days) if node.within_days else None
    asked = behaviour.Asked(moment.company_id, node.kind, node.campaign, since, node.times)
    who, values = provider.sql(asked)
    return f"contact.id {'IN' if node.done else 'NOT IN'} ({who})", list(values)


_KINDS: dict[Kind, Callable[[Condition, Moment], Sql]] = {
    Kind.TEXT: _text,
    Kind.ATTRIBUTE: _attribute,
    Kind.INSTANT: _instant,
    Kind.GROUP: _group,
    Kind.CONSENT: _consent,
}
