"""Where analytics are at the native door."""

from django.urls import path

from analytics.api.campaign_views import CampaignAnalyticsView
from analytics.api.views import EventsView

urlpatterns = [
    path("api/campaigns/<str:id>/analytics", CampaignAnalyticsView.as_view()),
    path("api/analytics/events", EventsView.as_view()),
]
