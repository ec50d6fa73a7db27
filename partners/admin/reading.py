"""What is shown of the reading of an item's page: its fields with their origin, and its jobs."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from companies.office import jobs
from companies.office.cards import Button, Card
from companies.office.words import label, moment, outside, page_of, shortened
from core.models import Job
from partners.admin import readable
from partners.extraction import HAS_VALUE
from partners.models import ExtractedField, PartnerSource, ReadingStatus

TONES = {ReadingStatus.WAITING: "info", ReadingStatus.READ: "good", ReadingStatus.FAILED: "bad"}
SURE, UNSURE = 80, 50
JOBS_SHOWN = 5
ORDER = list(readable.TITLES)


@dataclass(frozen=True, slots=True)
class Row:
    """One extracted field for people.

    Args:
        title: what it is.
        value: what the page says.
        origin: where it was found, in short.
        origin_text: the same in a sentence.
        percent: how sure that is.
        tone: the same as a colour.
        applied_to: the campaign's field that it went into, or nothing.
        note: why it went nowhere.
        is_refused: whether that is worth a word: somebody had been there before.
    """

    title: str
    value: SafeString | str
    origin: str
    origin_text: str
    percent: int
    tone: str
    applied_to: str
    note: str
    is_refused: bool


def status(source: PartnerSource) -> SafeString:
    """How far the reading is, as a coloured word."""
    return label(source.get_status_display(), TONES[ReadingStatus(source.status)])


def rows(source: PartnerSource) -> list[Row]:
    """The extracted fields, in a fixed order."""
    found = sorted(source.extracted.all(), key=_place)
    return [_row(field) for field in found]


def _place(field: ExtractedField) -> int:
    return ORDER.index(field.name) if field.name in ORDER else len(ORDER)


def _row(field: ExtractedField) -> Row:
    percent = round(100 * field.confidence)
    origin, text = readable.ORIGINS.get(field.origin, (field.origin, ""))
    return Row(
        title=readable.title_of(field.name),
        value=readable.shown(field.name, field.value),
        origin=origin,
        origin_text=text,
        percent=percent,
        tone="good" if percent >= SURE else "warn" if percent >= UNSURE else "bad",
        applied_to=readable.target_of(field.applied_to) if field.applied_to else "",
        note=field.note,
        is_refused=field.note == HAS_VALUE,
    )


def fields_card(source: PartnerSource, *, wide: bool, linked: bool) -> Card:
    """What the item's page says.

    Args:
        wide: as a table below the form, rather than a list beside it.
        linked: whether to name the item and link to it.
    """
    data: dict[str, Any] = {
        "source": source,
        "status": status(source),
        "read_at": moment(source.read_at),
        "target": outside(source.target_url, shortened(source.target_url, 60)),
        "rows": rows(source),
        "url": page_of(source) if linked else "",
        "is_waiting": source.status == ReadingStatus.WAITING,
    }
    template = "office/partners/fields_table.html" if wide else "office/partners/fields_list.html"
    return Card("What the landing page says", template, data, icon="find_in_page", anchor="landing-page", wide=wide)


def jobs_of(source: PartnerSource) -> list[Job]:
    """The jobs that read the item's page, newest first."""
    mine = Job.objects.filter(company_id=source.company_id, arguments__contains={"source": source.pk})
    return list(mine.filter(kind__startswith="partners.").order_by("-queued_at", "-pk")[:JOBS_SHOWN])


def jobs_card(source: PartnerSource) -> Card:
    """The jobs that read the item's page."""
    found = [
        {"state": jobs.state(job), "when": moment(job.queued_at), "took": jobs.took(job), "error": job.error,
         "url": page_of(job), "label": job.label}
        for job in jobs_of(source)
    ]  # fmt: skip
    return Card("Jobs", "office/cards/jobs.html", {"jobs": found}, icon="manufacturing")


def read_again_button() -> Button:
    """The wish to read the page once more."""
    return Button("read-again", "Read the page again", icon="refresh")
