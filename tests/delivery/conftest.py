"""A company with an approved template, a group of contacts, and a broadcast of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from audiences import groups
from audiences.models import Contact, Group
from campaigns.models import Origin
from companies.models import Company
from core.channels import Channel
from delivery import broadcasts, sending
from delivery.broadcasts import Plan
from delivery.freezing import Audience, Inline
from delivery.models import Broadcast, Run
from templates_app import approval, finding, writing
from templates_app.models import TemplateVersion
from templates_app.rendering.content import VersionContent


def make_version(
    company: Company, *, name: str = "Offer", channel: str = Channel.EMAIL, **content: Any
) -> TemplateVersion:
    """An approved template; by default an e-mail with `name` and `offer`."""
    if channel == Channel.EMAIL:
        usual = {"subject": "For {{name}}", "source_format": "html", "source": "<p>Hi {{name}}: {{offer}}</p>"}
    else:
        usual = {"body": "Hi {{name}}: {{offer}}"}
    template = writing.create_template(company_id=company.pk, name=name, channel=channel)
    blank = VersionContent(channel=str(channel), template=name, language="en")
    writing.write_content(template=template, content=replace(blank, **(content or usual)))
    approval.submit(template=template)
    approval.approve(template=template)
    return finding.approved(template_id=template.pk)


def make_people(company: Company, count: int, *, start: int = 0, **fields: Any) -> list[Contact]:
    """Contacts named Person 0, Person 1, …"""
    rows = [
        Contact(company_id=company.pk, email=f"p{n}@people.example", first_name="Person", last_name=str(n), **fields)
        for n in range(start, start + count)
    ]
    return Contact.objects.bulk_create(rows)


def make_group(company: Company, people: list[Contact], name: str = "Everybody") -> Group:
    """A group of them."""
    group = groups.get_or_create(company_id=company.pk, name=name)
    groups.add(group=group, contact_ids=[person.pk for person in people])
    return group


def make_broadcast(company: Company, version: TemplateVersion, **options: Any) -> Broadcast:
    """A broadcast of the messaging family, with an offer for everybody."""
    options.setdefault("values", {"offer": "half price"})
    return broadcasts.create(
        company_id=company.pk, name="Spring", origin=Origin.MESSAGING, plan=Plan(version=version, **options)
    )


def inline(address: str, **values: str) -> Inline:
    """A recipient that a call names."""
    return Inline(address, address, values)


def to_group(group: Group) -> Audience:
    """Everybody in a group."""
    return Audience(list_ids=[group.pk])


@pytest.fixture
def version(company: Company, scope: None) -> TemplateVersion:
    """An approved e-mail."""
    return make_version(company)


@pytest.fixture
def broadcast(company: Company, version: TemplateVersion) -> Broadcast:
    """A broadcast of it."""
    return make_broadcast(company, version)


@pytest.fixture
def send() -> Callable[[Run], None]:
    """Send a run to its end, as a worker would."""

    def send(run: Run) -> None:
        while sending.send_slice(run_id=run.pk, seconds=10).more:
            pass
        run.refresh_from_db()

    return send
