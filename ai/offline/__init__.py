"""The assistant without any service: it reads pages by their structure and their words, on this machine alone.

Chats are read, and drafts written, by rules: nothing is stated that was not given.
"""

from ai.offline.pages.brief import brief
from ai.offline.pages.extraction import extract
from ai.offline.planning import chat, generate, plan

__all__ = ["brief", "chat", "extract", "generate", "name", "plan"]

name = "offline"  # with it the package itself is an `ai.planning.Assistant`
