"""Every report, read from the sums alone, in a number of statements that never depends on how much was counted.

Another store of sums would stand behind these functions, and nothing above them would change.
"""

from analytics.queries.campaigns import CampaignRow, OfCampaign, Part, compared, of_campaign, page_of_campaigns
from analytics.queries.content import RANKING, Ranked, Slot, best_times, top_content
from analytics.queries.sums import Cut, by_family, by_platform, series, total

__all__ = [
    "RANKING",
    "CampaignRow",
    "Cut",
    "OfCampaign",
    "Part",
    "Ranked",
    "Slot",
    "best_times",
    "by_family",
    "by_platform",
    "compared",
    "of_campaign",
    "page_of_campaigns",
    "series",
    "top_content",
    "total",
]
