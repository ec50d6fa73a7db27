"""Companies as a Django app."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Companies, people and credentials."""

    name = "companies"
