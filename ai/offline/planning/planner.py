"""The plan that a chat amounts to: each statement in turn adds to it or corrects it."""

from dataclasses import dataclass, field, replace

from ai.offline.planning.audiences import audience_in
from ai.offline.planning.briefs import brief_after
from ai.offline.planning.channels import chosen, mentions
from ai.offline.planning.goals import goal_in
from ai.offline.planning.messages import messages_after
from ai.offline.planning.statements import Statement, statements
from ai.offline.planning.terms import Clock
from ai.offline.planning.timing import Timing
from ai.offline.planning.tones import tone_in
from ai.offline.planning.tongue import tongue
from ai.offline.planning.when import note
from ai.planning import Conversation, Plan


@dataclass(slots=True)
class _Known:
    """What has been said so far."""

    brief: str | None = None
    goal: str | None = None
    audience: str | None = None
    tone: str | None = None
    channels: list[str] | None = None
    messages: list[str] | None = None
    timing: Timing = field(default_factory=Timing)


def plan(conversation: Conversation) -> Plan:
    """Return what a chat says of the campaign; what it says nothing of is None.

    Later statements override earlier ones. Only the user's turns count, and an assistant's question that the user
    agrees to.

    Args:
        conversation: of any length; a turn is read to its 100,000th character.
    """
    clock = Clock(conversation.today, _month_first(conversation))
    known, before = _Known(), (-1, False)
    for statement in statements(conversation.turns):
        about = _take(known, statement, clock, conversation, before=before == (statement.turn, True))
        before = (statement.turn, about)
    zone = conversation.zone
    start, end = known.timing.starts_at(zone), known.timing.ends_at(zone)
    return Plan(
        brief=known.brief,
        goal=known.goal,
        target_audience=known.audience,
        tone=known.tone,
        channels=known.channels or None,
        key_messages=known.messages or None,
        starts_at=start,
        ends_at=end if not (start and end and end < start) else None,
    )


def _take(known: _Known, statement: Statement, clock: Clock, conversation: Conversation, *, before: bool) -> bool:
    """Take from a statement what it says; return whether it belongs to the brief."""
    clock = replace(clock, near=known.timing.start or known.timing.end)
    topics = statement.topics
    goal = goal_in(statement, clock)
    used = note(known.timing, statement.text, clock, asked="dates" in topics, goal=goal is not None)
    used |= _take_channels(known, statement, conversation)
    for name, found in (
        ("audience", audience_in(statement, clock)),
        ("tone", tone_in(statement, clock)),
        ("goal", goal),
    ):
        if found:
            setattr(known, name, found)
            used = True
    messages = messages_after(known.messages, statement, clock, used=used)
    used |= messages != known.messages
    known.messages = messages
    brief = brief_after(known.brief, statement, used=used, before=before)
    about = brief != known.brief
    known.brief = brief
    return about


def _take_channels(known: _Known, statement: Statement, conversation: Conversation) -> bool:
    asked = "channels" in statement.topics
    named = mentions(statement.text, asked=asked)
    if not named:
        return False
    if known.channels is None and conversation.brand.channels and not any(one.wanted for one in named):
        known.channels = list(conversation.brand.channels)  # "skip Facebook" of those that it would inherit
    known.channels = chosen(known.channels, statement.text, asked=asked)
    return True


def _month_first(conversation: Conversation) -> bool:
    """Return whether 3/4 is 4 March: in English, in an American zone."""
    zone = str(conversation.zone)
    return zone.startswith(("America/", "US/")) and tongue(conversation) == "en"
