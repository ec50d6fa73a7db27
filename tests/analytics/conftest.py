"""A campaign with content, and events to report about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from campaigns.content import create_item
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from companies.models import Company

NOW = "2027-05-02T11:00:00Z"
ADDRESS = "/api/analytics/events"
_keys = count(1)


def event(kind: str = "impression", **fields: Any) -> dict[str, Any]:
    """An event with a key of its own, at noon of a day; a field that is None is left out."""
    found = {"key": f"event-{next(_keys)}", "kind": kind, "occurredAt": NOW, **fields}
    return {name: value for name, value in found.items() if value is not None}


@dataclass
class Work:
    """A campaign and its content.

    Args:
        campaign: the campaign.
        items: by what they are called: a post, an article and a script.
    """

    campaign: Campaign
    items: dict[str, ContentItem] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The campaign's public id."""
        return str(self.campaign.uuid)

    def item(self, name: str) -> str:
        """An item's public id."""
        return str(self.items[name].uuid)


def make_work(company: Company, name: str = "Garden weeks") -> Work:
    """A campaign with a post on LinkedIn, a blog article and a script for TikTok."""
    campaign = create_campaign(company_id=company.pk, name=name)
    made = {
        "post": create_item(
            company_id=company.pk, campaign=campaign, type="social", platform="linkedin", body="Sow now."
        ),
        "article": create_item(
            company_id=company.pk, campaign=campaign, type="blog", platform="blog", title="Sowing", body="How to sow."
        ),
        "script": create_item(
            company_id=company.pk, campaign=campaign, type="script", platform="tiktok", title="Beds", body="Dig."
        ),
    }
    return Work(campaign, made)


@pytest.fixture
def work(company: Company, scope: None) -> Work:
    """The campaign that most tests are about."""
    return make_work(company)


@pytest.fixture(autouse=True)
def _at_a_day(request: pytest.FixtureRequest, time_machine: Any) -> Iterator[None]:
    """It is a summer's day in 2027, so that dates in tests stay what they are."""
    if "real_time" not in request.keywords:
        time_machine.move_to(NOW, tick=True)
    yield
