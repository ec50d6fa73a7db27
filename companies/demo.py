"""What a demo company is filled with, so that printed examples work. Apps register theirs from `AppConfig.ready`."""

from collections.abc import Callable
from typing import Any

from companies.models import Company

Filler = Callable[[Company], dict[str, Any]]

_fillers: list[Filler] = []


def register(filler: Filler) -> None:
    """Have an app fill a demo company; it is called in the company's scope, may be called again, and returns ids."""
    _fillers.append(filler)


def fill(company: Company) -> dict[str, Any]:
    """Fill a demo company.

    Returns:
        The ids that examples need, by name.
    """
    found: dict[str, Any] = {}
    for filler in _fillers:
        found |= filler(company)
    return found
