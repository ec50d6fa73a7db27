"""Anthropic's protocol (`/v1/messages`), as a model of pydantic-ai."""

from typing import Final

from anthropic import AnthropicError, AsyncAnthropic
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

from ai.llm.settings import NO_KEY, Settings
from ai.llm.transport import Client

FAULTS: Final = (AnthropicError,)


def model(settings: Settings, client: Client) -> Model:
    """Return the model that the settings name.

    Args:
        settings: of the model.
        client: with our way out instead of a network.
    """
    key = settings.api_key or NO_KEY
    anthropic = AsyncAnthropic(api_key=key, base_url=settings.address, http_client=client, max_retries=0)
    # A name that the library does not know yet is the operator's word, not a reason to refuse.
    return AnthropicModel(
        settings.model,
        provider=AnthropicProvider(anthropic_client=anthropic),
        profile={"supports_json_schema_output": True},
    )
