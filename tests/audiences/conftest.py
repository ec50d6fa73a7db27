"""Contacts, groups and segments of the company, made by the functions that everybody uses."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from audiences import contacts, groups, segments
from audiences.filters import Moment, behaviour
from audiences.models import Contact, Group, Segment, Suppression
from companies.models import Company

NOW = datetime(2027, 5, 2, 11, tzinfo=UTC)


def make_contact(company: Company, email: str = "", **fields: Any) -> Contact:
    """A contact."""
    return contacts.create(company_id=company.pk, fields={"email": email, **fields})


def make_group(company: Company, name: str = "Team Testing", members: Sequence[Contact] = ()) -> Group:
    """A group with members."""
    group = groups.create(company_id=company.pk, name=name)
    groups.add(group=group, contact_ids=[contact.pk for contact in members])
    return group


def make_segment(company: Company, filter: Mapping[str, Any], name: str = "Some") -> Segment:  # noqa: A002
    """A segment."""
    return segments.create(company_id=company.pk, name=name, filter=filter)


def moment(company: Company) -> Moment:
    """A Sunday noon in Oslo, an hour into the afternoon there."""
    return Moment(company.pk, NOW, ZoneInfo("Europe/Oslo"))


def run(sql: tuple[str, Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The rows that a statement selects."""
    with connection.cursor() as cursor:
        cursor.execute(*sql)
        return cursor.fetchall()


def ledger(company: Company) -> list[tuple[str, bytes, str, str]]:
    """What the ledger holds."""
    rows = Suppression.objects.filter(company=company).order_by("channel", "address_hash", "reason")
    return [(row.channel, bytes(row.address_hash), row.reason, row.source) for row in rows]


class Opens:
    """Knows who opened: the contacts that a test names, each with how often."""

    kinds = {"open": "open a message"}

    def __init__(self) -> None:
        self.asked: list[behaviour.Asked] = []
        self.times: dict[int, int] = {}

    def sql(self, asked: behaviour.Asked) -> tuple[str, Sequence[Any]]:
        """From a list of values."""
        self.asked.append(asked)
        statement = "SELECT id FROM unnest(%s::bigint[], %s::int[]) AS did (id, times) WHERE times >= %s"
        return statement, [list(self.times), list(self.times.values()), asked.times]

    def reported(self, company_id: int) -> list[str]:
        """Nothing else."""
        return []

    def campaigns(self, company_id: int) -> list[tuple[int, str]]:
        """One."""
        return [(7, "Garden weeks")]

    def has_campaign(self, company_id: int, campaign: int) -> bool:
        """That one."""
        return campaign == 7


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> Opens:
    """An app above that knows who opened."""
    provider = Opens()
    monkeypatch.setattr(behaviour, "_providers", [provider])
    return provider


@pytest.fixture
def no_behaviour(monkeypatch: pytest.MonkeyPatch) -> None:
    """No app knows what anybody did."""
    monkeypatch.setattr(behaviour, "_providers", [])


Make = Callable[..., Contact]
