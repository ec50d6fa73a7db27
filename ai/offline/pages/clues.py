"""What one way of reading the page found out, and what every way of reading knows beforehand."""

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin, urlsplit

from ai.contract import MAX_URL, Address, Fact, Origin, PageDate, Price
from ai.text import clean

_BARE = re.compile(r"https?:/*", re.I)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known before a field is read.

    Attributes:
        url: the page's address.
        base: address that its relative links start from.
        language: ISO 639-1 code of the page; empty if unknown.
        today: the day that dates without a year are seen from.
    """

    url: str
    base: str
    language: str
    today: date

    @property
    def host(self) -> str:
        """The page's host name in lower case."""
        return host_of(self.url)

    @property
    def tld(self) -> str:
        """The last label of the host name: `no`, `com`."""
        return self.host.rpartition(".")[2]

    def absolute(self, address: str) -> str:
        """Return an http or https address in full; empty if it is none, or too long."""
        return absolute(self.base, address)


@dataclass(slots=True)
class Clues:
    """The fields as one origin gives them, and how sure each is.

    Attributes:
        origin: where all of them come from.
        certain: confidence of a field that this origin does not give by its usual measure.
    """

    origin: Origin
    headline: str = ""
    description: str = ""
    price: Price | None = None
    address: Address | None = None
    dates: list[PageDate] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    certain: dict[str, float] = field(default_factory=dict)


def absolute(base: str, address: str) -> str:
    """Return `address`, seen from `base`, as an http or https address; empty if it is none, or too long."""
    if _BARE.fullmatch(address.strip()):
        return ""
    try:
        full = urljoin(base, clean(address, MAX_URL + 1).replace(" ", "%20"))
        parts = urlsplit(full)
    except ValueError:  # "http://[" and the like
        return ""
    return full if parts.scheme in ("http", "https") and parts.netloc and len(full) <= MAX_URL else ""


def host_of(url: str) -> str:
    """Return the host name of an address in lower case; empty if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
