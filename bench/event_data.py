"""Events to measure on: bodies that report them, and ten million of one company, made by one statement."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

from django.db import connection

from analytics import partitions
from analytics.rebuilding import rebuild
from bench.data import Tenant, fill, make_tenant, whole
from bench.rounds import seconds_of
from campaigns.models import Campaign, ContentItem
from companies.models import Company
from core.ids import new_uuid
from core.tenancy import company_scope

CAMPAIGNS = 20
PLATFORMS = ("linkedin", "facebook", "instagram", "youtube")
# As people behave: they see more than they do.
KINDS = ("impression",) * 12 + ("view",) * 5 + ("click",) * 3 + ("like",) * 3 + ("comment", "share")
EVENTS_PATH = "/api/analytics/events"


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who reports events.

    Args:
        tenant: the company.
        campaigns: their public ids.
    """

    tenant: Tenant
    campaigns: list[str]

    def batch(self, size: int, seed: int) -> list[dict[str, str]]:
        """Events of this moment under keys in order of time."""
        random, now = Random(seed), datetime.now(UTC)  # noqa: S311 - a spread, no secret
        return [
            {
                "key": str(new_uuid()),
                "kind": random.choice(KINDS),
                "campaignId": random.choice(self.campaigns),
                "platform": random.choice(PLATFORMS),
                "occurredAt": (now - timedelta(milliseconds=size - index)).isoformat().replace("+00:00", "Z"),
            }
            for index in range(size)
        ]

    def calls(self, path: str, *, count: int, size: int) -> Iterator[bytes]:
        """Whole requests, each with a JSON document of events."""
        headers = () if path == EVENTS_PATH else (f"X-Company: {self.tenant.id}",)
        for number in range(count):
            raw = json.dumps({"events": self.batch(size, number)}).encode()
            yield whole("POST", path, self.tenant.person, raw, headers=headers)

    def packed_calls(self, *, count: int, size: int) -> Iterator[bytes]:
        """Whole requests, each with an event a line, packed with gzip."""
        for number in range(count):
            raw = gzip.compress("\n".join(map(json.dumps, self.batch(size, number))).encode(), 6)
            kind = "application/x-ndjson"
            yield whole("POST", EVENTS_PATH, self.tenant.person, raw, kind=kind, headers=("Content-Encoding: gzip",))


def make_reporter() -> Reporter:
    """A company with a few campaigns, and places for this month's events."""
    tenant = make_tenant("reporter")
    fill(tenant.id, CAMPAIGNS)
    partitions.keep()
    with company_scope(tenant.id):
        return Reporter(tenant, [str(uuid) for uuid in Campaign.objects.values_list("uuid", flat=True)])


EVENTS = 10_000_000
DAYS = 180
HOT_DAYS = 90
COMMON = 2_000  # campaigns beside the hot one and the cold one
_AT_ONCE = 400  # of them; each runs for about 45 days

# In order of time, as their keys are. The hot campaign has every fifth event of its days, the cold one a hundred; of
# the others some hundred run at a time.
_EVENTS = """
WITH item AS MATERIALIZED (
    SELECT dense_rank() OVER (ORDER BY campaign_id) - 1 AS number,
        row_number() OVER (PARTITION BY campaign_id ORDER BY id) - 1 AS item, campaign_id, id AS content_id, platform
    FROM campaigns_contentitem WHERE company_id = %(company)s
)
INSERT INTO analytics_event (company_id, campaign_id, content_id, occurred_at, count, month, key, family, platform,
    kind, rule, currency, value)
SELECT %(company)s, item.campaign_id, item.content_id, at, 1, date_trunc('month', at AT TIME ZONE 'UTC')::date,
    lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '-7000-8000-' || lpad(to_hex(i), 12, '0'),
    'native', item.platform, (%(kinds)s::text[])[1 + (mixed >> 8) %% %(kind_count)s], '', '', 0
FROM generate_series(1, %(count)s::bigint) AS i
CROSS JOIN LATERAL (SELECT hashint8(i)::bigint & 2147483647 AS mixed, i * %(days)s::float8 / %(count)s AS day) AS spread
CROSS JOIN LATERAL (
    SELECT %(now)s - (%(days)s - day) * interval '1 day' AS at,
        CASE WHEN day >= %(days)s - %(hot_days)s AND i %% 5 = 0 THEN 0 WHEN i %% (%(count)s / 100) = 7 THEN 1
            ELSE 2 + floor(day * (%(common)s - %(at_once)s) / %(days)s)::bigint + mixed %% %(at_once)s END AS number
) AS placed
JOIN item
    ON item.number = placed.number AND item.item = (mixed >> 16) %% CASE WHEN placed.number = 0 THEN 20 ELSE 3 END
"""


@dataclass(frozen=True, slots=True)
class Millions:
    """A company with ten million events.

    Args:
        tenant: the company.
        hot: the campaign with a million of them.
        cold: one with a hundred.
        first_count: seconds that it took to count them all for the first time.
    """

    tenant: Tenant
    hot: Campaign
    cold: Campaign
    first_count: float

    @property
    def company(self) -> Company:
        """The company's row."""
        return Company.objects.get(pk=self.tenant.id)


@cache
def millions() -> Millions:
    """A company with ten million events and their sums; the rows share it."""
    tenant = make_tenant("millions")
    Company.objects.filter(pk=tenant.id).update(time_zone="Europe/Oslo")
    fill(tenant.id, COMMON + 2)
    with company_scope(tenant.id):
        _make_items(tenant.id)
        _make_events(tenant.id)
        seconds = seconds_of(lambda: rebuild(company=Company.objects.get(pk=tenant.id)))
        hot, cold = Campaign.objects.order_by("pk")[:2]
    _settle()
    return Millions(tenant, hot, cold, seconds)


def _make_items(company_id: int) -> None:
    """The first campaign is the hot one, with 20 items; the second one is cold; each but the first has three."""
    kinds = (("social", "linkedin"), ("blog", "blog"), ("script", "youtube"))
    campaigns = Campaign.objects.order_by("pk").values_list("pk", flat=True)
    ContentItem.objects.bulk_create(
        ContentItem(
            company_id=company_id,
            campaign_id=pk,
            type=kinds[index % 3][0],
            platform=kinds[index % 3][1],
            title=f"Title {index}",
            body="A flat by the fjord.",
            status="PUBLISHED",
            published_at=datetime.now(UTC) - timedelta(days=DAYS),
        )
        for number, pk in enumerate(campaigns)
        for index in range(3 if number else 20)
    )


def _make_events(company_id: int) -> None:
    now = datetime.now(UTC)
    named = {
        "company": company_id,
        "count": EVENTS,
        "days": DAYS,
        "hot_days": HOT_DAYS,
        "common": COMMON,
        "at_once": _AT_ONCE,
        "now": now,
        "kinds": list(KINDS),
        "kind_count": len(KINDS),
    }
    partitions.make({partitions.first_of_month(now - timedelta(days=day)) for day in range(DAYS + 1)})
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(_EVENTS, named)
        cursor.execute("RESET ALL")
    connection.close()
    _settle()


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
