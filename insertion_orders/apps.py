"""Insertion orders as a Django app."""

from django.apps import AppConfig


class InsertionOrdersConfig(AppConfig):
    """Media buying."""

    name = "insertion_orders"
    verbose_name = "Media buying"

    def ready(self) -> None:
        """Have budgets follow what is spent, and have a say when ad campaigns are moved through other doors."""
        from analytics import followers  # noqa: PLC0415 - models are there only now
        from campaigns import families  # noqa: PLC0415
        from campaigns.models import Origin  # noqa: PLC0415
        from companies import demo as companies_demo  # noqa: PLC0415
        from insertion_orders import demo, family, spending  # noqa: PLC0415

        followers.register(Origin.DSP, spending.follow)
        families.register(Origin.DSP, family.AdRules())
        companies_demo.register(demo.fill)
