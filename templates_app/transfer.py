"""Templates as files: content only. What is imported is a draft; an approval never travels."""

import json
from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils import timezone
from pydantic import Field, StrictStr

from core.errors import Fault, InvalidError, TooLargeError
from templates_app.models import MessageTemplate
from templates_app.reading import Part, Written, content_of, validated
from templates_app.writing import create_template, latest_version, write_content

FORMAT = "muster-template"
VERSION = 1
MOST_TEMPLATES = 100
MOST_BYTES = 5 * 1024 * 1024


class _Template(Part):
    name: Annotated[StrictStr, Field(min_length=1, max_length=255)]
    channel: Literal["email", "sms", "whatsapp", "apn", "bpn"]
    language: Annotated[StrictStr, Field(max_length=8)] = "en"
    app_ids: Annotated[tuple[StrictStr, ...], Field(max_length=5)] = ()
    content: Written


class _File(Part):
    format: Literal["muster-template"]
    version: Literal[1]
    exported_at: StrictStr = ""
    templates: Annotated[tuple[_Template, ...], Field(max_length=MOST_TEMPLATES)]


def export_templates(*, templates: list[MessageTemplate]) -> dict[str, Any]:
    """Templates as a file that `import_templates` reads, each with what its latest version says."""
    rows = [
        {
            "name": template.name,
            "channel": template.channel,
            "language": template.language,
            "app_ids": template.app_ids,
            "content": latest_version(template).content.written(),
        }
        for template in templates
    ]
    return {"format": FORMAT, "version": VERSION, "exported_at": timezone.now().isoformat(), "templates": rows}


@transaction.atomic
def import_templates(*, company_id: int, data: bytes) -> list[MessageTemplate]:
    """Make templates of a file: all of them or none.

    Raises:
        TooLargeError: the file is larger than `MOST_BYTES`.
        InvalidError: with the path of every fault.
    """
    file = _read(data)
    made = []
    for n, row in enumerate(file.templates):
        try:
            template = create_template(
                company_id=company_id,
                name=row.name,
                channel=row.channel,
                language=row.language,
                app_ids=list(row.app_ids),
            )
        except InvalidError as error:
            raise _below(error, ("templates", n)) from error
        content = content_of(row.content, channel=row.channel, name=template.name, language=row.language)
        write_content(template=template, content=content)
        made.append(template)
    return made


def _read(data: bytes) -> _File:
    if len(data) > MOST_BYTES:
        raise TooLargeError(f"The file is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidError("The file is no JSON.") from error
    if isinstance(found, dict) and found.get("format") == FORMAT and found.get("version") != VERSION:
        message = f"This file is of version {str(found.get('version'))[:20]}; version {VERSION} is understood."
        raise InvalidError(message, faults=[Fault(["version"], message)])
    file = validated(_File, found)
    if not file.templates:
        message = "There is no template in the file."
        raise InvalidError(message, faults=[Fault(["templates"], message)])
    return file


def _below(error: InvalidError, path: tuple[str | int, ...]) -> InvalidError:
    """The same faults, each with where it stands in the file."""
    faults = [Fault((*path, *fault.path), fault.message, missing=fault.missing) for fault in error.faults]
    return InvalidError(f"{faults[0].name}: {faults[0].message}", faults=faults, code=error.code)
