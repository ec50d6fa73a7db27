"""Links and opens of e-mails that are counted: which tracked links stand in for a run's addresses, and where.

They are made with the run, so that all its workers, whenever they come, send the same; the e-mail is written anew once
for all recipients, before it is compiled.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from analytics.models import Purpose, TrackedLink
from analytics.tracking import links, policies, signing, targets
from campaigns.models import Campaign
from core.channels import Channel
from delivery.models import Broadcast, Run
from templates_app.models import TemplateVersion
from templates_app.rendering import links as written
from templates_app.rendering.content import VersionContent

PLATFORM = "email"
# What lies behind these is ours already: a tracked link, a pixel, the page where somebody unsubscribes.
_OURS = ("/t/", "/o/", "/u/")


def made_for(*, broadcast: Broadcast, version: TemplateVersion) -> dict[str, Any]:
    """The tracked links of a run that is being made; those of the run before it are used again.

    Returns:
        What `Run.tracked` holds: by target the id of a link, and the pixel's; nothing where nothing is counted.
    """
    if version.template.channel != Channel.EMAIL or not policies.policy_of(broadcast.company_id).track_emails:
        return {}
    content = version.content
    if not content.html:
        return {}
    known = _known(broadcast)
    fitting = [target for target in written.targets(content) if not targets.fault(target) and not _is_ours(target)]
    clicks = {target: known.get(target) or _make(broadcast.campaign, target) for target in fitting}
    return {"open": known.get("") or _make(broadcast.campaign, ""), "clicks": clicks}


def content_of(run: Run) -> VersionContent:
    """What a run sends: its version, with its tracked links in place of the addresses that they lead to."""
    content: VersionContent = run.version.content
    if not run.tracked:
        return content
    addresses = {target: _address(Purpose.CLICK, pk) for target, pk in run.tracked["clicks"].items()}
    return written.led_by(content, addresses, pixel=_address(Purpose.OPEN, run.tracked["open"]))


def _known(broadcast: Broadcast) -> Mapping[str, int]:
    """The links of the latest run that had some, by their targets; the pixel's is empty. Ended ones are not used."""
    before = broadcast.runs.exclude(tracked={}).order_by("-number").values_list("tracked", flat=True).first()
    if before is None:
        return {}
    found = {"": before["open"], **before["clicks"]}
    live = set(TrackedLink.objects.filter(pk__in=found.values(), ended_at=None).values_list("pk", flat=True))
    return {target: pk for target, pk in found.items() if pk in live}


def _make(campaign: Campaign, target: str) -> int:
    purpose = Purpose.CLICK if target else Purpose.OPEN
    link = links.create_link(
        company_id=campaign.company_id, purpose=purpose, target=target, campaign=campaign, platform=PLATFORM
    )
    return link.pk


def _is_ours(target: str) -> bool:
    return bool(settings.LINK_BASE) and target.startswith(tuple(f"{settings.LINK_BASE}{path}" for path in _OURS))


def _address(purpose: str, pk: int) -> str:
    """As `links.address` writes it, of a link that is known by its id alone."""
    return links.address_of(purpose, signing.Ticket(pk), base=settings.LINK_BASE)
