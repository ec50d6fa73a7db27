"""Partners as a Django app."""

from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings

from core.jobs.registry import JobKind, register

LEASE = timedelta(seconds=45)  # twice what a slow page may take
LEASE_WITH_MODEL = timedelta(minutes=3)


class PartnersConfig(AppConfig):
    """What partners send."""

    name = "partners"

    def ready(self) -> None:
        """Make the reading of pages known to the job runner, and what they say to whoever drafts."""
        from campaigns import generation  # noqa: PLC0415
        from partners import extraction, facts, sources  # noqa: PLC0415 - models are there only now

        generation.register_facts(facts.of_campaign)
        register(
            JobKind(
                name=sources.EXTRACT,
                run=extraction.run,
                on_failure=extraction.mark_failed,
                lease=LEASE if settings.LLM is None else LEASE_WITH_MODEL,
            )
        )
