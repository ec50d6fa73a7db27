"""Delivery as a Django app."""

from datetime import timedelta

from django.apps import AppConfig

from core.jobs.registry import JobKind, register


class DeliveryConfig(AppConfig):
    """Accounts at providers, and what is sent through them."""

    name = "delivery"

    def ready(self) -> None:
        """Make the sending of runs known to the job runner."""
        from analytics.webhooks import notices  # noqa: PLC0415
        from audiences.filters import behaviour  # noqa: PLC0415
        from campaigns import calendar, families  # noqa: PLC0415
        from campaigns.models import Origin  # noqa: PLC0415
        from companies import demo as companies_demo  # noqa: PLC0415
        from delivery import (  # noqa: PLC0415 - models are there only now
            demo,
            did,
            family,
            handing_over,
            on_calendar,
            publishing,
            reporting,
        )  # fmt: skip

        # What a turn did stays done: a worker that is lost only leaves the rest of it to another.
        register(
            JobKind(name=handing_over.SEND, run=handing_over.run_turn, max_attempts=10, lease=timedelta(seconds=90))
        )
        register(
            JobKind(
                name=publishing.PUBLISH,
                run=publishing.run,
                on_failure=publishing.mark_failed,
                max_attempts=4,
                backoff=(timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)),
                lease=timedelta(minutes=3),
            )
        )
        companies_demo.register(demo.fill)
        notices.register(reporting.mark)
        notices.register_finder(reporting.campaigns_of)
        behaviour.register(did.Messages())
        behaviour.register(did.Activities())
        calendar.register(on_calendar.entries)
        families.register(Origin.MESSAGING, family.BroadcastRules())
        families.register(Origin.AGENCY, family.AgencyRules())
