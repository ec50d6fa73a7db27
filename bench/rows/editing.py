"""Duplicate, and find and replace, over 100,000 items, against raw SQL that does the same; and memory."""

import resource
from collections.abc import Callable

from django.db import connection, transaction

from bench.cpu import tree_microseconds
from bench.data import fill_content, make_tenant
from bench.rounds import Contender, Sample, compare, seconds_of
from bench.stand import Stand
from bench.table import Line, rate_line
from campaigns.creation import create_campaign
from campaigns.duplication import duplicate_campaign
from campaigns.editing import find_and_replace
from campaigns.models import Campaign
from core.tenancy import company_scope

ITEMS = 100_000
ROUNDS = 3

_COPY = """
INSERT INTO campaigns_contentitem (company_id, campaign_id, uuid, type, platform, title, body, media, status,
    external_id, external_url, provenance, review, version, created_at, updated_at)
SELECT company_id, %s, gen_random_uuid(), type, platform, title, body, media, 'DRAFT', '', '', provenance, '', 1,
    now(), now()
FROM campaigns_contentitem WHERE campaign_id = %s
"""
_REPLACE = """
UPDATE campaigns_contentitem SET body = regexp_replace(body, %s, %s, 'gi'), version = version + 1, updated_at = now()
WHERE campaign_id = %s AND body ~* %s
"""


def run(stand: Stand) -> list[Line]:
    """A line each."""
    company_id = make_tenant("editing").id
    with company_scope(company_id):
        original = create_campaign(company_id=company_id, name="Original")
        fill_content(company_id, original.pk, ITEMS)
        stand.sql("VACUUM ANALYZE campaigns_contentitem")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        lines = [_duplicate(stand, original), _replace(stand, original)]
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [*lines, Line("memory grown by both", "", f"{grown:.0f} MB", grown, 60, most=True)]


def _duplicate(stand: Stand, original: Campaign) -> Line:
    def raw() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            copy = create_campaign(company_id=original.company_id, name="Raw")
            cursor.execute(_COPY, [copy.pk, original.pk])

    found = compare(
        {
            "raw": _timed(stand, raw),
            "ours": _timed(stand, lambda: duplicate_campaign(campaign=original, name="Copy")),
        },
        rounds=ROUNDS,
    )
    return rate_line(f"duplicate, {ITEMS:,} items", found, "raw", "ours", 0.9)


def _replace(stand: Stand, original: Campaign) -> Line:
    words = ["harbour", "HARBOUR"]

    def raw() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_REPLACE, ["harbour", "harbour", original.pk, "harbour"])

    def ours() -> None:
        words.reverse()
        find_and_replace(campaign=original, find="harbour", replace=words[0], dry_run=False)

    found = compare({"raw": _timed(stand, raw), "ours": _timed(stand, ours)}, rounds=ROUNDS)
    return rate_line(f"find & replace with undo, {ITEMS:,} items, 10 % hits", found, "raw", "ours", 0.65)


def _timed(stand: Stand, work: Callable[[], object]) -> Contender:
    def visit(_: int) -> Sample:
        stand.sql("CHECKPOINT")
        before = tree_microseconds((stand.postgres,))
        seconds = seconds_of(work)
        return Sample(ITEMS / seconds, (tree_microseconds((stand.postgres,)) - before) / ITEMS)

    return visit
