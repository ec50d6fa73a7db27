"""Media buying in the back office."""

from insertion_orders.admin import ads, campaign_pages, creatives, orders

__all__ = ["ads", "campaign_pages", "creatives", "orders"]
