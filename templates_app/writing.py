"""Making templates and writing what they say. What was approved is never written over."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.channels import Channel
from core.context import current
from core.errors import ConflictError, Fault, InvalidError, NotFoundError
from templates_app.checks import check
from templates_app.differences import NAMES
from templates_app.lifecycle import DRAFT, IN_REVIEW
from templates_app.models import MessageTemplate, TemplateVersion
from templates_app.rendering.content import VersionContent
from templates_app.rendering.variables import variables_of

MOST_APPS = 5
SETTINGS = ("name", "language", "app_ids")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z]{2,4})?")
_PUSH = (Channel.APN, Channel.BPN)


@transaction.atomic
def create_template(
    *, company_id: int, name: str, channel: str, language: str = "en", app_ids: list[str] | None = None
) -> MessageTemplate:
    """Make a template with an empty draft.

    Args:
        channel: one of `core.channels.Channel`; it is not changed later.
        app_ids: for push, the apps or sites that it goes to.

    Raises:
        InvalidError: a field that does not do.
        ConflictError: the name is taken.
    """
    template = MessageTemplate(
        company_id=company_id, name=name.strip(), channel=channel, language=language, app_ids=app_ids or []
    )
    _check_settings(template)
    _save_named(template)
    _new_version(template, VersionContent(channel=str(channel), template=template.name, language=language), 1)
    audit.record(template, "created")
    return template


@transaction.atomic
def update_template(*, template: MessageTemplate, fields: Mapping[str, Any]) -> MessageTemplate:
    """Change a template's name, language or apps; what it says is written by `write_content`.

    Args:
        fields: of `SETTINGS`; only what is given changes.

    Raises:
        InvalidError: a field that does not do.
        ConflictError: the name is taken; or the language is to change of words that somebody has submitted.
    """
    template = lock(template)
    before = {name: getattr(template, name) for name in SETTINGS}
    for name in SETTINGS:
        if name in fields:
            setattr(template, name, fields[name].strip() if name != "app_ids" else fields[name])
    changes = audit.changed(before, {name: getattr(template, name) for name in SETTINGS})
    if not changes:
        return template
    _check_settings(template)
    if "language" in changes and template.versions.exclude(submitted_at=None).exists():
        raise ConflictError("The language is settled once a version was submitted. Duplicate the template instead.")
    _save_named(template)
    audit.record(template, "changed", changes)
    return template


@transaction.atomic
def write_content(*, template: MessageTemplate, content: VersionContent, seen: str | None = None) -> TemplateVersion:
    """Write what a template says.

    The present draft is changed in place; after a decision a new version begins. A draft may have faults, which the
    submission refuses.

    Args:
        content: all of it; channel, name and language are the template's own.
        seen: the content hash of the version that the author began from; None does not ask.

    Raises:
        ConflictError: the latest version waits for approval, or somebody else wrote meanwhile.
    """
    template = lock(template)
    latest = latest_version(template)
    if seen is not None and seen != latest.content_hash:
        raise ConflictError(
            "Somebody else changed this template meanwhile. Open it anew, and write your change into theirs.",
            code="CHANGED_MEANWHILE",
        )
    if content.fingerprint() == latest.content_hash:
        return latest
    parts = [NAMES[name] for name in audit.changed(latest.content.written(), content.written())]
    if latest.status == IN_REVIEW:
        raise ConflictError("This version waits for approval. Take it back before you change it.", code="IN_REVIEW")
    if latest.status != DRAFT:
        latest = _new_version(template, content, latest.number + 1)
    else:
        _fill(latest, content)
        latest.updated_at = timezone.now()
        latest.save()
    _touch(template)
    audit.record(template, "written", {f"version {latest.number}": [None, parts]})
    return latest


@transaction.atomic
def duplicate_template(*, template: MessageTemplate, name: str, language: str = "") -> MessageTemplate:
    """Make a new template whose draft says what another's latest version says.

    Args:
        name: of the new one.
        language: of the new one; empty for the same.

    Raises:
        InvalidError: a field that does not do.
        ConflictError: the name is taken.
    """
    made = create_template(
        company_id=template.company_id,
        name=name,
        channel=template.channel,
        language=language or template.language,
        app_ids=template.app_ids,
    )
    write_content(template=made, content=latest_version(template).content)
    return made


@transaction.atomic
def archive_template(*, template: MessageTemplate, archived: bool = True) -> MessageTemplate:
    """Put a template away, or bring it back. One that is put away is not sent. The same again is no change."""
    moved = MessageTemplate.objects.filter(pk=template.pk, is_archived=not archived).update(is_archived=archived)
    template.is_archived = archived
    if moved:
        audit.record(template, "archived" if archived else "brought back", {"is_archived": [not archived, archived]})
    return template


def lock(template: MessageTemplate) -> MessageTemplate:
    """The template as it is now, locked until the transaction ends.

    Raises:
        NotFoundError: it was deleted meanwhile.
    """
    found: MessageTemplate | None = (
        MessageTemplate.objects.select_for_update(of=("self",)).filter(pk=template.pk).first()
    )
    if found is None:
        raise NotFoundError("Template not found")
    return found


def latest_version(template: MessageTemplate) -> TemplateVersion:
    """What was written last."""
    found: TemplateVersion = TemplateVersion.objects.filter(template=template).latest("number")
    found.template = template
    return found


def usable_version(template: MessageTemplate) -> TemplateVersion | None:
    """What can be sent: the approved version."""
    found: TemplateVersion | None = TemplateVersion.objects.filter(template=template, status="approved").first()
    if found is not None:
        found.template = template
    return found


def _new_version(template: MessageTemplate, content: VersionContent, number: int) -> TemplateVersion:
    version = TemplateVersion(company_id=template.company_id, template=template, number=number)
    _fill(version, content)
    version.save(force_insert=True)
    return version


def _fill(version: TemplateVersion, content: VersionContent) -> None:
    """Put content into a row, made ready as far as its faults allow."""
    ready, _ = check(content)
    for name, value in ready.written().items():
        setattr(version, name, value)
    version.html, version.plain = ready.html, ready.plain
    version.variables = variables_of(ready).as_data()
    version.content_hash = ready.fingerprint()
    version.written_by = current().actor.label[:255]


def _touch(template: MessageTemplate) -> None:
    template.updated_at = timezone.now()
    template.save(update_fields=["updated_at"])


def _save_named(template: MessageTemplate) -> None:
    template.updated_at = timezone.now()
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        message = "Another template has this name."
        raise InvalidError(message, faults=[Fault(["name"], message)], code="NAME_TAKEN") from error


def _check_settings(template: MessageTemplate) -> None:
    """Refuse what a template cannot be.

    Raises:
        InvalidError: with every fault.
    """
    faults = []
    if not template.name or len(template.name) > 255 or "\x00" in template.name:
        faults.append(Fault(["name"], "Give it a name of 1 to 255 characters.", missing=not template.name))
    if template.channel not in Channel.values:
        faults.append(Fault(["channel"], f"Choose one of: {', '.join(Channel.values)}."))
    if not _LANGUAGE.fullmatch(template.language):
        faults.append(Fault(["language"], "Write the language as ISO 639: en, nb, en_US."))
    if template.app_ids and template.channel not in _PUSH:
        faults.append(Fault(["app_ids"], "Only push goes to apps."))
    if len(template.app_ids) > MOST_APPS or any(not 0 < len(one) <= 64 for one in template.app_ids):
        faults.append(Fault(["app_ids"], f"At most {MOST_APPS}, each of 1 to 64 characters."))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)
