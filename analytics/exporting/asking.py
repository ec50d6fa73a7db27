"""Asking for an export, and finding it again."""

import hashlib
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.models import Export, Format, Report
from analytics.queries import Cut
from companies.models import Company
from core import audit
from core.context import current
from core.errors import Fault, InvalidError, NotFoundError
from core.ids import parse_uuid
from core.jobs import queue
from core.models import Job

EXPORT = "analytics.export"
KEPT = timedelta(days=7)


@transaction.atomic
def ask(*, company_id: int, report: str, format: str, cut: Cut) -> Job:  # noqa: A002 - as its field is called
    """Ask for a table as a file. While the same one is being written for the same person, that job is returned.

    Args:
        report: one of `Report`.
        format: one of `Format`.
        cut: which part of the company's numbers.

    Raises:
        InvalidError: no such report or format.
    """
    _check("report", report, Report)
    _check("format", format, Format)
    export = _new(company_id, report, format, cut)
    job = queue.enqueue(
        company_id=company_id,
        kind=EXPORT,
        label=f"Export {Report(report).label.lower()} as {Format(format).label}",
        arguments={"export": export.pk},
        dedupe_key=f"{EXPORT}:{_fingerprint(report, format, cut)}",
    )
    if job.arguments["export"] == export.pk:
        audit.record(export, "asked for", _facts(export))
    else:
        export.delete()
    return job


def find(text: str) -> Export:
    """An export of the company in scope by its public id.

    Raises:
        NotFoundError: there is none, or not any more.
    """
    found = _present(uuid=parse_uuid(text))
    if found is None:
        raise NotFoundError("Export not found")
    return found


def of_job(job: Job) -> Export | None:
    """What a job writes; None where it is no export, or one that has expired."""
    return _present(pk=job.arguments["export"]) if job.kind == EXPORT else None


def _present(**wanted: Any) -> Export | None:
    found: Export | None = Export.objects.filter(**wanted, expires_at__gt=timezone.now()).first()
    return found


def _check(name: str, value: str, known: type[Report] | type[Format]) -> None:
    if value not in known.values:
        message = f"{name} must be one of {', '.join(known.values)}."
        raise InvalidError(message, faults=[Fault([name], message)])


def _new(company_id: int, report: str, format_: str, cut: Cut) -> Export:
    slug = Company.objects.values_list("slug", flat=True).get(pk=company_id)
    period = cut.period
    found: Export = Export.objects.create(
        company_id=company_id,
        report=report,
        format=format_,
        start=period.start,
        end=period.end,
        campaigns=list(cut.campaigns),
        platforms=list(cut.platforms),
        families=list(cut.families),
        name=f"{slug}-{report}-{period.start}-to-{period.end}.{format_}",
        expires_at=timezone.now() + KEPT,
    )
    return found


def _fingerprint(report: str, format_: str, cut: Cut) -> str:
    """The same for the same wish of the same person."""
    actor = current().actor
    parts = (sorted(cut.campaigns), sorted(cut.platforms), sorted(cut.families))
    whole = repr((actor.kind, actor.id, report, format_, cut.period, parts))
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


def _facts(export: Export) -> dict[str, list[object]]:
    names = ("report", "format", "start", "end", "campaigns", "platforms", "families")
    return {name: [None, value] for name in names if (value := getattr(export, name))}
