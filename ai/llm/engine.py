"""The question put by pydantic-ai. Importing this takes a second and 70 MB: only `ai.llm.asking` does, when it asks."""

import asyncio
from typing import Final, Protocol, TypeVar

from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput, RunUsage, UsageLimits
from pydantic_ai.exceptions import (
    AgentRunError,
    ContentFilterError,
    OutputTokenLimitExceeded,
    UsageLimitExceeded,
    UserError,
)
from pydantic_ai.models import Model

from ai.llm import errors
from ai.llm.bookkeeping import Usage
from ai.llm.exchange import Exchange
from ai.llm.settings import Settings
from ai.llm.transport import Client, client
from ai.prompts import Prompt

T = TypeVar("T", bound=BaseModel)

_TRIES: Final = 2  # the answer, and one repair
# What the libraries raise on an answer that is JSON, but not of the protocol.
_ODD: Final = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_UNREADABLE: Final[tuple[type[Exception], ...]] = (AgentRunError, UserError, *_ODD)


class Provider(Protocol):
    """A module that speaks one protocol: `ai.llm.by_…`."""

    FAULTS: tuple[type[Exception], ...]

    @staticmethod
    def model(settings: Settings, client: Client) -> Model:
        """Return the model that the settings name."""


def ask(
    prompt: Prompt, shape: type[T], *, provider: Provider, settings: Settings, exchange: Exchange, usage: Usage
) -> T:
    """Put one question, with one repair if the answer does not fit its shape.

    Args:
        prompt: the question.
        shape: what the answer must be; extra keys are refused by it.
        provider: speaks the protocol.
        settings: of the model.
        exchange: the way to its server.
        usage: told what was used, even on failure.

    Raises:
        AssistantError: there is no answer that can be used.
    """
    run, unreadable = RunUsage(), _UNREADABLE + provider.FAULTS
    try:
        return asyncio.run(_asked(prompt, shape, provider, settings, exchange, run))
    except unreadable as error:
        # What went wrong on the way comes back wrapped by two libraries.
        raise (exchange.fault or _translated(error)) from error
    finally:
        usage.requests, usage.tokens_in, usage.tokens_out = run.requests, run.input_tokens, run.output_tokens
        usage.estimate(exchange.sent, exchange.received)


async def _asked(
    prompt: Prompt, shape: type[T], provider: Provider, settings: Settings, exchange: Exchange, run: RunUsage
) -> T:
    async with client(exchange) as http:
        agent = Agent(
            provider.model(settings, http),
            output_type=NativeOutput(shape),
            instructions=prompt.instructions,
            model_settings={"max_tokens": settings.max_tokens},
            retries={"output": _TRIES - 1},
        )
        # With the tokens of each answer limited, so is the whole.
        answer = await agent.run(prompt.text, usage=run, usage_limits=UsageLimits(request_limit=_TRIES))
        return answer.output


def _translated(error: Exception) -> errors.AssistantError:
    if isinstance(error, ContentFilterError):
        return errors.declined()
    if isinstance(error, OutputTokenLimitExceeded | UsageLimitExceeded):
        return errors.cut_short(type(error).__name__)
    # The message may hold what people wrote: its type must do.
    cause = f" from {type(error.__cause__).__name__}" if error.__cause__ else ""
    return errors.bad_answer(f"{type(error).__name__}{cause}")
