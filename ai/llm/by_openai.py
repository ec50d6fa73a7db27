"""Any server of the OpenAI protocol (`/chat/completions`), as a model of pydantic-ai."""

from typing import Final

from openai import AsyncOpenAI, OpenAIError
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider

from ai.llm.settings import NO_KEY, OWN_ADDRESSES, Settings
from ai.llm.transport import Client

FAULTS: Final = (OpenAIError,)


def model(settings: Settings, client: Client) -> Model:
    """Return the model that the settings name.

    Args:
        settings: of the model.
        client: with our way out instead of a network.
    """
    key = settings.api_key or NO_KEY
    openai = AsyncOpenAI(api_key=key, base_url=settings.address, http_client=client, max_retries=0)
    profile = OpenAIModelProfile(supports_json_schema_output=True)
    if settings.address != OWN_ADDRESSES["openai"]:
        # Other servers of the protocol know the older name of the token limit, and may read their chat template's
        # control tokens out of what people wrote.
        profile["openai_chat_supports_max_completion_tokens"] = False
        profile["may_tokenize_special_tokens_in_content"] = True
    return OpenAIChatModel(settings.model, provider=OpenAIProvider(openai_client=openai), profile=profile)
