"""Templates and their versions in words."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from companies.office.words import NONE, label, moment
from templates_app import differences
from templates_app.differences import NAMES
from templates_app.lifecycle import APPROVED, DRAFT, IN_REVIEW, REJECTED, RETIRED
from templates_app.models import TemplateVersion, VersionStatus
from templates_app.rendering.content import VersionContent

TONES = {DRAFT: "neutral", IN_REVIEW: "warn", APPROVED: "good", REJECTED: "bad", RETIRED: "neutral"}
ICONS = {
    "email": "mail",
    "sms": "sms",
    "whatsapp": "chat",
    "apn": "phone_iphone",
    "bpn": "web",
}


def status(value: str) -> SafeString:
    """Where a version stands."""
    found = VersionStatus(value)
    return label(found.label, TONES[found])


def channel(template: Any) -> SafeString:
    """The channel with its sign."""
    return format_html(
        '<span class="t-channel"><span class="material-symbols-outlined" aria-hidden="true">{}</span> {}</span>',
        ICONS[template.channel],
        template.get_channel_display(),
    )


def usable(number: int | None) -> SafeString:
    """Which version is sent."""
    return NONE if number is None else format_html('<span class="o-nowrap">Version {}</span>', number)


def standing(template: Any) -> SafeString:
    """The latest version's status, and whether the template is put away."""
    labels = [status(template.latest_status)]
    if template.is_archived:
        labels.append(label("Archived"))
    return format_html_join(SafeString(" "), "{}", ((one,) for one in labels))


def said(content: VersionContent) -> SafeString:
    """What the author wrote, field by field, merge tags and all."""
    rows = [(NAMES[name], differences.as_text(value)) for name, value in content.written().items() if value]
    inside = format_html_join("", '<dt>{}</dt><dd class="o-prose t-said">{}</dd>', rows)
    return format_html('<dl class="t-changes">{}</dl>', inside) if rows else NONE


def pairs(version: TemplateVersion, usable_number: int | None) -> list[tuple[str, Any]]:
    """Who did what to a version."""
    rows = [
        ("Version", version.number),
        ("Sent today", usable(usable_number) if usable_number else "Nothing: no version is approved"),
        ("Written", _by(version.updated_at, version.written_by)),
        ("Submitted", _by(version.submitted_at, str(version.submitted_by or ""))),
        (_DECISIONS.get(VersionStatus(version.status), "Decided"), _by(version.decided_at, version.decided_by)),
        ("Reason", version.reason),
    ]
    return [(name, value) for name, value in rows if value]


_DECISIONS = {APPROVED: "Approved", REJECTED: "Rejected", RETIRED: "Retired"}


def _by(at: Any, who: str) -> SafeString | str:
    if at is None:
        return ""
    return format_html("{} by {}", moment(at), who) if who else moment(at)
