"""Which assistant answers: the language model where a company has one, the offline assistant wherever that fails."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from ai.contract import Extraction, Page
from ai.llm import Answer, AssistantError, LanguageModel
from ai.planning import Assignment, Assistant, Conversation, Drafts, Plan, Reply

T = TypeVar("T")

OFFLINE: Final = "offline"


class Desk:
    """The four verbs, answered in any case, and told by whom.

    Args:
        offline: does its work without any service.
        model: the company's language model, if it has one.
    """

    def __init__(self, *, offline: Assistant, model: LanguageModel | None = None) -> None:
        self._offline = offline
        self._model = model

    def chat(self, conversation: Conversation) -> Answer[Reply]:
        """Go on with a planning chat."""
        return self._first(lambda model: model.chat(conversation), lambda: self._offline.chat(conversation))

    def plan(self, conversation: Conversation) -> Answer[Plan]:
        """What the chat says of the campaign."""
        return self._first(lambda model: model.plan(conversation), lambda: self._offline.plan(conversation))

    def generate(self, assignment: Assignment) -> Answer[Drafts]:
        """Drafts for every channel of the plan."""
        return self._first(lambda model: model.generate(assignment), lambda: self._offline.generate(assignment))

    def extract(self, page: Page, *, today: date) -> Answer[Extraction]:
        """What a landing page says.

        Raises:
            UnreadablePageError: there is no page to read, for whichever assistant.
        """
        return self._first(
            lambda model: model.extract(page, today=today), lambda: self._offline.extract(page, today=today)
        )

    def _first(self, ask: Callable[[LanguageModel], Answer[T]], offline: Callable[[], T]) -> Answer[T]:
        if self._model is None:
            return Answer(offline(), OFFLINE)
        try:
            return ask(self._model)
        except AssistantError as error:
            why = f"{error.message} The built-in assistant answered instead."
            return Answer(offline(), OFFLINE, fallback=why, fallback_code=error.code)
