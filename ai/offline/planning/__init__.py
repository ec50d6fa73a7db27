"""Planning without any service: what a chat says of a campaign, what to ask next, and drafts from what is known."""

from ai.offline.planning.chatting import chat
from ai.offline.planning.drafting.generating import generate
from ai.offline.planning.planner import plan
from ai.offline.planning.tongue import tongue_of

__all__ = ["chat", "generate", "plan", "tongue_of"]
