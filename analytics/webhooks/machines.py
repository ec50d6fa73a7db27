"""Which of the opens and clicks that e-mail providers report were no person's."""

from typing import Any

from anymail.signals import AnymailTrackingEvent
from django.utils import timezone

from analytics.models import Kind, Rule, WebhookProvider
from analytics.tracking.machines import Visit, rule_of


def rule(provider: str, kind: Kind, event: AnymailTrackingEvent) -> str:
    """Why an event counts as a machine's; empty for a person's.

    Args:
        provider: who reports it; some say themselves what they know.
        kind: only opens and clicks are asked about.
    """
    if kind not in (Kind.OPEN, Kind.CLICK):
        return Rule.NONE
    said = _said(provider, event.esp_event if isinstance(event.esp_event, dict) else {})
    agent = event.user_agent
    # A provider that reports no agent says nothing of who it was.
    if said or not agent or not isinstance(agent, str):
        return said
    return rule_of(Visit(kind=kind, agent=agent, purposes=(), at=event.timestamp or timezone.now()))


def _said(provider: str, event: dict[str, Any]) -> str:
    """What the provider says of it in its own fields."""
    if provider == WebhookProvider.MAILGUN:
        return _mailgun(event)
    prefetched = (
        (provider == WebhookProvider.SENDGRID and event.get("sg_machine_open") is True)
        or (provider == WebhookProvider.BREVO and event.get("event") in ("unique_proxy_open", "proxy_open"))
        or (provider == WebhookProvider.SPARKPOST and _is_prefetched(event))
    )
    return Rule.PREFETCH if prefetched else Rule.NONE


def _mailgun(event: dict[str, Any]) -> str:
    """`client-info.bot` is apple or gmail for prefetched pictures, generic for what looks like a scanner."""
    bot = (event.get("event-data", {}).get("client-info") or {}).get("bot")
    if not bot:
        return Rule.NONE
    return Rule.SCANNER if bot == "generic" else Rule.PREFETCH


def _is_prefetched(event: dict[str, Any]) -> bool:
    return any(one.get("is_prefetched") is True for one in event["msys"].values())
