"""What contacts did, for the filters of segments: messages they got, and what a company's own systems report."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from audiences.filters.behaviour import Asked
from campaigns.models import Campaign
from campaigns.querysets import CampaignQuerySet

RECEIVE = "receive"
MOST_NAMES = 300
MOST_CAMPAIGNS = 300

# The run's beginning stands for each message's own time, which nothing keeps.
_RECEIVED = """
SELECT record.contact_id FROM delivery_run run
JOIN delivery_broadcast broadcast ON broadcast.id = run.broadcast_id
JOIN delivery_sendrecord record ON record.run_id = run.id
WHERE run.company_id = %s AND record.contact_id > 0
    AND (%s::bigint IS NULL OR broadcast.campaign_id = %s::bigint)
    AND (%s::timestamptz IS NULL OR run.started_at >= %s::timestamptz)
    AND (record.state = 'delivered' OR (record.state = 'planned' AND EXISTS (
        SELECT FROM delivery_chunk chunk
        WHERE chunk.run_id = run.id AND record.number BETWEEN chunk.first AND chunk.done_to)))
GROUP BY record.contact_id HAVING count(*) >= %s
"""
_REPORTED = """
SELECT contact_id FROM delivery_activity
WHERE company_id = %s AND name = %s AND contact_id IS NOT NULL AND (%s::timestamptz IS NULL OR at >= %s::timestamptz)
GROUP BY contact_id HAVING count(*) >= %s
"""
# From name to name by the index: to read every activity for its name would take as long as there are many.
_NAMES = """
WITH RECURSIVE found (name) AS (
    (SELECT name FROM delivery_activity WHERE company_id = %(company)s AND contact_id IS NOT NULL ORDER BY name LIMIT 1)
    UNION ALL
    SELECT (SELECT name FROM delivery_activity
        WHERE company_id = %(company)s AND contact_id IS NOT NULL AND name > found.name ORDER BY name LIMIT 1)
    FROM found WHERE found.name IS NOT NULL
)
SELECT name FROM found WHERE name IS NOT NULL LIMIT %(most)s
"""


class Messages:
    """Who got messages, as the ledger has it."""

    kinds: Mapping[str, str] = {RECEIVE: "get a message"}

    def reported(self, company_id: int) -> Sequence[str]:
        """Nothing: the ledger is our own."""
        return ()

    def sql(self, asked: Asked) -> tuple[str, Sequence[Any]]:
        """A statement that selects who got some."""
        wished = [asked.campaign, asked.campaign, asked.since, asked.since]
        return _RECEIVED, [asked.company_id, *wished, asked.times]

    def campaigns(self, company_id: int) -> list[tuple[int, str]]:
        """The latest ones that send messages."""
        return list(_sending(company_id).newest_first().values_list("pk", "name")[:MOST_CAMPAIGNS])

    def has_campaign(self, company_id: int, campaign: int) -> bool:
        """Whether it is one that sends messages."""
        return _sending(company_id).filter(pk=campaign).exists()


class Activities:
    """Who did what a company's own systems report."""

    kinds: Mapping[str, str] = {}

    def reported(self, company_id: int) -> Sequence[str]:
        """The names of what contacts did, `MOST_NAMES` at most."""
        with connection.cursor() as cursor:
            cursor.execute(_NAMES, {"company": company_id, "most": MOST_NAMES})
            return [name for (name,) in cursor.fetchall()]

    def sql(self, asked: Asked) -> tuple[str, Sequence[Any]]:
        """A statement that selects who did it."""
        return _REPORTED, [asked.company_id, asked.kind, asked.since, asked.since, asked.times]

    def campaigns(self, company_id: int) -> list[tuple[int, str]]:
        """None: what is reported belongs to no campaign."""
        return []

    def has_campaign(self, company_id: int, campaign: int) -> bool:
        """Never."""
        return False


def _sending(company_id: int) -> CampaignQuerySet:
    rows: CampaignQuerySet = Campaign.objects.alive().filter(company_id=company_id, broadcast__isnull=False)
    return rows
