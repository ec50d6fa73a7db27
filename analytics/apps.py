"""Analytics as a Django app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Events, their sums, and reports."""

    name = "analytics"
