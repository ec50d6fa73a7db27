"""The numbers' share in the campaign's pages: a card on each, two columns in the list, and the pages of analytics."""

from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from analytics import metrics, periods
from analytics.admin import charts, figures, machines, pages, sources, spans, tables, tiles
from analytics.metrics import ENGAGEMENT, METRICS
from analytics.models import Kind, TotalMetric
from analytics.periods import Period, Step
from analytics.queries import Cut, compared, of_campaign, series
from campaigns.admin import extensions
from campaigns.models import Campaign
from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin
from companies.office.cards import Card
from companies.office.words import NONE

ANCHOR = "analytics"
# A campaign that ran no longer is drawn from its beginning.
LONGEST_DRAWN = 92


def _counted() -> Subquery:
    """A campaign's impressions and engagement by people, of all time."""
    sums = TotalMetric.objects.filter(company_id=OuterRef("company_id"), campaign_id=OuterRef("pk"), rule="")
    found = JSONObject(
        impressions=Coalesce(Sum("count", filter=Q(kind=Kind.IMPRESSION)), 0),
        engagement=Coalesce(Sum("count", filter=Q(kind__in=ENGAGEMENT)), 0),
    )
    return Subquery(sums.order_by().values("campaign_id").annotate(found=found).values("found"))


def _impressions(campaign: Any) -> SafeString | str:
    metric = METRICS["impressions"]
    return figures.in_line(metric, campaign.counted["impressions"]) if campaign.counted else NONE


def _engagement_rate(campaign: Any) -> SafeString | str:
    if not campaign.counted or not campaign.counted["impressions"]:
        return NONE
    rate = metrics.percent(campaign.counted["engagement"], campaign.counted["impressions"])
    return figures.in_line(METRICS["engagementRate"], rate)


def _card(campaign: Campaign) -> dict[str, Any]:
    whole = compared(campaigns=[campaign.pk])[0].numbers
    names = tiles.leading(whole)
    if not names:
        return {"sources": sources.sources()}
    today = timezone.localdate()
    period = drawn(campaign, today)
    days = series(Cut(period, campaigns=[campaign.pk]), Step.DAY)
    parts = {name: part.numbers for name, part in of_campaign(campaign).by_platform.items() if part.numbers.counts}
    return {
        "tiles": [tiles.tile(name, whole) for name in names],
        "chart": charts.chart(METRICS[tiles.drawn(names)], days, period=period, step=Step.DAY, today=today),
        "period": spans.between(period),
        "platforms": tables.of_platforms(parts) if parts else None,
        "machines": machines.told(whole),
        "url": f"{reverse('admin:analytics_page')}?campaign={campaign.pk}",
    }


def drawn(campaign: Campaign, today: date) -> Period:
    """The days of a campaign that are drawn: its own time, or where that is long or unknown its last thirty days.

    Args:
        today: in the company's zone.
    """
    start, end = (timezone.localdate(moment) if moment else None for moment in (campaign.starts_at, campaign.ends_at))
    last = min(end or today, today)
    if start is None or not timedelta(0) <= last - start < timedelta(LONGEST_DRAWN):
        return periods.latest(last)
    return Period(start, last)


class AnalyticsExtension(extensions.Extension):
    """What was counted of a campaign."""

    columns = (
        extensions.Column("impressions", "Impressions", _impressions),
        extensions.Column("engagement_rate", "Engagement rate", _engagement_rate),
    )

    def annotations(self) -> dict[str, Any]:
        """What the columns show: some rows of the sums, read in the list's own statement."""
        return {"counted": _counted()}

    def urls(self, admin: OfficeAdmin) -> list[Any]:
        """The pages of analytics, beside the campaigns' own."""
        return pages.urls(admin)

    def cards(self, request: HttpRequest, campaign: Campaign) -> list[Card]:
        """Its numbers of all time, and their latest days; only where one company is in front."""
        desk = desk_of(request)
        if desk is None or desk.company is None:
            return []
        return [
            Card("Analytics", "office/analytics/of_campaign.html", _card(campaign), "monitoring", ANCHOR, wide=True)
        ]


extensions.register(AnalyticsExtension())
