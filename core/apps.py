"""The kernel as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Jobs and the audit trail."""

    name = "core"
    verbose_name = "Activity"
