"""Audiences as a Django app."""

from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    """Contacts, groups, segments, and who wants no messages."""

    name = "audiences"
