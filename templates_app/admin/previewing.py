"""A template as the person who gets it would see it, beside the form, while it is written."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from core.channels import Channel
from core.errors import Fault, InvalidError
from templates_app import samples
from templates_app.checks import check
from templates_app.models import MessageTemplate
from templates_app.reading import read_content
from templates_app.rendering import sms
from templates_app.rendering.compiled import CompiledTemplate, compile_version
from templates_app.rendering.content import WRITTEN, VersionContent
from templates_app.rendering.message import Message
from templates_app.writing import latest_version

PIECES = {
    Channel.EMAIL: "email",
    Channel.SMS: "sms",
    Channel.WHATSAPP: "whatsapp",
    Channel.APN: "push",
    Channel.BPN: "push",
}
SHOWN_VALUE = 500
# Gmail shows so much of an e-mail, and a link to the rest.
CLIPPED = 102_000
# A preview shows the pictures that the template names, wherever they lie; all else is as on every page.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: https: http:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def of(content: VersionContent, values: dict[str, str]) -> dict[str, Any]:
    """What the preview shows.

    Args:
        values: that somebody typed, by the variables' names.

    Returns:
        `message`, `faults` (sentences with the field they speak of), `variables` (name and value), `notes`.
    """
    ready, faults = check(content)
    compiled = compile_version(ready)
    message = samples.preview(compiled, values)
    return {
        **pieces(message),
        "faults": [_said(fault) for fault in faults],
        "variables": _variables(compiled, values),
        "notes": _notes(message),
    }


def pieces(message: Message) -> dict[str, Any]:
    """What the piece that shows one message needs, and which piece that is."""
    return {
        "piece": f"office/templates/preview_{PIECES[Channel(message.channel)]}.html",
        "message": message,
        "body": _formatted(message.body),
        "header_url": _picture(message.header.url) if message.header else "",
        "cards": [
            {"image_url": _picture(card.image_url), "body": _formatted(card.body), "buttons": card.buttons}
            for card in message.cards
        ],
        "parts": sms.parts(message.body) if message.channel == Channel.SMS else None,
        "is_ready": bool(message.html) or message.channel != Channel.EMAIL,
    }


def saved(template: MessageTemplate) -> dict[str, Any]:
    """The preview of what was saved."""
    return of(latest_version(template).content, {})


def answer(request: HttpRequest, template: MessageTemplate, data: dict[str, Any], *, is_typed: bool) -> HttpResponse:
    """The preview of what is being typed, or of what was saved, as pieces of the page.

    Args:
        data: the content's fields, buttons and cards as lists; and values to look at it with, as `sample:<name>`.
        is_typed: whether the fields count; for whoever only looks, what was saved does.
    """
    written = {name: data[name] for name in WRITTEN if name in data}
    values = {
        name.removeprefix("sample:"): str(value)[:SHOWN_VALUE].replace("\x00", "")
        for name, value in data.items()
        if name.startswith("sample:")
    }
    try:
        language = str(data.get("language", ""))[:8]
        typed = read_content(written, channel=template.channel, name=template.name, language=language)
    except InvalidError as error:
        return JsonResponse({"message": error.message}, status=400)
    shown = of(typed if is_typed else latest_version(template).content, values)
    return JsonResponse(
        {
            "preview": render_to_string(shown["piece"], shown, request),
            "faults": render_to_string("office/templates/faults.html", shown),
            "variables": render_to_string("office/templates/variables.html", shown),
        }
    )


def _said(fault: Fault) -> tuple[str, str]:
    """A fault: the field that it speaks of, and a sentence."""
    where = [str(part + 1) if isinstance(part, int) else str(part).replace("_", " ") for part in fault.path]
    return " ".join(where).capitalize(), fault.message


def _variables(compiled: CompiledTemplate, values: dict[str, str]) -> list[dict[str, Any]]:
    known = samples.samples(compiled)
    names = compiled.variables
    return [
        {
            "name": name,
            "value": values.get(name, ""),
            "sample": known.get(name, "the template's own" if name not in names.required else "no picture"),
            "is_required": name in names.required,
        }
        for name in names.names
    ]


def _picture(url: str) -> str:
    """A picture to show; the sample address has none."""
    return "" if url == samples.ADDRESS else url


def _formatted(text: str) -> SafeString:
    """WhatsApp's stars, underscores and tildes as it shows them."""
    html = str(escape(text))
    for mark, tag in (("*", "strong"), ("_", "em"), ("~", "s")):
        pattern = rf"(?<![\w{mark}])\{mark}(\S(?:[^{mark}\n]*\S)?)\{mark}(?![\w{mark}])"
        html = re.sub(pattern, rf"<{tag}>\1</{tag}>", html)
    return SafeString(html)


def _notes(message: Message) -> list[str]:
    size = len(message.html.encode())
    if size > CLIPPED:
        return [f"{size // 1000} kB of HTML. Gmail shows the first 102 kB only."]
    return []
