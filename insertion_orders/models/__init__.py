"""Orders, ad campaigns, creatives, and what was spent."""

from insertion_orders.models.ad_campaign import AdCampaign, CampaignKind, Stage
from insertion_orders.models.creative import Creative, CreativeFile, CreativeStatus, CreativeType
from insertion_orders.models.order import BudgetType, Distribution, InsertionOrder, OrderStatus
from insertion_orders.models.spend import AdSpend, DeliveryHour, OrderSpend, SpendStop, StopReason

__all__ = [
    "AdCampaign",
    "AdSpend",
    "BudgetType",
    "CampaignKind",
    "Creative",
    "CreativeFile",
    "CreativeStatus",
    "CreativeType",
    "DeliveryHour",
    "Distribution",
    "InsertionOrder",
    "OrderSpend",
    "OrderStatus",
    "SpendStop",
    "Stage",
    "StopReason",
]
