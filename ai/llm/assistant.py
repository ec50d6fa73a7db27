"""The four verbs by a language model. Each asks once, and narrows the answer to what was asked for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, field_validator

from ai import prompts
from ai.contract import Extraction, Page
from ai.llm import drafting, plans, reading
from ai.llm.answer import Answer
from ai.llm.asking import Asker
from ai.llm.bookkeeping import Purpose
from ai.planning import Assignment, Assistant, Conversation, Drafts, Plan, Reply
from ai.prompts import Prompt

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")


class SpokenReply(Reply):
    """A reply that says something."""

    @field_validator("response")
    @classmethod
    def _check_response(cls, response: str) -> str:
        if not response:
            raise ValueError("must not be empty")
        return response


class LanguageModel:
    """Asks a model for one company; what it must not fail at, the offline assistant prepares.

    Args:
        asker: with the company's budget and books.
        offline: reads pages and lists the drafts that are wanted.
        channels: canonical names that a plan may hold.
    """

    name = "llm"

    def __init__(self, asker: Asker, *, offline: Assistant, channels: Sequence[str]) -> None:
        self._asker = asker
        self._offline = offline
        self._channels = tuple(channels)
        self._limit = asker.settings.context_chars

    def chat(self, conversation: Conversation) -> Answer[Reply]:
        """Go on with a planning chat.

        Raises:
            AssistantError: there is no answer that can be used.
        """
        prompt = prompts.chat(conversation, self._limit)
        return self._ask("chat", prompt, SpokenReply, lambda said: Reply(response=said.response))

    def plan(self, conversation: Conversation) -> Answer[Plan]:
        """What the chat says of the campaign.

        Raises:
            AssistantError: there is no answer that can be used.
        """
        prompt = prompts.plan(conversation, self._channels, self._limit)
        return self._ask("plan", prompt, Plan, lambda plan: plans.narrow(plan, conversation, self._channels))

    def generate(self, assignment: Assignment) -> Answer[Drafts]:
        """Drafts within each platform's limits; those that the model does not write well are the offline assistant's.

        Raises:
            AssistantError: none of the model's can be used.
        """
        wanted = self._offline.generate(assignment)
        prompt = prompts.generate(assignment, drafting.slots(wanted, assignment), self._limit)
        kept: frozenset[int] = frozenset()

        def narrow(drafts: Drafts) -> Drafts:
            nonlocal kept
            narrowed, kept = drafting.narrow(drafts, wanted, assignment)
            return narrowed

        answer = self._ask("generate", prompt, Drafts, narrow)
        return replace(answer, by_offline=kept)

    def extract(self, page: Page, *, today: date) -> Answer[Extraction]:
        """What a landing page says: its own data first, and the model's reading of what a reader sees.

        Raises:
            UnreadablePageError: there is no page to read.
            AssistantError: there is no answer that can be used.
        """
        own = self._offline.extract(page, today=today)
        text = own.main_text[: self._limit]
        prompt = prompts.extract(page.url, text, today, self._limit)
        return self._ask("extract", prompt, reading.Reading, lambda found: reading.merge(own, found, text))

    def _ask(self, purpose: Purpose, prompt: Prompt, shape: type[T], narrow: Callable[[T], R]) -> Answer[R]:
        result = self._asker.ask(purpose, prompt, shape, narrow)
        return Answer(result, self.name, self._asker.settings.model, prompt.version)
