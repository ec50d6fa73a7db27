"""Books, an offline assistant that says that it is one, a chat and an assignment."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ai.contract import ExtractedField, Extraction, Page
from ai.llm import CallRecord
from ai.planning import Assignment, Channel, Conversation, Draft, Drafts, Plan, Reply, Turn, Voice

KEY = "sk-very-secret-0123456789"
OSLO = ZoneInfo("Europe/Oslo")
TODAY = date(2026, 3, 2)


@dataclass
class Books:
    """Budget and recorder in one."""

    open: bool = True
    calls: list[CallRecord] = field(default_factory=list)

    def may_spend(self) -> bool:
        return self.open

    def record(self, call: CallRecord) -> None:
        self.calls.append(call)


class Offline:
    """Not the real one: fixed answers, so that what the model wrote can be told from them."""

    name = "offline"

    def chat(self, conversation: Conversation) -> Reply:
        return Reply(response="Offline: what is it about?")

    def plan(self, conversation: Conversation) -> Plan:
        return Plan(goal="offline goal")

    def generate(self, assignment: Assignment) -> Drafts:
        at = datetime(2026, 4, 3, 9, tzinfo=OSLO)
        kinds = [("social", "x"), ("social", "linkedin"), ("blog", "blog"), ("script", "youtube")]
        return Drafts(
            drafts=[
                Draft(kind=kind, platform=platform, title="T", body=f"Offline {platform}", idea="i", publish_at=at)
                for kind, platform in kinds
            ]
        )

    def extract(self, page: Page, *, today: date) -> Extraction:
        text = page.content.decode()
        sure = ExtractedField(name="headline", value="Sure headline", origin="json-ld", confidence=0.95)
        weak = ExtractedField(name="description", value="Weak", origin="text", confidence=0.5)
        return Extraction(headline="Sure headline", description="Weak", main_text=text, fields=[sure, weak])


def talk(*texts: str, **given: Any) -> Conversation:
    """A chat of the user's turns."""
    return Conversation(tuple(Turn("user", text) for text in texts), TODAY, OSLO, **given)


def assignment(**given: Any) -> Assignment:
    """A campaign of April, on two channels."""
    fields: dict[str, Any] = {
        "name": "Spring sale",
        "brief": "Our garden shop sells roses for 250 kr until 30 April. See https://roser.example/var.",
        "goal": "Sell 100 roses",
        "voice": Voice(key_messages=("Fresh roses",), tone="warm", channels=("x", "linkedin")),
        "channels": (Channel("x", 280), Channel("linkedin", 3000, hashtags=2)),
        "facts": (("Price", "250 kr"),),
        "language": "en",
        "zone": OSLO,
        "starts_at": datetime(2026, 4, 1, tzinfo=OSLO),
        "ends_at": datetime(2026, 4, 30, 23, 59, 59, tzinfo=OSLO),
        "now": datetime(2026, 3, 2, 12, tzinfo=UTC),
    }
    return Assignment(**{**fields, **given})
