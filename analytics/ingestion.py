"""Taking events in: deduplicated by their keys and added to the sums in one transaction, exact and fresh at its commit.

A company's callers hold its lock together; whoever moves numbers about, or counts them anew, holds it alone. So what
an event belongs to cannot change between the look at it and the count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.errors import CheckViolation

from analytics import events, followers, locks, partitions, statements
from analytics.events import Entry, RejectedError, Rejection, Report, Window
from analytics.followers import Taken
from campaigns.models import Origin

# Up to here arrays are faster, above it COPY is: it costs half a millisecond more, and a quarter for each event.
FEW = 32
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    Args:
        accepted: events that count from now on.
        duplicates: events whose key was there before, or twice in the batch.
        rejected: events that will not do.
    """

    accepted: int
    duplicates: int
    rejected: list[Rejection]


class Row(NamedTuple):
    """An event as it is stored, without its company; the order is that of the statement's columns."""

    key: str
    month: date
    campaign_id: int
    content_id: int
    occurred_at: datetime
    times: int
    value: Decimal
    family: str
    platform: str
    kind: str
    rule: str
    currency: str


def take_raw(*, company_id: int, raw: Iterable[bytes | msgspec.Raw]) -> Outcome:
    """Take a batch as it came: each event as JSON.

    Raises:
        TooLargeError: too many of them.
    """
    good, rejected = events.read(raw, _window())
    return take(company_id=company_id, entries=good, rejected=rejected)


def take(*, company_id: int, entries: Sequence[Entry], rejected: Sequence[Rejection] = ()) -> Outcome:
    """Take events that have been checked.

    Args:
        rejected: those that were refused already.

    Returns:
        What became of each, refusals by index.
    """
    if not entries:
        return Outcome(0, 0, list(rejected))
    now = timezone.now()
    try:
        return _take(company_id, entries, rejected, now)
    except IntegrityError as error:
        if not isinstance(error.__cause__, CheckViolation):
            raise
    # A month that had no events yet has no place for them either.
    partitions.make({partitions.first_of_month(entry.report.occurred_at or now) for entry in entries})
    return _take(company_id, entries, rejected, now)


@transaction.atomic
def _take(company_id: int, entries: Sequence[Entry], rejected: Sequence[Rejection], now: datetime) -> Outcome:
    locks.share(company_id)
    known = _look_up(company_id, [entry.report for entry in entries])
    rows, refused = [], list(rejected)
    for entry in entries:
        try:
            rows.append(_row(entry, known, now))
        except RejectedError as error:
            refused.append(Rejection(entry.index, str(error)))
    accepted = _write(company_id, known.zone, rows) if rows else 0
    return Outcome(accepted, len(rows) - accepted, sorted(refused, key=lambda rejection: rejection.index))


class _Item(NamedTuple):
    """A content item."""

    id: int
    campaign: UUID | None
    campaign_id: int
    family: str
    platform: str


class _Known(NamedTuple):
    """What the events of a batch may refer to."""

    zone: str
    currency: str
    campaigns: dict[UUID, tuple[int, str]]
    items: dict[UUID, _Item]


# A campaign that only the books keep is found, too: what was spent for it is a fact, however late it is reported.
_LOOK_UP = """
SELECT 'company', NULL::uuid, 0::bigint, time_zone, currency, NULL::uuid, 0::bigint
FROM companies_company WHERE id = %(company)s
UNION ALL
SELECT 'campaign', uuid, id, origin, '', NULL, 0 FROM campaigns_campaign
WHERE company_id = %(company)s AND uuid = ANY(%(campaigns)s)
UNION ALL
SELECT 'item', item.uuid, item.id, coalesce(campaign.origin, ''),
    CASE WHEN item.type = 'blog' AND item.platform = '' THEN 'blog' ELSE item.platform END, campaign.uuid,
    coalesce(campaign.id, 0)
FROM campaigns_contentitem item LEFT JOIN campaigns_campaign campaign ON campaign.id = item.campaign_id
WHERE item.company_id = %(company)s AND item.uuid = ANY(%(items)s)
"""


