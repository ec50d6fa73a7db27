"""What the operator configures for the language model: plain data, given in from outside."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal
from urllib.parse import urlsplit

Provider = Literal["openai", "anthropic"]

OWN_ADDRESSES: Final[dict[Provider, str]] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
}
NO_KEY: Final = "none"  # the libraries insist on one; it is not sent (`ai.llm.exchange`)
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Settings:
    """Which model is asked, where, and how much one question may take.

    Args:
        provider: the protocol: `openai` is spoken by most servers, local ones too.
        model: as the provider names it.
        base_url: the operator's own; empty is the provider's. It may be private: see `ai.llm.exchange`.
        api_key: secret; empty where the server wants none.
        timeout: seconds for one verb, with all its attempts, pauses and the repair.
        max_tokens: tokens of one answer.
        price_in: money for a million tokens of input.
        price_out: money for a million tokens of output.
        retries: further attempts after a 408, 429, 5xx or a broken connection.
        backoff: seconds before the first of them, doubled for each further one.
        max_bytes: of one answer.
        context_chars: of what people and pages wrote, in one question; more than the doors take, so that none is cut.
    """

    provider: Provider
    model: str
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = 60.0
    max_tokens: int = 8000
    price_in: Decimal = Decimal(0)
    price_out: Decimal = Decimal(0)
    retries: int = 3
    backoff: float = 0.5
    max_bytes: int = 2_000_000
    context_chars: int = 120_000

    @property
    def address(self) -> str:
        """The base URL that is used, without a slash at its end."""
        return (self.base_url or OWN_ADDRESSES[self.provider]).rstrip("/")

    @property
    def port(self) -> int:
        """The port of the address."""
        parts = urlsplit(self.address)
        return parts.port or _PORTS[parts.scheme]

    @property
    def server(self) -> str:
        """The address's `host:port`, an IPv6 host in brackets: the one place that questions go to."""
        host = urlsplit(self.address).hostname or ""
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


def check_base_url(url: str) -> str:
    """Return the address as it is, if it can be one.

    Raises:
        ValueError: what is wrong with it, for the operator.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("must look like https://llm.example/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("takes no user, password, query or fragment; the key has a variable of its own")
    if parts.port == 0:  # reading it raises ValueError, too, beyond 65535
        raise ValueError("names a port that does not exist")
    return url
