"""Reports at the native door: whoever may look may ask. Days are in the company's time zone."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from analytics import queries, reports
from analytics.api import report_answers as answers
from analytics.api import report_examples as examples
from analytics.api import report_filters as filters
from analytics.api import report_serializers as serializers
from analytics.metrics import METRICS
from analytics.periods import Step
from campaigns import listing
from companies.api.authentication import PersonAuthentication
from companies.models import Company
from core.api.answers import Answer
from core.api.paging import limit_and_offset
from core.api.validation import validated
from core.api.views import DialectView
from core.dialects import NATIVE

_PAGE = [
    OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100, 20 by default."),
    OpenApiParameter("offset", OpenApiTypes.INT, description="Campaigns to skip."),
]


class ReportView(DialectView):
    """One report."""

    dialect = NATIVE
    authentication_classes = (PersonAuthentication,)

    def asked(self, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """The call's query, checked."""
        return validated(serializer, filters.plain(self.request._request.GET))

    def company(self) -> Company:
        """Whose numbers they are."""
        return Company.objects.get(pk=self.principal.company_id)


class MetricsView(ReportView):
    """What the numbers mean."""

    @extend_schema(
        summary="Read what every metric means",
        operation_id="analytics_metrics",
        responses={200: serializers.DefinitionsSerializer},
        examples=[OpenApiExample("One of them", examples.DEFINITIONS, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """Every metric with its unit, how it is found, and what reports the events behind it."""
        return Answer({"metrics": [answers.definition(metric) for metric in METRICS.values()]})


class OverviewView(ReportView):
    """All numbers of some days."""

    @extend_schema(
        summary="Read the overview",
        operation_id="analytics_overview",
        parameters=[filters.OverviewQuery],
        responses={200: serializers.OverviewSerializer},
        examples=[OpenApiExample("A month beside the one before", examples.OVERVIEW, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """Every metric as a whole, by platform and by family; with the days right before, where they are asked for."""
        asked, company = self.asked(filters.OverviewQuery), self.company()
        cut = filters.read_cut(asked, company)
        previous = cut.before() if asked["compare"] == "previous" else None
        found = reports.overview(cut, previous=previous)
        return Answer(
            {
                **answers.days(cut.period),
                "timeZone": company.time_zone,
                "previous": answers.days(previous.period) if previous else None,
                **answers.overview(found),
            }
        )


class SeriesView(ReportView):
    """Metrics along the days."""

    @extend_schema(
        summary="Read metrics along the days",
        operation_id="analytics_timeseries",
        parameters=[filters.SeriesQuery],
        responses={200: serializers.SeriesSerializer},
        examples=[OpenApiExample("Two days", examples.SERIES, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """A point for each day, week (from Monday) or month, also where nothing happened."""
        asked, company = self.asked(filters.SeriesQuery), self.company()
        cut = filters.read_cut(asked, company)
        found = queries.series(cut, Step(asked["granularity"]))
        points = [
            {"date": day.isoformat(), **answers.metrics(numbers, asked["metrics"])} for day, numbers in found.items()
        ]
        head = {**answers.days(cut.period), "granularity": asked["granularity"], "timeZone": company.time_zone}
        return Answer({**head, "points": points})


class TopContentView(ReportView):
    """What did best."""

    @extend_schema(
        summary="Read which content did best",
        operation_id="analytics_top_content",
        parameters=[filters.TopQuery],
        responses={200: serializers.RankingSerializer},
        examples=[OpenApiExample("The best", examples.RANKING, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """The items that did best by one metric, the best first; by a rate only those with 100 to divide by."""
        asked, company = self.asked(filters.TopQuery), self.company()
        cut = filters.read_cut(asked, company)
        found = queries.top_content(cut, metric=asked["metric"], limit=asked["limit"])
        head = {**answers.days(cut.period), "timeZone": company.time_zone, "metric": asked["metric"]}
        return Answer({**head, "items": [answers.ranked(row) for row in found]})


class BestTimesView(ReportView):
    """When to publish."""

    @extend_schema(
        summary="Read when content did best",
        operation_id="analytics_best_times",
        parameters=[filters.TimesQuery],
        responses={200: serializers.TimesSerializer},
        examples=[OpenApiExample("One hour", examples.TIMES, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """What was published in these days, by the hour of the week: all that was ever counted of it.

        `best` has up to five hours, of those with at least three items and any engagement.
        """
        asked, company = self.asked(filters.TimesQuery), self.company()
        period = filters.read_period(asked, company)
        found = queries.best_times(period, zone=company.time_zone, platform=asked.get("platform", ""))
        return Answer(
            {
                **answers.days(period),
                "timeZone": company.time_zone,
                "slots": [answers.slot(slot) for slot in found],
                "best": [answers.slot(slot) for slot in reports.best(found)],
            }
        )


class CampaignsView(ReportView):
    """Campaigns beside each other."""

    @extend_schema(
        summary="Compare campaigns",
        operation_id="analytics_campaigns",
        parameters=[filters.CampaignsQuery, *_PAGE],
        responses={200: serializers.ComparisonSerializer},
        examples=[OpenApiExample("One campaign", examples.COMPARISON, response_only=True)],
    )
    def get(self, request: Request) -> Answer:
        """With `ids` those campaigns, without a page of all that are not archived; the newest first."""
        asked, company = self.asked(filters.CampaignsQuery), self.company()
        limit, offset = limit_and_offset(self.request._request.GET)
        period = filters.read_period(asked, company)
        if "ids" in asked:
            found = queries.compared(campaigns=reports.campaigns_of(asked["ids"]), period=period)
            total = len(found)
        else:
            found = queries.page_of_campaigns(limit=limit, offset=offset, period=period)
            total = listing.counted(listing.Filters())
        head = {**answers.days(period), "timeZone": company.time_zone}
        return Answer({**head, "items": [answers.compared(row) for row in found], "total": total})
