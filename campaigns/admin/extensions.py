"""What other apps add to the campaign's pages: cards, columns, pages, and beginnings of new campaigns.

They register from their own admin; campaigns know nothing of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from campaigns.models import Campaign, ContentItem
from companies.office.base import OfficeAdmin
from companies.office.cards import Card, Deed


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the campaign list.

    Args:
        name: unique among the columns.
        title: its heading.
        show: what stands in it.
        related: what `select_related` needs for it; empty for nothing.
    """

    name: str
    title: str
    show: Any
    related: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new campaign begins with.

    Args:
        initial: values of the form's fields.
        origin: through which door it comes.
        cards: what stands beside the form.
    """

    initial: Mapping[str, Any]
    origin: str
    cards: Sequence[Card] = field(default_factory=tuple)


class Extension:
    """An app's share in the campaign's pages; each part is optional."""

    columns: Sequence[Column] = ()

    def annotations(self) -> dict[str, Any]:
        """What the columns need of other tables, read in the list's own statement."""
        return {}

    def urls(self, admin: OfficeAdmin) -> list[Any]:
        """Pages below the campaigns' address that belong to no single campaign."""
        return []

    def cards(self, request: HttpRequest, campaign: Campaign) -> list[Card]:
        """Cards beside a campaign's form."""
        return []

    def content_cards(self, request: HttpRequest, item: ContentItem, *, may: bool) -> list[Card]:
        """Cards beside an item of content.

        Args:
            may: whether the person may change it.
        """
        return []

    def content_deeds(self) -> Mapping[str, Deed]:
        """What those cards' buttons do."""
        return {}

    def beginning(self, request: HttpRequest) -> Beginning | None:
        """What a new campaign begins with, if this call is the app's."""
        return None

    def created(self, request: HttpRequest, campaign: Campaign) -> None:
        """Called in the transaction that creates a campaign from the form."""


_extensions: list[Extension] = []


def register(extension: Extension) -> None:
    """Add an app's share."""
    _extensions.append(extension)


def all_extensions() -> Sequence[Extension]:
    """Every app's share, in the order of registration."""
    return tuple(_extensions)


def columns() -> list[Column]:
    """Every app's columns."""
    return [column for extension in _extensions for column in extension.columns]


def annotations() -> dict[str, Any]:
    """What every app's columns need."""
    return {name: value for extension in _extensions for name, value in extension.annotations().items()}


def urls(admin: OfficeAdmin) -> list[Any]:
    """Every app's pages."""
    return [url for extension in _extensions for url in extension.urls(admin)]


def beginning(request: HttpRequest) -> Beginning | None:
    """What a new campaign begins with, if an app has something."""
    found = (extension.beginning(request) for extension in _extensions)
    return next((one for one in found if one is not None), None)
