"""Campaigns as a Django app."""

from datetime import timedelta

from django.apps import AppConfig

from core.jobs.registry import JobKind, register


class CampaignsConfig(AppConfig):
    """Campaigns of every family."""

    name = "campaigns"

    def ready(self) -> None:
        """Make the assistant's work known to the job runner."""
        from campaigns import generation, planning_jobs  # noqa: PLC0415 - models are there only now

        # A language model may take its time; a minute more than its own deadline.
        lease = timedelta(minutes=3)
        register(JobKind(name=generation.GENERATE, run=generation.run, lease=lease))
        register(JobKind(name=planning_jobs.CHAT, run=planning_jobs.run_chat, lease=lease))
        register(JobKind(name=planning_jobs.PLAN, run=planning_jobs.run_plan, lease=lease))
