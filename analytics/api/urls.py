"""Where analytics are at the native door."""

from django.urls import path

from analytics.api.views import EventsView

urlpatterns = [
    path("api/analytics/events", EventsView.as_view()),
]
