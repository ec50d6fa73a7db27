"""The books of the language model: what a call used, who may still spend, and where it is written down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, Protocol

from ai.llm.settings import Settings

Purpose = Literal["chat", "plan", "generate", "extract"]
Outcome = Literal["answered", "repaired", "failed", "not asked"]

_MILLION: Final = Decimal(1_000_000)
_SMALLEST: Final = Decimal("0.000001")
_BYTES_PER_TOKEN: Final = 4


@dataclass(slots=True)
class Usage:
    """What a question has used so far, failed or not.

    Args:
        requests: that were answered.
        tokens_in: read by the model.
        tokens_out: written by it.
        seconds: with attempts and pauses.
    """

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0

    def estimate(self, sent: int, received: int) -> None:
        """Fill in what the server did not count: a budget must not be blind on servers that count nothing.

        Args:
            sent: bytes of the requests that were answered.
            received: bytes of their answers.
        """
        self.tokens_in = self.tokens_in or sent // _BYTES_PER_TOKEN
        self.tokens_out = self.tokens_out or received // _BYTES_PER_TOKEN

    def cost(self, settings: Settings) -> Decimal:
        """Return the price in the operator's currency, to six decimals."""
        total = self.tokens_in * settings.price_in + self.tokens_out * settings.price_out
        return (total / _MILLION).quantize(_SMALLEST)


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One question to a language model, for the books.

    Args:
        purpose: the verb.
        provider: the protocol.
        model: as configured.
        prompt_version: of `ai.prompts`.
        tokens_in: read by the model, estimated where the server does not count.
        tokens_out: written by it, likewise.
        cost: in the operator's currency.
        seconds: it took, with attempts and pauses.
        outcome: `repaired` took a second try; after `failed` and `not asked` the offline assistant answers.
        reason: why it failed, for a marketer; else empty.
        code: why, for a program; else empty.
        detail: why, for an engineer; never the key.
    """

    purpose: Purpose
    provider: str
    model: str
    prompt_version: str
    tokens_in: int
    tokens_out: int
    cost: Decimal
    seconds: float
    outcome: Outcome
    reason: str = ""
    code: str = ""
    detail: str = ""


class Budget(Protocol):
    """What the company may still spend this month. Its books are what the recorder wrote down."""

    def may_spend(self) -> bool:
        """Whether another question may be asked: neither tokens nor money are used up."""


class Recorder(Protocol):
    """Where calls are written down; one object may be both budget and recorder."""

    def record(self, call: CallRecord) -> None:
        """Write one call down, so that it outlives whatever fails afterwards."""
