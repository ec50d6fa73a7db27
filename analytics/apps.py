"""Analytics as a Django app."""

from datetime import timedelta

from django.apps import AppConfig

from core.jobs.registry import JobKind, register


class AnalyticsConfig(AppConfig):
    """Events, their sums, and reports."""

    name = "analytics"

    def ready(self) -> None:
        """Follow content where it moves, and count anew where a company's days have become others."""
        from analytics import exporting, moving, recounting  # noqa: PLC0415 - models are there only now
        from analytics.exporting import running  # noqa: PLC0415
        from campaigns import moves  # noqa: PLC0415
        from companies import profile  # noqa: PLC0415

        moves.register(moving.follow)
        profile.register(recounting.after_change)
        register(JobKind(name=exporting.EXPORT, run=running.run, lease=timedelta(minutes=15)))
        register(JobKind(name=recounting.RECOUNT, run=recounting.run, lease=timedelta(hours=1)))
