"""Where the textbook is."""

from django.urls import path

from bench.limits import textbook, textbook_ingestion
from bench.limits.urls import healthz

urlpatterns = [
    path("healthz", healthz),
    path("resolve", textbook.ResolveView.as_view()),
    path("campaigns", textbook.CampaignListView.as_view()),
    path("events", textbook_ingestion.EventsView.as_view()),
]
