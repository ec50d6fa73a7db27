"""The prompts of the language model, versioned, with everything that people wrote inside a fence."""

from ai.prompts.asking import Slot, chat, extract, generate, plan
from ai.prompts.texts import VERSIONS, Prompt

__all__ = ["VERSIONS", "Prompt", "Slot", "chat", "extract", "generate", "plan"]
