"""Where the textbook is."""

from django.urls import path

from bench.limits import textbook
from bench.limits.urls import healthz

urlpatterns = [
    path("healthz", healthz),
    path("resolve", textbook.ResolveView.as_view()),
    path("campaigns", textbook.CampaignListView.as_view()),
]
