"""Time zones by the numbers of the DSP dialect.

Three numbers are the vendor's; the other IANA zones stand under numbers of our own, which `zones.tsv` keeps for good:
a zone that is new gets the next number, and none is ever given twice.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

_FILE = Path(__file__).with_name("zones.tsv")


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone.

    Args:
        id: its number.
        name: IANA's name.
    """

    id: int
    name: str

    def offset(self, at: datetime) -> str:
        """Its offset from UTC at an instant, as `-05:00`."""
        text = f"{at.astimezone(ZoneInfo(self.name)):%z}"
        return f"{text[:3]}:{text[3:5]}"


@cache
def everywhere() -> tuple[Zone, ...]:
    """Every zone, by number."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(Zone(int(number), name) for number, name in (line.split("\t") for line in lines))


@cache
def _by_id() -> dict[int, str]:
    return {zone.id: zone.name for zone in everywhere()}


@cache
def _by_name() -> dict[str, int]:
    return {zone.name: zone.id for zone in everywhere()}


def name_of(number: int) -> str | None:
    """The IANA name behind a number; None where there is none."""
    return _by_id().get(number)


def id_of(name: str) -> int | None:
    """The number of an IANA zone; None for one that is younger than the list."""
    return _by_name().get(name)
