"""The assistant by a language model: any server of the OpenAI protocol, or Anthropic. No Django, no models.

Importing this is cheap; pydantic-ai is imported when the first question is asked (`ai.llm.asking`).
"""

from ai.llm.answer import Answer
from ai.llm.asking import Asker
from ai.llm.assistant import LanguageModel
from ai.llm.bookkeeping import Budget, CallRecord, Recorder
from ai.llm.errors import AssistantError
from ai.llm.settings import Settings, check_base_url

__all__ = [
    "Answer",
    "Asker",
    "AssistantError",
    "Budget",
    "CallRecord",
    "LanguageModel",
    "Recorder",
    "Settings",
    "check_base_url",
]
