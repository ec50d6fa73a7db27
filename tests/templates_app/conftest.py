"""Templates, and what is written in them."""

from typing import Any

import pytest

from companies.models import Company
from core.context import Actor, acting
from templates_app import approval, writing
from templates_app.mail.preparing import prepare
from templates_app.models import MessageTemplate
from templates_app.reading import read_content
from templates_app.rendering.compiled import CompiledTemplate, compile_version
from templates_app.rendering.content import VersionContent
from templates_app.rendering.message import Message

SMS = {"body": "Hi {{ name }}"}
LINK = "https://muster.example/u/1"


def content(channel: str = "sms", **fields: Any) -> VersionContent:
    """What an author wrote."""
    return read_content(fields, channel=channel, name="hello", language="en")


def compiled(channel: str = "sms", **fields: Any) -> CompiledTemplate:
    """A template that can be filled; an e-mail's HTML is made ready first."""
    written = content(channel, **fields)
    return compile_version(prepare(written) if channel == "email" else written)


def rendered(channel: str, values: dict[str, str], **fields: Any) -> Message:
    """A message for one person."""
    return compiled(channel, **fields).render(values, unsubscribe_url=LINK)


def make(company: Company, name: str = "Hello", channel: str = "sms", **fields: Any) -> MessageTemplate:
    """A template with a draft."""
    template = writing.create_template(company_id=company.pk, name=name, channel=channel)
    writing.write_content(template=template, content=content(channel, **(fields or SMS)))
    return template


def make_approved(company: Company, name: str = "Hello", channel: str = "sms", **fields: Any) -> MessageTemplate:
    """A template that can be sent."""
    template = make(company, name, channel, **fields)
    approval.submit(template=template)
    approval.approve(template=template)
    return template


def acting_as(caller: Any) -> Any:
    """In the name of a person."""
    return acting(actor=Actor("person", caller.user.pk, caller.user.full_name), door="admin")


@pytest.fixture
def template(company: Company, scope: None) -> MessageTemplate:
    """A text message, as a draft."""
    return make(company)
