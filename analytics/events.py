"""Events as callers report them: reading a batch, and what each one must be. Pure.

One event that will not do costs only itself: it is refused by its index and reason, and the others count.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import msgspec

from analytics.models import Kind, Rule
from campaigns import channels
from core.errors import TooLargeError

MOST = 10_000
MAX_COUNT = 1_000_000_000
MAX_VALUE = Decimal(1_000_000_000)
MAX_KEY = 128
# Clocks differ.
AHEAD = timedelta(minutes=5)
PRICED = (Kind.SPEND, Kind.CONVERSION)

_KINDS = frozenset(Kind.values)
_KEY = re.compile(r"[^\x00-\x1f\x7f]+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ZERO = Decimal(0)


class Report(msgspec.Struct, rename="camel", gc=False):
    """One event as it was reported.

    Args:
        key: the reporter's own; the same key is counted once.
        kind: one of `Kind`.
        campaign_id: what it belongs to; with a content item it may be left out.
        content_id: the item that it happened to.
        platform: where, in any usual spelling; by default the item's own.
        count: how many equal events this stands for, one by default.
        value: money spent or earned, in `currency`.
        currency: ISO 4217; by default the company's.
        occurred_at: when, with its zone; by default now.
        machine: whether the reporter knows that no person did it.
    """

    key: str
    kind: str
    campaign_id: UUID | None = None
    content_id: UUID | None = None
    platform: str | None = None
    count: int | None = None
    value: Decimal | None = None
    currency: str | None = None
    occurred_at: datetime | None = None
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """An event that does not count.

    Args:
        index: its place in the batch, from 0.
        message: why, for whoever sent it.
    """

    index: int
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that will do.

    Args:
        index: its place in the batch, from 0.
        report: what was reported.
        rule: why it counts as a machine's; empty for a person's.
    """

    index: int
    report: Report
    rule: str = ""


class RejectedError(ValueError):
    """An event will not do; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Window:
    """The time that events may lie in.

    Args:
        oldest: what happened before is kept no longer.
        now: what happens later has not happened.
    """

    oldest: datetime
    now: datetime


_decode = msgspec.json.Decoder(Report).decode


def read(raw: Iterable[bytes | msgspec.Raw], window: Window) -> tuple[list[Entry], list[Rejection]]:
    """A batch, event by event.

    Args:
        raw: each event as JSON.

    Returns:
        Those that will do, and those that will not.

    Raises:
        TooLargeError: more than `MOST`.
    """
    good: list[Entry] = []
    rejected: list[Rejection] = []
    for index, one in enumerate(raw):
        if index == MOST:
            raise TooLargeError(f"More than {MOST:,} events in one call. Send them in several.")
        try:
            report = checked(_decode(one), window)
            good.append(Entry(index, report, Rule.REPORTED if report.machine else ""))
        except RejectedError as error:
            rejected.append(Rejection(index, str(error)))
        except msgspec.ValidationError as error:
            rejected.append(Rejection(index, _in_words(str(error))))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            rejected.append(Rejection(index, "This is not valid JSON."))
    return good, rejected


def checked(report: Report, window: Window) -> Report:
    """A report whose fields keep the rules, with its platform by its canonical name.

    Raises:
        RejectedError: one breaks them.
    """
    if report.kind not in _KINDS:
        raise RejectedError(f"kind must be one of {', '.join(Kind.values)}.")
    if not report.key or len(report.key) > MAX_KEY or not _KEY.fullmatch(report.key):
        raise RejectedError(f"key must have 1 to {MAX_KEY} characters, none of them a control character.")
    if report.campaign_id is None and report.content_id is None:
        raise RejectedError("campaignId is required, or contentId.")
    if report.count is not None and not 0 <= report.count <= MAX_COUNT:
        raise RejectedError(f"count must be a whole number from 0 to {MAX_COUNT:,}.")
    if report.value is not None or report.currency is not None or report.kind == Kind.SPEND:
        _check_money(report)
    if report.platform:
        report.platform = _platform(report.platform)
    if report.occurred_at is not None:
        _check_time(report, window)
    return report


def _check_money(report: Report) -> None:
    value = report.value
    if value is None:
        if report.kind == Kind.SPEND:
            raise RejectedError("value is required: how much was spent.")
    elif not value.is_finite() or not _ZERO <= value <= MAX_VALUE:
        raise RejectedError(f"value must be an amount from 0 to {MAX_VALUE:,}.")
    elif value and report.kind not in PRICED:
        raise RejectedError("value goes with spend and conversion only: send what it cost as an event of kind spend.")
    elif value != round(value, 6):
        raise RejectedError("value has more than six decimals.")
    if report.currency is not None and not _CURRENCY.fullmatch(report.currency):
        raise RejectedError("currency must be an ISO 4217 code, for instance EUR.")


def _check_time(report: Report, window: Window) -> None:
    moment = report.occurred_at
    if moment is None or moment.tzinfo is None:
        raise RejectedError(_EXPECTED["occurredAt"])
    try:
        report.occurred_at = moment = moment.astimezone(UTC)
    except OverflowError:
        raise RejectedError(_EXPECTED["occurredAt"]) from None
    if moment > window.now + AHEAD:
        raise RejectedError("occurredAt lies in the future.")
    if moment < window.oldest:
        raise RejectedError(f"occurredAt lies before {window.oldest:%Y-%m-%d}: older events are not kept.")


@lru_cache(maxsize=1000)
def _platform(name: str) -> str:
    found = channels.canonical(name) if len(name) <= 40 else None
    if found is None:
        raise RejectedError(f"platform must be one of {', '.join(channels.CHANNELS)}.")
    return found


_EXPECTED = {
    "key": "key must be a text.",
    "kind": "kind must be a text.",
    "campaignId": "campaignId must be the id of a campaign.",
    "contentId": "contentId must be the id of a content item.",
    "platform": "platform must be a text.",
    "count": f"count must be a whole number from 0 to {MAX_COUNT:,}.",
    "value": f"value must be an amount from 0 to {MAX_VALUE:,}.",
    "currency": "currency must be an ISO 4217 code, for instance EUR.",
    "occurredAt": "occurredAt must be an instant with its zone, for instance 2027-03-01T09:00:00Z.",
    "machine": "machine must be true or false.",
}
_AT = re.compile(r"\$\.(\w+)")
_MISSING = re.compile(r"missing required field `(\w+)`")


def _in_words(problem: str) -> str:
    """What the decoder says, as we say it."""
    if missing := _MISSING.search(problem):
        return f"{missing[1]} is required."
    at = _AT.search(problem)
    return _EXPECTED.get(at[1], "This is not an event.") if at else "An event must be a JSON object."
