"""An audience that a call names itself: addresses as their sender writes them, each with values of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from audiences.addresses import canonical
from delivery.freezing import Audience, Inline


@dataclass(frozen=True, slots=True)
class Named:
    """One recipient as a call names them.

    Args:
        given: the address as it was written; empty where there is none for the channel.
        values: of variables, for this one.
    """

    given: str
    values: Mapping[str, str] = field(default_factory=dict)


def audience_of(channel: str, named: Iterable[Named]) -> Audience:
    """Whom a call names: a repeated address counts once, as it came first.

    What is no address of the channel stays, to be counted as invalid and listed by what was written.

    Args:
        channel: a `Channel`.
    """
    found: dict[str, Inline] = {}
    for place, one in enumerate(named, 1):
        address = canonical(channel, one.given) or ""
        given = one.given.strip() or f"(no address, number {place} of the call)"
        found.setdefault(address or f"\n{given}", Inline(address, "" if address else given, one.values))
    return Audience(contacts=list(found.values()))
