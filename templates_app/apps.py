"""Message templates as a Django app."""

from django.apps import AppConfig


class TemplatesConfig(AppConfig):
    """Message templates and their approval."""

    name = "templates_app"
    verbose_name = "Templates"
