"""Campaigns as a Django app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns of every family."""

    name = "campaigns"
