"""A run's recipients in the back office: a page at a time, narrowed by outcome and address, and all as a file."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from companies.office.cards import Card
from companies.office.words import label, moment, page_by_key, page_of
from core.csv_cells import MARK, as_csv, defused
from core.tenancy import company_scope
from delivery import outcomes
from delivery.admin import balance
from delivery.models import Run, SendRecord
from delivery.outcomes import Outcome

LONGEST_NUMBER = 18
TONES = {
    Outcome.WAITS: "neutral",
    Outcome.SENT: "good",
    Outcome.DELIVERED: "good",
    Outcome.BOUNCED: "bad",
    Outcome.FAILED: "bad",
    Outcome.SKIPPED: "neutral",
    Outcome.UNCERTAIN: "warn",
}


def card(request: HttpRequest, run: Run) -> Card:
    """The recipients that the address asks for."""
    if run.forgotten_at is not None:
        return _forgotten_card(run, run.forgotten_at)
    asked = request.GET
    outcome, search = asked.get("outcome", ""), asked.get("address", "").strip()
    behind = asked.get("behind", "")
    start = int(behind) if behind.isdecimal() and len(behind) <= LONGEST_NUMBER else 0
    found = outcomes.page(run=run, outcome=outcome, search=search, behind=start)
    here = page_of(run)
    narrowed = {name: value for name, value in (("outcome", outcome), ("address", search)) if value}
    data = {
        "here": here,
        "outcomes": Outcome.choices,
        "outcome": outcome,
        "search": search,
        "rows": [_row(record) for record in found.records],
        "is_narrowed": bool(narrowed),
        "is_further": start > 0,
        "first": f"{here}?{urlencode(narrowed)}",
        "following": f"{here}?{urlencode({**narrowed, 'behind': found.following})}" if found.following else "",
        "file": reverse("admin:delivery_run_file", args=[run.pk]),
    }
    template = "office/delivery/run_recipients.html"
    return Card("Recipients", template, data, icon="group", anchor="recipients", wide=True)


def _forgotten_card(run: Run, day: datetime) -> Card:
    """What became of recipients who are deleted: numbers only."""
    rows = [
        {"outcome": label(Outcome(one.outcome).label, TONES[Outcome(one.outcome)]), "n": f"{one.count:,}",
         "reason": balance.reason(one.text) if one.text else ""}
        for one in outcomes.summary(run)
    ]  # fmt: skip
    data = {"day": moment(day), "rows": rows, "file": reverse("admin:delivery_run_file", args=[run.pk])}
    return Card("Recipients", "office/delivery/run_forgotten.html", data, icon="group", anchor="recipients", wide=True)


def reasons_card(run: Run) -> Card | None:
    """Why some got nothing; None where everybody did."""
    found = outcomes.reasons(run)
    if not found:
        return None
    rows = [
        {
            "text": balance.reason(one.text),
            "outcome": Outcome(one.outcome).label,
            "n": f"{one.count:,}",
            "url": "#recipients" if run.forgotten_at else f"{page_of(run)}?outcome={one.outcome}#recipients",
        }
        for one in found
    ]
    return Card("Why some got nothing", "office/delivery/run_reasons.html", {"rows": rows}, icon="help", wide=True)


def file(run: Run) -> StreamingHttpResponse:
    """Every recipient with the outcome, as CSV; it is written while it is read. Deleted ones are counted in it."""
    response = StreamingHttpResponse(_written(run), content_type="text/csv; charset=utf-8")
    name = f"{slugify(str(run.broadcast)) or 'broadcast'}-run-{run.number}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(run: Run) -> Iterator[bytes]:
    if run.forgotten_at is not None:
        with company_scope(run.company_id):
            found = outcomes.summary(run)
        yield MARK + as_csv([outcomes.SUMMARY_HEAD])
        yield as_csv([[Outcome(one.outcome).label, defused(one.text), one.count] for one in found])
        return
    yield MARK + as_csv([outcomes.HEAD])
    for batch in outcomes.rows(run):
        yield as_csv([[defused(cell) if isinstance(cell, str) else cell for cell in row] for row in batch])


def _row(record: SendRecord) -> dict[str, Any]:
    outcome = outcomes.outcome_of(record)
    return {
        "address": record.address,
        "url": page_by_key("audiences.contact", record.contact_id) if record.contact_id else "",
        "outcome": label(outcome.label, TONES[outcome]),
        "reason": balance.reason(record.reason) if record.reason else "",
    }
