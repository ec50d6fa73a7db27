"""How numbers come in, for whoever has none yet."""

from dataclasses import dataclass

from django.urls import reverse

from analytics.models import CompanyMetric


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
    links = reverse("admin:analytics_trackedlink_changelist")
    webhooks = reverse("admin:analytics_webhooksource_changelist")
    return [
        Source("The events API", reverse("docs"), "takes what platforms, shops and your own programs report."),
        Source("Tracked links", links, "count clicks on the way to your pages, and opens of messages."),
        Source("Webhooks", webhooks, "take deliveries, opens, bounces and more from e-mail providers."),
    ]
