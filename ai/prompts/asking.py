"""Each verb's question: our words outside the fence, everybody else's inside."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ai.planning import Assignment, Conversation, Turn, Voice
from ai.prompts import texts
from ai.prompts.fencing import Fence
from ai.prompts.texts import VERSIONS, Prompt


@dataclass(frozen=True, slots=True)
class Slot:
    """A draft that is asked for.

    Args:
        kind: what it is.
        platform: canonical name.
        text: characters that it may have; None where no limit is known.
        title: characters of its title; 0 where it has none.
        hashtags: that it may have; None where they are not counted.
    """

    kind: str
    platform: str
    text: int | None
    title: int
    hashtags: int | None


def chat(conversation: Conversation, limit: int) -> Prompt:
    """Ask for the next turn.

    Args:
        conversation: the chat.
        limit: characters of what people wrote.
    """
    fence = Fence()
    parts = [_setting(conversation), *_voice(fence, conversation.brand, limit // 4)]
    parts += [*_chat(fence, conversation, limit), "Write the assistant's next turn."]
    return _prompt("chat", texts.CHAT, fence, parts)


def plan(conversation: Conversation, channels: Sequence[str], limit: int) -> Prompt:
    """Ask what a chat says. The brand's voice is left out: what a campaign only inherits, no chat has said.

    Args:
        conversation: the chat.
        channels: canonical names.
        limit: characters of what people wrote.
    """
    fence = Fence()
    known = f"Canonical channels: {', '.join(channels)}."
    parts = [_setting(conversation), known, *_chat(fence, conversation, limit), "Fill in the plan."]
    return _prompt("plan", texts.PLAN, fence, parts)


def generate(assignment: Assignment, slots: Sequence[Slot], limit: int) -> Prompt:
    """Ask for drafts.

    Args:
        assignment: what they are for.
        slots: the drafts asked for.
        limit: characters of what people and sources say.
    """
    fence = Fence()
    listed = "\n".join(f"{number}. {_limits(slot)}" for number, slot in enumerate(slots, 1))
    given = [("name", assignment.name), ("brief", assignment.brief), ("goal", assignment.goal)]
    given.append(("facts", "\n".join(f"{label}: {value}" for label, value in assignment.facts)))
    parts = [
        f"Language: {assignment.language}. Time zone: {assignment.zone.key}. {_dates(assignment)}",
        *_fenced(fence, given, limit // 2),
        *_voice(fence, assignment.voice, limit // 4),
        f"Drafts to write:\n{listed}",
    ]
    return _prompt("generate", texts.GENERATE, fence, parts)


def extract(url: str, text: str, today: date, limit: int) -> Prompt:
    """Ask what a page says.

    Args:
        url: of the page.
        text: what a reader of it reads.
        today: the day that dates without a year are seen from.
        limit: characters of the page.
    """
    fence = Fence()
    parts = [f"Today is {_day(today)}.", *_fenced(fence, [("address", url)], 500), fence.data("page", text, limit)]
    return _prompt("extract", texts.EXTRACT, fence, parts)


def _prompt(purpose: str, words: str, fence: Fence, parts: Iterable[str]) -> Prompt:
    return Prompt(VERSIONS[purpose], f"{words}\n\n{fence.rule}", "\n\n".join(parts))


def _setting(conversation: Conversation) -> str:
    return f"Today is {_day(conversation.today)}. Time zone: {conversation.zone.key}."


def _day(day: date) -> str:
    return f"{day:%A}, {day.isoformat()}"


def _chat(fence: Fence, conversation: Conversation, limit: int) -> Iterator[str]:
    yield from _fenced(fence, [("further context", conversation.additional)], limit)
    # Each turn has a fence of its own: nobody can write another's turn into theirs.
    for turn in _newest(conversation.turns, limit):
        yield fence.data(turn.role, turn.text, limit)


def _newest(turns: Sequence[Turn], limit: int) -> list[Turn]:
    """Return the last turns that fit, oldest first; the very last one in any case."""
    kept: list[Turn] = []
    for turn in reversed(turns):
        limit -= len(turn.text)
        if limit < 0 and kept:
            break
        kept.insert(0, turn)
    return kept


def _voice(fence: Fence, voice: Voice, limit: int) -> list[str]:
    given = [("audience", voice.target_audience), ("tone", voice.tone)]
    given += [("key messages", "\n".join(voice.key_messages)), ("channels", ", ".join(voice.channels))]
    return _fenced(fence, given, limit)


def _fenced(fence: Fence, given: Sequence[tuple[str, str]], limit: int) -> list[str]:
    return [fence.data(label, text, limit) for label, text in given if text.strip()]


def _limits(slot: Slot) -> str:
    limits = [f"text {slot.text}"] if slot.text else []
    limits += [f"title {slot.title}"] if slot.title else []
    limits += [f"hashtags {slot.hashtags}"] if slot.hashtags is not None else []
    return f"kind {slot.kind}, platform {slot.platform}; limits: {', '.join(limits) or 'none'}"


def _dates(assignment: Assignment) -> str:
    start, end = assignment.starts_at, assignment.ends_at
    said = [f"Starts at {start.isoformat()}."] if start else []
    said += [f"Ends at {end.isoformat()}."] if end else []
    return " ".join([f"Now is {assignment.now.isoformat()}.", *said])
