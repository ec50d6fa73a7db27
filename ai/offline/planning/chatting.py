"""The assistant's next turn: what it knows, and one question for what is missing."""

from dataclasses import replace
from datetime import datetime

from ai.offline.planning.phrases import Phrases, phrases
from ai.offline.planning.planner import plan
from ai.offline.planning.statements import last_question
from ai.offline.planning.tongue import tongue
from ai.offline.planning.topics import Topic, asked_for
from ai.planning import Conversation, Plan, Reply, Turn
from ai.text import shorten

_ORDER: tuple[Topic, ...] = ("brief", "goal", "audience", "channels", "dates", "messages", "tone")
_LONGEST = 160  # characters of one line of the summary


def chat(conversation: Conversation) -> Reply:
    """Return the next turn: a summary of what is known and a question for one thing that is not.

    A question that the user left open is not asked twice in a row.

    Args:
        conversation: its `additional` text is read as if the user had said it first.
    """
    words = phrases(tongue(conversation))
    known = plan(_with_additional(conversation))
    missing = [topic for topic in _ORDER if not _has(known, conversation, topic)]
    put = _asked(conversation)
    fresh = [topic for topic in missing if topic not in put] or [t for t in missing if t not in put[-1:]]
    summary = _summary(known, conversation, words)
    said = [words.known, *summary] if summary else [words.hello]
    if not missing:
        said.append(words.complete)
    elif fresh and len(put) < 2 * len(_ORDER):
        said.append(_question(known, fresh[0], words))
    else:
        names = [words.names[topic].lower() for topic in missing]
        said.append(words.enough.format(missing=_listed(names, words)))
    return Reply(response="\n".join(said))


def _with_additional(conversation: Conversation) -> Conversation:
    if not conversation.additional.strip():
        return conversation
    return replace(conversation, turns=(Turn("user", conversation.additional), *conversation.turns))


def _has(known: Plan, conversation: Conversation, topic: Topic) -> bool:
    """Return whether the chat or the brand profile gives it."""
    brand = conversation.brand
    given: dict[Topic, object] = {
        "brief": known.brief,
        "goal": known.goal,
        "audience": known.target_audience or brand.target_audience,
        "tone": known.tone or brand.tone,
        "channels": known.channels or brand.channels,
        "messages": known.key_messages or brand.key_messages,
        "dates": known.starts_at and known.ends_at,
    }
    return bool(given[topic])


def _asked(conversation: Conversation) -> list[Topic]:
    """Return what the assistant has asked for before, oldest first."""
    asked = (asked_for(last_question(turn.text)) for turn in conversation.turns if turn.role == "assistant")
    return [topic for topics in asked for topic in _ORDER if topic in topics]


def _question(known: Plan, topic: Topic, words: Phrases) -> str:
    if topic == "dates" and (known.starts_at or known.ends_at):
        return words.asks["end" if known.starts_at else "start"]
    return words.asks[topic]


def _summary(known: Plan, conversation: Conversation, words: Phrases) -> list[str]:
    """Return a line for each thing that is known, if anything was said at all."""
    brand = conversation.brand
    own: dict[Topic, str] = {
        "brief": known.brief or "",
        "goal": known.goal or "",
        "audience": known.target_audience or "",
        "channels": ", ".join(known.channels or []),
        "dates": _dates(known, words),
        "messages": "; ".join(known.key_messages or []),
        "tone": known.tone or "",
    }
    inherited: dict[Topic, str] = {
        "audience": brand.target_audience,
        "channels": ", ".join(brand.channels),
        "messages": "; ".join(brand.key_messages),
        "tone": brand.tone,
    }
    if not any(own.values()):
        return []
    lines = []
    for topic in _ORDER:
        said = own[topic] or (f"{inherited[topic]} {words.inherited}" if inherited.get(topic) else "")
        if said:
            lines.append(f"– {words.names[topic]}: {shorten(' '.join(said.split()), _LONGEST)}")
    return lines


def _dates(known: Plan, words: Phrases) -> str:
    start, end = known.starts_at, known.ends_at
    parts = [
        words.since.format(day=_day(start, words)) if start else "",
        words.until.format(day=_day(end, words)) if end else "",
    ]
    return " ".join(part for part in parts if part)


def _day(moment: datetime, words: Phrases) -> str:
    return words.day.format(day=moment.day, month=words.months[moment.month - 1], year=moment.year)


def _listed(names: list[str], words: Phrases) -> str:
    return words.joint.join(part for part in (", ".join(names[:-1]), names[-1]) if part)
