"""Insertion orders as a Django app."""

from django.apps import AppConfig


class InsertionOrdersConfig(AppConfig):
    """Media buying."""

    name = "insertion_orders"
    verbose_name = "Media buying"
