"""The back office's pages on numbers, and on where they come from."""

from analytics.admin import campaign_pages, links, policy, webhooks

__all__ = ["campaign_pages", "links", "policy", "webhooks"]