def _look_up(company_id: int, reports: Sequence[Report]) -> _Known:
    """All campaigns and items that a batch names, in one statement."""
    named: dict[str, Any] = {
        "company": company_id,
        "campaigns": list({report.campaign_id for report in reports if report.campaign_id}),
        "items": list({report.content_id for report in reports if report.content_id}),
    }
    known = _Known("UTC", "", {}, {})
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, named)
        for what, uuid, pk, first, second, campaign, campaign_id in cursor.fetchall():
            if what == "company":
                known = known._replace(zone=first, currency=second)
            elif what == "campaign":
                known.campaigns[uuid] = (pk, first)
            else:
                known.items[uuid] = _Item(pk, campaign, campaign_id, first or Origin.NATIVE, second)
    return known


def _row(entry: Entry, known: _Known, now: datetime) -> Row:
    """An event as it is stored.

    Raises:
        RejectedError: it belongs to nothing of the company's.
    """
    report = entry.report
    campaign_id, family, content_id, platform = _belongs(report, known)
    moment = report.occurred_at or now
    value = report.value or _ZERO
    return Row(
        key=report.key,
        month=date(moment.year, moment.month, 1),
        campaign_id=campaign_id,
        content_id=content_id,
        occurred_at=moment,
        times=1 if report.count is None else report.count,
        value=value,
        family=family,
        platform=report.platform or platform,
        kind=report.kind,
        rule=entry.rule,
        currency=(report.currency or known.currency) if value else "",
    )


def _belongs(report: Report, known: _Known) -> tuple[int, str, int, str]:
    """Campaign, its family, item, and the item's platform."""
    if report.content_id is None:
        found = known.campaigns.get(report.campaign_id) if report.campaign_id else None
        if found is None:
            raise RejectedError("Campaign not found")
        return found[0], found[1], 0, ""
    item = known.items.get(report.content_id)
    if item is None:
        raise RejectedError("Content not found")
    if report.campaign_id is not None and report.campaign_id != item.campaign:
        if report.campaign_id not in known.campaigns:
            raise RejectedError("Campaign not found")
        raise RejectedError("This content does not belong to this campaign (any more).")
    return item.campaign_id, item.family, item.id, item.platform


def _write(company_id: int, zone: str, rows: Sequence[Row]) -> int:
    """Write events and sums.

    Returns:
        How many events were new.
    """
    followed = followers.families().intersection(row.family for row in rows)
    named: dict[str, Any] = {"company": company_id, "zone": zone}
    if followed:
        named["followed"] = list(followed)
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            columns = zip(statements.COLUMNS, map(list, zip(*rows, strict=True)), strict=True)
            cursor.execute(statements.FOLD_ARRAYS[bool(followed)], {**named, **dict(columns)})
        else:
            cursor.execute(statements.MAKE_STAGING)
            with cursor.cursor.copy(statements.FILL_STAGING) as copy:
                copy.set_types(statements.TYPES)
                for row in rows:
                    copy.write_row(row)
            cursor.execute(statements.FOLD_STAGING[bool(followed)], named)
        found = cursor.fetchall()
    if followed:
        _tell(company_id, found)
    return int(found[0][0])


def _tell(company_id: int, found: Sequence[tuple[Any, ...]]) -> None:
    """Tell each family's follower what is new of it.

    Args:
        found: the count, the family and the members of `Taken`; no family where nothing is new.
    """
    by_family: dict[str, list[Taken]] = {}
    for _, family, *taken in found:
        if family is not None:
            by_family.setdefault(family, []).append(Taken(*taken))
    for family, taken in by_family.items():
        if follower := followers.of_family(family):
            follower(company_id, taken)


def _window() -> Window:
    oldest = partitions.oldest_kept()
    return Window(datetime(oldest.year, oldest.month, 1, tzinfo=UTC), timezone.now())
