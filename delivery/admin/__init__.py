"""Delivery in the back office."""

from delivery.admin import accounts, broadcasts, campaign_pages, outbox, runs

__all__ = ["accounts", "broadcasts", "campaign_pages", "outbox", "runs"]
