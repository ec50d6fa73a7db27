"""Publishing content through the company's accounts: each item once, and what went wrong is told.

An item is claimed by a guarded UPDATE, and published by a job. Before it is handed over the job says so; a worker that
is lost in between leaves it failed with the advice to look, unless the platform takes a key and so knows it again.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns import content
from campaigns.content_lifecycle import CONTENT, FAILED, PUBLISHED, PUBLISHING, PUT_BACK, SCHEDULED
from campaigns.models import CampaignStatus, ContentItem
from companies import holds
from companies.models import Company
from core import audit
from core.context import Actor, acting
from core.errors import ConflictError, DomainError
from core.jobs import queue
from core.jobs.registry import Result
from core.jobs.running import RunningJob
from core.models import Job
from core.tenancy import across_companies, company_scope
from delivery import accounts
from delivery.channels import pool
from delivery.channels.base import Post, Published, UncertainError

PUBLISH = "delivery.publish"
BATCH = 200
LOST = (
    "It was being published when the worker was lost, and may be out. Look at the platform before you publish it again."
)
SCHEDULER = Actor("system", None, "Schedule")
_BLOG = "blog"


@transaction.atomic
def publish_now(*, item: ContentItem) -> Job:
    """Publish an item at once, whatever its date; also one whose time was missed, or that failed.

    Returns:
        The job that does it.

    Raises:
        ConflictError: it is out already, its campaign is paused, the company is on hold, it waits for a review, or
            there is no account.
        InvalidError: its platform would refuse it.
    """
    item = content.lock(item)
    CONTENT.check(item.status, PUBLISHING)
    if item.campaign is not None and item.campaign.status == CampaignStatus.PAUSED:
        raise ConflictError("The campaign is paused: it publishes nothing. Resume it first.", code="CAMPAIGN_PAUSED")
    holds.check(Company.objects.get(pk=item.company_id))
    content.check_limits(item)
    content.check_review(item)
    accounts.usual(company_id=item.company_id, channel=platform_of(item))
    return _claim(item)


def platform_of(item: ContentItem) -> str:
    """Where an item is published; an article without a platform on the blog."""
    return item.platform or _BLOG


def _claim(item: ContentItem) -> Job:
    """Take an item that was locked, and have it published."""
    before = item.status
    rows = ContentItem.objects.filter(pk=item.pk)
    if not CONTENT.move(rows, current=before, target=PUBLISHING, problem="", updated_at=timezone.now()):
        raise ConflictError("Somebody else was faster.", code="STATUS_CHANGED")
    audit.record(item, "publishing", {"status": [before, PUBLISHING]})
    return queue.enqueue(
        company_id=item.company_id,
        kind=PUBLISH,
        label=f"Publish {item}",
        arguments={"item": item.pk},
        dedupe_key=f"publish:{item.pk}",
    )


# -- The scheduler's round


def publish_due() -> int:
    """Claim what is due: scheduled items whose time has come, of active campaigns and of the library.

    What was missed during a pause is never claimed. Two schedulers at once share the work.

    Returns:
        How many were claimed.
    """
    count = 0
    while claimed := _claim_batch():
        count += claimed
    return count


@transaction.atomic
def _claim_batch() -> int:
    with across_companies():
        due = ContentItem.objects.filter(status=SCHEDULED, missed_at=None, scheduled_at__lte=timezone.now())
        due = due.exclude(company__on_hold_since__isnull=False)
        due = due.filter(campaign=None) | due.filter(campaign__status=CampaignStatus.ACTIVE)
        rows = due.order_by("scheduled_at", "pk").select_for_update(of=("self",), skip_locked=True)
        items = list(rows[:BATCH])
    for item in items:
        with company_scope(item.company_id), acting(actor=SCHEDULER, door="schedule"):
            _claim(item)
    return len(items)


# -- The job


def run(job: RunningJob) -> Result:
    """Publish one item; a second attempt asks whether the first one had handed it over."""
    item = ContentItem.objects.select_related("campaign").get(pk=job.arguments["item"])
    if item.status != PUBLISHING:
        return {"status": item.status}
    account = accounts.usual(company_id=item.company_id, channel=platform_of(item))
    with pool.borrowed(account) as channel:
        if job.cursor == "handed over" and not channel.takes_key:
            raise UncertainError(LOST)
        # While the campaign is paused nothing goes out, also not what was claimed just before.
        check_running(item)
        if holds.is_on_hold(item.company_id):
            _put_back(item)
            return {"status": SCHEDULED, "why": holds.WHY}
        job.progress(done=0, total=1, cursor="handed over")
        try:
            published = channel.publish(_post(item))
        except DomainError as error:
            if not isinstance(error, UncertainError):
                job.progress(done=0, total=1, cursor="not handed over")
            raise
    _keep(item, published)
    return {"status": PUBLISHED, "url": published.url}


def check_running(item: ContentItem) -> None:
    """Refuse to publish for a campaign that was paused meanwhile.

    Raises:
        ConflictError: it is.
    """
    if item.campaign is not None and item.campaign.status == CampaignStatus.PAUSED:
        raise ConflictError("The campaign was paused.", code="CAMPAIGN_PAUSED")


@transaction.atomic
def _put_back(item: ContentItem) -> None:
    """Have an item that was claimed wait on the calendar again: it is published once the hold is lifted."""
    now = timezone.now()
    columns = {"scheduled_at": item.scheduled_at or now, "updated_at": now, "version": F("version") + 1}
    if PUT_BACK.move(ContentItem.objects.filter(pk=item.pk), current=PUBLISHING, target=SCHEDULED, **columns):
        audit.record(item, "waits", {"status": [PUBLISHING, SCHEDULED], "reason": [None, holds.WHY]})


def _post(item: ContentItem) -> Post:
    metadata = {"content_id": str(item.uuid)}
    if item.campaign is not None:
        metadata["campaign_id"] = str(item.campaign.uuid)
    return Post(
        key=str(item.uuid),
        text=item.body,
        due_at=item.scheduled_at or item.updated_at,
        title=item.title,
        media=tuple(_addresses(item.media)),
        metadata=metadata,
    )


def _addresses(media: list[Any]) -> list[str]:
    """Media as addresses, whichever way they were kept."""
    return [str(one["url"]) if isinstance(one, dict) else str(one) for one in media]


@transaction.atomic
def _keep(item: ContentItem, published: Published) -> None:
    now = timezone.now()
    columns = {"published_at": now, "updated_at": now, "problem": "", "missed_at": None, "version": F("version") + 1}
    rows = ContentItem.objects.filter(pk=item.pk)
    ids = {"external_id": published.external_id[:255], "external_url": published.url[:2083]}
    if CONTENT.move(rows, current=PUBLISHING, target=PUBLISHED, **columns, **ids):
        audit.record(item, "published", {"status": [PUBLISHING, PUBLISHED], "url": [None, published.url or None]})


@transaction.atomic
def mark_failed(job: RunningJob) -> None:
    """Give an item up whose last attempt failed, with the reason; it can be scheduled or published anew."""
    item: ContentItem | None = ContentItem.objects.filter(pk=job.arguments["item"]).first()
    if item is None:
        return
    problem = Job.objects.values_list("error", flat=True).get(pk=job.id)
    rows = ContentItem.objects.filter(pk=item.pk)
    columns = {"problem": problem, "updated_at": timezone.now(), "version": F("version") + 1}
    if CONTENT.move(rows, current=PUBLISHING, target=FAILED, **columns):
        audit.record(item, "could not be published", {"status": [PUBLISHING, FAILED], "reason": [None, problem]})
