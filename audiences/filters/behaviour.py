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
        kinds: what it knows, each by its name with the words behind “did”: `{"open": "open a message"}`.
    """

    @property
    def kinds(self) -> Mapping[str, str]:
        """What it knows."""

    def sql(self, asked: Asked) -> tuple[str, Sequence[Any]]:
        """A statement that selects the ids of the company's contacts who did it, in one column that is never null."""

    def campaigns(self, company_id: int) -> Iterable[tuple[int, str]]:
        """The latest campaigns that can be asked for, by id with their names."""

    def has_campaign(self, company_id: int, campaign: int) -> bool:
        """Whether a campaign can be asked for."""


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Make what a provider knows known; the same kind again replaces it. For `AppConfig.ready`."""
    _providers.update(dict.fromkeys(provider.kinds, provider))


def kinds() -> dict[str, str]:
    """What can be asked for, with its words."""
    return {kind: provider.kinds[kind] for kind, provider in _providers.items()}


def campaigns(company_id: int) -> list[tuple[int, str]]:
    """The campaigns that can be asked for."""
    providers = {id(provider): provider for provider in _providers.values()}
    return [row for provider in providers.values() for row in provider.campaigns(company_id)]


def provider_of(node: Behaviour) -> Provider:
    """Who knows of this behaviour.

    Raises:
        InvalidError: nobody.
    """
    provider = _providers.get(node.kind)
    if provider is None:
        known = ", ".join(_providers)
        message = f"Nothing is known of who did “{node.kind}”. " + (
            f"Known are: {known}." if known else "Nothing that people did is recorded here yet."
        )
        raise InvalidError(message, faults=[Fault((*node.path, "did" if node.done else "did not"), message)])
    return provider
