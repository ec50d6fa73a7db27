"""An item of content in words: where it stands, where it goes, who wrote it."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from campaigns.admin.channels import name_of
from campaigns.content_lifecycle import CANCELLED, DRAFT, EDITABLE, FAILED, PUBLISHED, PUBLISHING, SCHEDULED
from campaigns.models import ContentItem, ContentStatus
from campaigns.models.content import Review
from companies.office.words import label, moment, shortened

TONES = {
    DRAFT: "neutral",
    SCHEDULED: "info",
    PUBLISHING: "warn",
    PUBLISHED: "good",
    FAILED: "bad",
    CANCELLED: "neutral",
}
REVIEWS = {Review.PENDING.value: ("To be reviewed", "warn"), Review.REJECTED.value: ("Rejected", "bad")}
SHORT = 90


def status(item: ContentItem) -> SafeString:
    """Its status, and whether its time passed without it."""
    found = ContentStatus(item.status)
    labels = [label(found.label, TONES[found])]
    if item.missed_at:
        labels.append(label("Missed", "warn"))
    if item.review in REVIEWS and item.status in EDITABLE:
        labels.append(label(*REVIEWS[item.review]))
    return format_html_join(SafeString(" "), "{}", ((one,) for one in labels))


def name(item: ContentItem) -> str:
    """Its title, or its first words."""
    return shortened(item.title or item.body, SHORT) or item.get_type_display()


def platform(item: ContentItem) -> str:
    """Where it goes."""
    return name_of(item.platform) if item.platform else "–"


def about(item: ContentItem) -> str:
    """What it is, and where it goes."""
    kind = item.get_type_display()
    return f"{kind} · {name_of(item.platform)}" if item.platform and item.platform != item.type else kind


def writer(item: ContentItem) -> str:
    """Who wrote it: a person's name, or the assistant."""
    said = item.provenance
    if said.get("by") == "assistant":
        return "Assistant"
    return shortened(str(said.get("name") or ""), 40) or "–"


def origin(item: ContentItem) -> list[tuple[str, Any]]:
    """Who or what wrote it, as pairs of a name and a value."""
    said = item.provenance
    if said.get("by") != "assistant":
        return [("Written by", said.get("name") or "a person"), ("Written", moment(item.created_at))]
    own = said.get("assistant") == "offline"
    pairs: list[tuple[str, Any]] = [
        ("Written by", "the built-in assistant" if own else "the language model"),
        ("Model", said.get("model")),
        ("Instructions", said.get("promptVersion")),
        ("Idea", said.get("idea")),
        ("Suggested for", moment(suggested) if (suggested := suggestion(item)) else None),
        ("Written", moment(item.created_at)),
    ]
    return [(title, value) for title, value in pairs if value]


def suggestion(item: ContentItem) -> Any:
    """When the assistant would publish it; None where it did not say."""
    said = item.provenance.get("suggestedAt")
    return parse_datetime(said) if isinstance(said, str) else None
