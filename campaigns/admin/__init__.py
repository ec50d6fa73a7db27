"""The back office's pages on campaigns, and on the brand that they inherit from."""

from campaigns.admin import brand, campaign

__all__ = ["brand", "campaign"]
