"""One question to the language model: asked only within the budget, and written into the books whatever comes."""

import importlib
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from ai.llm import errors
from ai.llm.bookkeeping import Budget, CallRecord, Outcome, Purpose, Recorder, Usage
from ai.llm.errors import AssistantError
from ai.llm.exchange import Exchange
from ai.llm.settings import Settings
from ai.prompts import Prompt
from core.http import OutboundClient

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")

_ENGINE: Final = "ai.llm.engine"
_PROVIDERS: Final = {"openai": "ai.llm.by_openai", "anthropic": "ai.llm.by_anthropic"}


class Asker:
    """Asks for one company.

    Args:
        settings: of the model.
        budget: of the company, this month.
        recorder: keeps the books.
        outbound: instead of the shared way to the settings' server.
    """

    def __init__(
        self, settings: Settings, *, budget: Budget, recorder: Recorder, outbound: OutboundClient | None = None
    ) -> None:
        self.settings = settings
        self._budget = budget
        self._recorder = recorder
        self._outbound = outbound

    def ask(self, purpose: Purpose, prompt: Prompt, shape: type[T], narrow: Callable[[T], R]) -> R:
        """Ask, and narrow what comes back to what was asked for.

        Args:
            purpose: the verb.
            prompt: the question.
            shape: what the answer must be.
            narrow: makes the result of it; refuses with AssistantError.

        Raises:
            AssistantError: there is no answer that can be used; it is in the books.
        """
        usage = Usage()
        outcome: Outcome = "failed"
        fault: AssistantError | None = None
        try:
            if not self._budget.may_spend():
                outcome = "not asked"
                raise errors.budget_spent()
            result = narrow(self._put(prompt, shape, usage))
            outcome = "repaired" if usage.requests > 1 else "answered"
            return result
        except AssistantError as error:
            fault = error
            raise
        finally:
            self._recorder.record(self._call(purpose, prompt, usage, outcome, fault))

    def _put(self, prompt: Prompt, shape: type[T], usage: Usage) -> T:
        # The one place where pydantic-ai is imported: at the first question, so in workers only. The web process
        # knows this module, but never asks.
        engine: Any = importlib.import_module(_ENGINE)
        provider = importlib.import_module(_PROVIDERS[self.settings.provider])
        exchange, started = Exchange(self.settings, self._outbound), time.monotonic()
        try:
            answer: T = engine.ask(
                prompt, shape, provider=provider, settings=self.settings, exchange=exchange, usage=usage
            )
            return answer
        finally:
            usage.seconds = time.monotonic() - started

    def _call(
        self,
        purpose: Purpose,
        prompt: Prompt,
        usage: Usage,
        outcome: Outcome,
        fault: AssistantError | None,
    ) -> CallRecord:
        return CallRecord(
            purpose=purpose,
            provider=self.settings.provider,
            model=self.settings.model,
            prompt_version=prompt.version,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            cost=usage.cost(self.settings),
            seconds=round(usage.seconds, 3),
            outcome=outcome,
            reason=fault.message if fault else "",
            code=fault.code if fault else "",
            detail=fault.detail if fault else "",
        )
