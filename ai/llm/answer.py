"""An answer, and whose it is."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What one of the verbs gave, with its provenance.

    Args:
        result: of the contract.
        assistant: `llm` or `offline`.
        model: as configured; empty for offline.
        prompt_version: of the words it was asked with; empty for offline.
        fallback: why the language model did not answer, for a marketer; empty where it did or was not to.
        fallback_code: why, for a program.
        by_offline: places in the result's drafts that the offline assistant filled in.
    """

    result: T
    assistant: str
    model: str = ""
    prompt_version: str = ""
    fallback: str = ""
    fallback_code: str = ""
    by_offline: frozenset[int] = frozenset()
