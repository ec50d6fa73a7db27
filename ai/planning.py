"""What the verbs chat, plan and generate take and give: plain data, checked by pydantic. No Django, no network."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Protocol
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from ai.contract import Extraction, Page, Result
from ai.text import clean, clean_paragraphs

Line = Annotated[str, AfterValidator(lambda text: clean(text, 500))]
Paragraphs = Annotated[str, AfterValidator(lambda text: clean_paragraphs(text, 20_000))]

Kind = Literal["social", "blog", "script"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a planning chat.

    Args:
        role: who spoke.
        text: what they said; data, never instructions.
    """

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Voice:
    """How the company speaks, or what a campaign already says itself; what is empty is not known.

    Args:
        key_messages: talking points.
        target_audience: who is spoken to.
        tone: how.
        channels: canonical names.
    """

    key_messages: tuple[str, ...] = ()
    target_audience: str = ""
    tone: str = ""
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A planning chat and where it takes place.

    Args:
        turns: oldest first; the last one is the user's.
        today: the company's date, which relative dates count from.
        zone: the company's time zone.
        brand: the defaults that a campaign inherits.
        additional: further context that the caller gave, as text; data, never instructions.
    """

    turns: tuple[Turn, ...]
    today: date
    zone: ZoneInfo
    brand: Voice = Voice()
    additional: str = ""


class Plan(Result):
    """What a chat says of a campaign; a field that it says nothing of is None, and nobody may fill it.

    Attributes:
        brief: what the campaign is about.
        goal: what it should achieve.
        target_audience: who it speaks to.
        tone: how it speaks.
        channels: canonical names, in the order of the chat.
        key_messages: talking points, in the order of the chat.
        starts_at: aware; the first moment of the first day where no time of day was said.
        ends_at: aware; the last second of the last day where no time of day was said.
    """

    brief: Paragraphs | None = None
    goal: Line | None = None
    target_audience: Line | None = None
    tone: Line | None = None
    channels: list[str] | None = None
    key_messages: list[Line] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Reply(Result):
    """The assistant's turn in a planning chat."""

    response: Paragraphs


@dataclass(frozen=True, slots=True)
class Channel:
    """What one platform takes, so that no draft is over its limits.

    Args:
        name: canonical.
        text: characters of a post's text.
        title: characters of a title; 0 where posts have none.
        hashtags: hashtags in one post; None where they are not counted.
    """

    name: str
    text: int
    title: int = 0
    hashtags: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """What drafts are to be written for.

    Args:
        name: the campaign's.
        brief: what it is about.
        goal: what it should achieve.
        voice: the effective context.
        channels: of the plan, with their limits; may be empty.
        facts: label and value pairs that were read from a source; nothing else may be stated as fact.
        language: ISO 639-1 of what is written.
        zone: the company's time zone.
        starts_at: aware, or None.
        ends_at: aware, or None.
        now: aware; nothing is suggested for earlier.
        seed: another number gives other drafts; the same one the same drafts.
    """

    name: str
    brief: str
    goal: str
    voice: Voice
    channels: tuple[Channel, ...]
    facts: tuple[tuple[str, str], ...]
    language: str
    zone: ZoneInfo
    starts_at: datetime | None
    ends_at: datetime | None
    now: datetime
    seed: int = 0


class Draft(Result):
    """One draft.

    Attributes:
        kind: what it is.
        platform: canonical name.
        title: for articles and scripts; empty for posts on platforms without titles.
        body: the text, hashtags included, within the platform's limits.
        idea: one line on what it does, for the answer's list of ideas.
        publish_at: aware; a suggestion within the campaign's dates, None where there are none.
    """

    kind: Kind
    platform: str
    title: Line = ""
    body: Paragraphs
    idea: Line
    publish_at: datetime | None = None


class Drafts(Result):
    """Drafts for every channel of the plan, and at least one of each kind."""

    drafts: list[Draft] = Field(min_length=3)


class Assistant(Protocol):
    """The four verbs. Offline and language models have the same; what people wrote to them is data."""

    name: str

    def chat(self, conversation: Conversation) -> Reply:
        """Go on with a planning chat: ask for what is missing, one thing at a time, and sum up what is known."""

    def plan(self, conversation: Conversation) -> Plan:
        """What the chat says of the campaign."""

    def generate(self, assignment: Assignment) -> Drafts:
        """Drafts within each platform's limits, spread over the campaign's dates, stating no fact not given."""

    def extract(self, page: Page, *, today: date) -> Extraction:
        """What a landing page says."""
