"""What contacts did: known to the apps above, which say here how it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from audiences.filters.nodes import Behaviour
from core.errors import Fault, InvalidError


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filter asks of behaviour.

    Args:
        company_id: whose contacts.
        kind: what they did.
        campaign: in which campaign; None for any.
        since: from when on; None for ever.
        times: how often at least.
    """

    company_id: int
    kind: str
    campaign: int | None
    since: datetime | None
    times: int


class Provider(Protocol):
    """An app that knows what contacts did.

    Attributes:
        kinds: what it knows in each company, by its name with the words behind “did”: `{"open": "open a message"}`.
    """

    @property
    def kinds(self) -> Mapping[str, str]:
        """What it knows."""

    def reported(self, company_id: int) -> Sequence[str]:
        """What else it knows of a company's contacts, by the names that the company's own systems give it."""

    def sql(self, asked: Asked) -> tuple[str, Sequence[Any]]:
        """A statement that selects the ids of the company's contacts who did it, in one column that is never null."""

    def campaigns(self, company_id: int) -> Iterable[tuple[int, str]]:
        """The latest campaigns that can be asked for, by id with their names."""

    def has_campaign(self, company_id: int, campaign: int) -> bool:
        """Whether a campaign can be asked for."""


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make what a provider knows known. For `AppConfig.ready`."""
    _providers.append(provider)


def kinds() -> dict[str, str]:
    """What can be asked for in each company, with its words."""
    return {kind: words for provider in _providers for kind, words in provider.kinds.items()}


def kinds_of(company_id: int) -> dict[str, str]:
    """What can be asked for in a company, with its words."""
    own = {name: f"“{name}”" for provider in _providers for name in provider.reported(company_id)}
    return {**kinds(), **{name: words for name, words in own.items() if name not in kinds()}}


def campaigns(company_id: int) -> list[tuple[int, str]]:
    """The campaigns that can be asked for."""
    return [row for provider in _providers for row in provider.campaigns(company_id)]


def provider_of(node: Behaviour, company_id: int) -> Provider:
    """Who knows of this behaviour.

    Raises:
        InvalidError: nobody.
    """
    for provider in _providers:
        if node.kind in provider.kinds:
            return provider
    for provider in _providers:
        if node.kind in provider.reported(company_id):
            return provider
    known = ", ".join(kinds_of(company_id))
    message = f"Nothing is known of who did “{node.kind}”. " + (
        f"Known are: {known}." if known else "Nothing that people did is recorded here yet."
    )
    raise InvalidError(message, faults=[Fault((*node.path, "did" if node.done else "did not"), message)])
