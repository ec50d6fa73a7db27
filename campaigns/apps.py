"""Campaigns as a Django app."""

from datetime import timedelta

from django.apps import AppConfig

from core.jobs.registry import JobKind, register


class CampaignsConfig(AppConfig):
    """Campaigns of every family."""

    name = "campaigns"

    def ready(self) -> None:
        """Make the writing of drafts known to the job runner."""
        from campaigns import generation  # noqa: PLC0415 - models are there only now

        # A language model may take its time; a minute more than its own deadline.
        register(JobKind(name=generation.GENERATE, run=generation.run, lease=timedelta(minutes=3)))
