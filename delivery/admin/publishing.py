"""Publishing an item of content from its page, and why it could not be published."""

from typing import Any

from django.http import HttpRequest

from campaigns.admin.content_words import name
from campaigns.content_lifecycle import CONTENT, PUBLISHED, PUBLISHING
from campaigns.models import ContentItem
from companies.office import jobs
from companies.office.cards import Button, Card, Deed
from companies.office.words import link, moment, outside, page_of
from companies.roles import Right
from core.models import Job
from delivery import publishing


def publish_now(request: HttpRequest, obj: Any) -> str:
    """Publish it at once."""
    publishing.publish_now(item=obj)
    return f"“{name(obj)}” is being published."


DEEDS = {"publish": Deed(Right.EDIT, publish_now)}


def cards(item: ContentItem, *, may: bool) -> list[Card]:
    """One card: how publishing stands.

    Args:
        may: whether the person may publish it.
    """
    job = _latest_job(item)
    is_open = may and PUBLISHING in CONTENT.targets(item.status)
    if not (is_open or job or item.external_url or item.problem):
        return []
    pairs: list[tuple[str, object]] = []
    if job and item.status != PUBLISHED:
        pairs.append(("Latest attempt", jobs.state(job)))
        pairs.append(("Asked for", link(page_of(job), moment(job.queued_at))))
    if item.external_url:
        pairs.append(("Post", outside(item.external_url)))
    data = {"pairs": pairs, "problem": item.problem, "is_open": is_open}
    question = f"Publish “{name(item)}” now? It is public then."
    verb = "Publish it again" if item.problem else "Publish now"
    buttons = [Button("publish", verb, "publish", confirm=question)] if is_open else []
    return [Card("Publishing", "office/delivery/publishing.html", data, icon="public", buttons=buttons)]


def _latest_job(item: ContentItem) -> Job | None:
    rows = Job.objects.filter(company_id=item.company_id, kind=publishing.PUBLISH, arguments={"item": item.pk})
    found: Job | None = rows.order_by("-queued_at", "-pk").first()
    return found
