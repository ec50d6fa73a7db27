"""Finding the version that a message is made of, for whoever sends."""

from core.channels import Channel
from core.errors import Fault, InvalidError
from core.fields import fold
from templates_app.lifecycle import APPROVED, IN_REVIEW
from templates_app.models import MessageTemplate, TemplateVersion

UNKNOWN = "TEMPLATE_UNKNOWN"
NOT_APPROVED = "TEMPLATE_NOT_APPROVED"
WRONG_CHANNEL = "TEMPLATE_WRONG_CHANNEL"
_LARGEST = 2**63 - 1


def approved(*, template_id: int | None = None, name: str | None = None, channel: str | None = None) -> TemplateVersion:
    """The approved version of a template of the company in scope, with its template.

    Args:
        template_id: the template's id; or
        name: its name, upper and lower case alike.
        channel: one of `core.channels.Channel`, where it must be of one.

    Raises:
        InvalidError: TEMPLATE_UNKNOWN, TEMPLATE_WRONG_CHANNEL or TEMPLATE_NOT_APPROVED, in words that name it.
    """
    template = _template(template_id, name)
    field = "template_id" if name is None else "template_name"
    if template is None:
        raise _refusal(UNKNOWN, field, f"There is no template {_called(template_id, name)}.")
    if channel is not None and template.channel != channel:
        is_of, asked = Channel(template.channel).label, Channel(channel).label
        raise _refusal(WRONG_CHANNEL, field, f"The template “{template.name}” is for {is_of}, not for {asked}.")
    if template.is_archived:
        raise _refusal(NOT_APPROVED, field, f"The template “{template.name}” is archived.")
    found: TemplateVersion | None = TemplateVersion.objects.filter(template=template, status=APPROVED).first()
    if found is None:
        raise _refusal(NOT_APPROVED, field, f"The template “{template.name}” is not approved{_why(template)}.")
    found.template = template
    return found


def _template(template_id: int | None, name: str | None) -> MessageTemplate | None:
    found: MessageTemplate | None = None
    if name is not None:
        found = MessageTemplate.objects.filter(name_folded=fold(name.replace("\x00", "").strip())).first()
    elif template_id is not None and 0 < template_id <= _LARGEST:
        found = MessageTemplate.objects.filter(pk=template_id).first()
    return found


def _called(template_id: int | None, name: str | None) -> str:
    return f"“{name[:255]}”" if name is not None else f"with the id {template_id}"


def _why(template: MessageTemplate) -> str:
    """Where its latest version stands."""
    waits = TemplateVersion.objects.filter(template=template, status=IN_REVIEW).exists()
    return ": it waits for approval" if waits else ""


def _refusal(code: str, field: str, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault([field], message)], code=code)
