"""Secret addresses of a company's calendar: shown once, revocable."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.calendar import Entry, entries
from campaigns.ical import feed as as_ical
from campaigns.models import CalendarFeed
from companies.models import Company
from core import audit
from core.errors import NotFoundError
from core.tenancy import across_companies, company_scope

PAST, FUTURE = timedelta(days=60), timedelta(days=300)


def hash_token(token: str) -> str:
    """As it is stored; tokens are random and long."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_feed(*, company_id: int, name: str) -> tuple[CalendarFeed, str]:
    """A new address.

    Args:
        name: who uses it.

    Returns:
        The feed, and its token, the only time that it can be read.
    """
    token = secrets.token_urlsafe(32)
    found: CalendarFeed = CalendarFeed.objects.create(company_id=company_id, name=name, token_hash=hash_token(token))
    audit.record(found, "issued")
    return found, token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed) -> None:
    """End an address at once. Again is no change."""
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(feed, "revoked")


def read_feed(*, token: str, link: str) -> str:
    """The calendar behind an address: two months back, ten ahead.

    Args:
        token: the address's secret.
        link: scheme and host.

    Raises:
        NotFoundError: there is no such address, or no longer.
    """
    with across_companies():
        found = CalendarFeed.objects.filter(token_hash=hash_token(token), revoked_at=None).first()
    if found is None:
        raise NotFoundError("Calendar not found")
    now = timezone.now()
    with company_scope(found.company_id):
        company = Company.objects.get(pk=found.company_id)
        return as_ical(name=company.name, entries=_window(now), now=now, link=f"{link}/admin/")


def _window(now: datetime) -> list[Entry]:
    return entries(start=now - PAST, end=now + FUTURE)
