"""Addresses that are counted: made, found, listed, written out, and ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from analytics.models import Purpose, TrackedLink, TrackingPolicy
from analytics.tracking import signing, tagging, targets
from campaigns.models import Campaign, ContentItem
from core import audit
from core.errors import Fault, InvalidError, NotFoundError
from core.ids import parse_uuid, short_id

NOT_FOUND = "Link not found"
LONGEST_TAG = 200
# More than this is not counted to the end: the total is then "more than".
COUNT_CAP = 1_000
RELATED = ("campaign", "content__campaign", "company__tracking_policy")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of links.

    Args:
        rows: newest first, with all that is shown of them.
        total: how many there are in all.
        total_is_capped: whether there are more than `total`.
    """

    rows: list[TrackedLink]
    total: int
    total_is_capped: bool


@transaction.atomic
def create_link(
    *,
    company_id: int,
    purpose: str = Purpose.CLICK,
    target: str = "",
    campaign: Campaign | None = None,
    content: ContentItem | None = None,
    platform: str = "",
    name: str = "",
    tags: Mapping[str, str] | None = None,
) -> TrackedLink:
    """A new address that is counted.

    Args:
        purpose: what it counts.
        target: where a click leads; for opens none.
        campaign: what it belongs to; with content that is the content's own.
        platform: where it will stand, by its canonical name; by default the content's own.
        tags: the link's own UTM values.

    Raises:
        InvalidError: a target that will not do, nothing that it belongs to, or a tag that is none.
    """
    tags = dict(tags or {})
    faults = [*_target_faults(purpose, target), *_owner_faults(campaign, content), *_tag_faults(tags)]
    if faults:
        raise InvalidError(faults[0].message, faults=faults)
    link: TrackedLink = TrackedLink.objects.create(
        company_id=company_id,
        purpose=purpose,
        target=target,
        campaign=content.campaign if content else campaign,
        content=content,
        platform=platform or (content.platform if content else ""),
        name=name,
        tags=tags,
    )
    audit.record(link, "created")
    return link


def _target_faults(purpose: str, target: str) -> list[Fault]:
    if purpose == Purpose.OPEN:
        return [Fault(["target"], "An address that counts opens leads nowhere.")] if target else []
    if not target:
        return [Fault(["target"], "This field is required.", missing=True)]
    text = targets.fault(target)
    return [Fault(["target"], text)] if text else []


def _owner_faults(campaign: Campaign | None, content: ContentItem | None) -> list[Fault]:
    if campaign is None and content is None:
        return [Fault(["campaignId"], "campaignId is required, or contentId.", missing=True)]
    if campaign is not None and content is not None and content.campaign_id != campaign.pk:
        return [Fault(["contentId"], "This content does not belong to this campaign.")]
    return []


def _tag_faults(tags: Mapping[str, str]) -> list[Fault]:
    faults = []
    for tag, value in tags.items():
        if tag not in tagging.TAGS:
            faults.append(Fault(["tags", tag], f"A tag must be one of {', '.join(tagging.TAGS)}."))
        elif len(value) > LONGEST_TAG:
            faults.append(Fault(["tags", tag], f"A tag may have at most {LONGEST_TAG} characters."))
    return faults


@transaction.atomic
def end_link(*, link: TrackedLink) -> TrackedLink:
    """End an address: from now on it leads nowhere and counts nothing. Again is no change."""
    now = timezone.now()
    if TrackedLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now):
        link.ended_at = now
        audit.record(link, "ended")
    return link


def find(text: str) -> TrackedLink:
    """A link of the company in scope by its UUID.

    Raises:
        NotFoundError: there is none.
    """
    uuid = parse_uuid(text)
    found = _with_all().filter(uuid=uuid).first() if uuid else None
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return found


def page(*, campaign: Campaign | None = None, limit: int, offset: int) -> Page:
    """A page of the company in scope, newest first.

    Args:
        campaign: only what counts for this one.
        limit: rows at most.
        offset: rows to skip.
    """
    found = _with_all()
    if campaign is not None:
        found = found.filter(Q(content=None, campaign=campaign) | Q(content__campaign=campaign))
    counted = found.order_by()[: COUNT_CAP + 1].count()
    rows = list(found.order_by("-created_at", "-pk")[offset : offset + limit])
    return Page(rows, min(counted, COUNT_CAP), counted > COUNT_CAP)


def _with_all() -> QuerySet[TrackedLink]:
    found: QuerySet[TrackedLink] = TrackedLink.objects.select_related(*RELATED)
    return found


def address(link: TrackedLink, recipient: str = "", sent_at: datetime | None = None, *, base: str = "") -> str:
    """The address that is handed out.

    Args:
        recipient: whose copy of a message it stands in: an opaque name of up to 64 letters, digits, `_` and `-`.
        sent_at: when that is sent; clicks at the same instant are then known to be a machine's.
        base: scheme and host, where PUBLIC_URL is not set.

    Raises:
        ValueError: a recipient of other characters.
    """
    return address_of(link.purpose, signing.Ticket(link.pk, recipient, sent_at), base=base)


def address_of(purpose: str, ticket: signing.Ticket, *, base: str = "") -> str:
    """The same of a link of which no more is known than its ticket says.

    Args:
        purpose: what it counts.
        base: scheme and host, where PUBLIC_URL is not set.
    """
    token = signing.sign(purpose, ticket)
    path = f"/o/{token}.gif" if purpose == Purpose.OPEN else f"/t/{token}"
    return f"{settings.PUBLIC_URL or base}{path}"


def destination(link: TrackedLink) -> str:
    """Where a click leads now: the target, with tags by the company's policy and the link's own.

    Args:
        link: with `RELATED`.
    """
    policy = getattr(link.company, "tracking_policy", None) or TrackingPolicy()
    templates = {tag: getattr(policy, tag) for tag in tagging.TAGS}
    tags = tagging.values(templates, facts_of(link), link.tags)
    return tagging.apply(link.target, tags, policy.mode, link.tags)


def facts_of(link: TrackedLink) -> tagging.Facts:
    """What the placeholders of a policy stand for in a link."""
    campaign = link.belongs_to
    return tagging.Facts(
        company=link.company.slug,
        platform=link.platform,
        campaign=campaign.name if campaign else "",
        campaign_id=campaign.short_id if campaign else "",
        content=short_id(link.content.pk) if link.content else "",
        name=link.name,
    )
