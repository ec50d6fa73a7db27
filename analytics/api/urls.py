"""Where analytics are at the native door."""

from django.urls import path

from analytics.api.campaign_views import CampaignAnalyticsView
from analytics.api.export_views import ExportFileView, ExportsView
from analytics.api.link_views import LinkViewSet, TrackingPolicyView
from analytics.api.report_views import (
    BestTimesView,
    CampaignsView,
    MetricsView,
    OverviewView,
    SeriesView,
    TopContentView,
)
from analytics.api.views import EventsView

urlpatterns = [
    path("api/campaigns/<str:id>/analytics", CampaignAnalyticsView.as_view()),
    path("api/analytics/events", EventsView.as_view()),
    path("api/analytics/metrics", MetricsView.as_view()),
    path("api/analytics/overview", OverviewView.as_view()),
    path("api/analytics/timeseries", SeriesView.as_view()),
    path("api/analytics/top-content", TopContentView.as_view()),
    path("api/analytics/best-times", BestTimesView.as_view()),
    path("api/analytics/campaigns", CampaignsView.as_view()),
    path("api/analytics/exports", ExportsView.as_view()),
    path("api/analytics/exports/<str:id>/file", ExportFileView.as_view()),
    path("api/analytics/links", LinkViewSet.as_view({"get": "list", "post": "create"})),
    path("api/analytics/links/<str:id>", LinkViewSet.as_view({"get": "retrieve", "delete": "destroy"})),
    path("api/analytics/tracking-policy", TrackingPolicyView.as_view()),
]
