"""How numbers come in, for whoever has none yet."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import reverse

from analytics.models import CompanyMetric, TrackedLink, WebhookSource


@dataclass(frozen=True, slots=True)
class Source:
    """A way in which numbers come.

    Args:
        name: what it is.
        url: where it is set up or described.
        about: what it brings.
    """

    name: str
    url: str
    about: str


def is_empty() -> bool:
    """Whether nothing was ever counted for the company in scope."""
    return not CompanyMetric.objects.exists()


def sources() -> list[Source]:
    """Every way."""
    found = [Source("The events API", reverse("docs"), "takes what platforms, shops and your own programs report.")]
    if admin.site.is_registered(TrackedLink):
        url = reverse("admin:analytics_trackedlink_changelist")
        found.append(Source("Tracked links", url, "count the clicks that they lead on, and the opens of messages."))
    if admin.site.is_registered(WebhookSource):
        url = reverse("admin:analytics_webhooksource_changelist")
        found.append(Source("Webhooks", url, "take deliveries, opens, bounces and more from e-mail providers."))
    return found
