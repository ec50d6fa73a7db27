"""The corpus of planning chats: what each should come to, and how near the offline assistant gets."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ai.offline import plan
from ai.planning import Conversation, Plan, Turn

CORPUS = Path(__file__).parent / "corpus"
FIELDS = ("brief", "goal", "target_audience", "tone", "channels", "key_messages", "starts_at", "ends_at")
ALIKE = 0.75  # share of words that a text must have in common with the expected one


@dataclass(frozen=True)
class Case:
    """One conversation and the plan that it should come to.

    Args:
        name: unique in its set.
        conversation: as the assistant gets it.
        expected: only the fields that the chat speaks of; days stand without a time of day.
    """

    name: str
    conversation: Conversation
    expected: dict[str, Any]


@dataclass
class Score:
    """Counts of one field or of all: list members count one by one.

    Args:
        right: found and expected.
        found: found at all.
        expected: expected at all.
        misses: one line for each difference.
    """

    right: int = 0
    found: int = 0
    expected: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was expected that was found."""
        return self.right / self.expected if self.expected else 1.0

    def add(self, other: "Score") -> None:
        """Add another's counts."""
        self.right += other.right
        self.found += other.found
        self.expected += other.expected
        self.misses += other.misses


def cases(which: str) -> list[Case]:
    """The conversations of a set, `development` or `held_out`, in both languages."""
    rows = [row for path in sorted(CORPUS.glob(f"{which}_*.json")) for row in json.loads(path.read_text("utf-8"))]
    return [
        Case(
            row["name"],
            Conversation(
                tuple(Turn(turn["role"], turn["text"]) for turn in row["turns"]),
                date.fromisoformat(row["today"]),
                ZoneInfo(row["zone"]),
            ),
            row["plan"],
        )
        for row in rows
    ]


def scores(which: str) -> dict[str, Score]:
    """The score of each field over a set."""
    total = {name: Score() for name in FIELDS}
    for case in cases(which):
        result = plan(case.conversation)
        for name in FIELDS:
            total[name].add(_score(case, name, result))
    return total


def in_all(parts: dict[str, Score]) -> Score:
    """One score for all fields."""
    total = Score()
    for part in parts.values():
        total.add(part)
    return total


def _score(case: Case, name: str, result: Plan) -> Score:
    expected = _members(case.expected.get(name), name, case)
    found = _members(getattr(result, name), name, case)
    left = list(expected)
    right = 0
    for one in found:
        match = next((other for other in left if _alike(one, other, name)), None)
        if match is not None:
            left.remove(match)
            right += 1
    misses = [] if right == len(found) == len(expected) else [f"{case.name}: {name}: {found} for {expected}"]
    return Score(right, len(found), len(expected), misses)


def _members(value: Any, name: str, case: Case) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str) and name in ("starts_at", "ends_at"):
        value = _moment(value, name)
    if isinstance(value, datetime):
        return [value.astimezone(case.conversation.zone).replace(tzinfo=None).isoformat()]
    return list(value) if isinstance(value, list) else [value]


def _moment(text: str, name: str) -> str:
    whole_day = {"starts_at": "T00:00:00", "ends_at": "T23:59:59"}[name]
    return datetime.fromisoformat(text if "T" in text else text + whole_day).isoformat()


def _alike(one: str, other: str, name: str) -> bool:
    if name in ("channels", "starts_at", "ends_at"):
        return one == other
    first, second = _words(one), _words(other)
    common = sum((first & second).values())
    return common > 0 and 2 * common / (first.total() + second.total()) >= ALIKE


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))
