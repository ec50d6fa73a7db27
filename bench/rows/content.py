"""The content list and the calendar at a million items, against a company of a thousand."""

from datetime import UTC, datetime, timedelta

from bench.cpu import tree_microseconds
from bench.data import fill_content, make_tenant
from bench.rounds import Contender, Sample, compare, seconds_of
from bench.stand import Stand
from bench.table import Line, cpu_line
from campaigns import calendar, content_listing
from campaigns.api.content_serializers import COLUMNS
from campaigns.content_listing import ContentFilters
from campaigns.creation import create_campaign
from core.tenancy import company_scope

FEW, MANY = 1_000, 1_000_000
CALLS = 400  # CPU is counted in steps of 10 ms
# Where the items of both companies lie alike, a few hundred of them in the window.
START = datetime(2027, 3, 1, tzinfo=UTC)


def run(stand: Stand) -> list[Line]:
    """A line each."""
    few, many = (_company(f"content-{count}", count) for count in (FEW, MANY))
    stand.sql("VACUUM ANALYZE campaigns_contentitem")
    lists = compare({"few": _list(stand, few), "many": _list(stand, many)})
    days = compare({"few": _calendar(stand, few), "many": _calendar(stand, many)})
    return [
        cpu_line("content list, 1 million items", lists, "few", "many", lists.cpu_ratio("many", "few"), 1.5, most=True),
        cpu_line("calendar, 1 million items", days, "few", "many", days.cpu_ratio("many", "few"), 1.5, most=True),
    ]


def _company(slug: str, count: int) -> int:
    company_id = make_tenant(slug).id
    with company_scope(company_id):
        campaign = create_campaign(company_id=company_id, name="All", starts_at=START)
        fill_content(company_id, campaign.pk, count)
    return company_id


def _list(stand: Stand, company_id: int) -> Contender:
    def page() -> None:
        # Of drafts, of which both have more than a page, and the large one more than are counted.
        filters = ContentFilters(statuses=["DRAFT"])
        content_listing.page(filters=filters, columns=COLUMNS, limit=20, offset=0)

    return _calls(stand, company_id, page)


def _calendar(stand: Stand, company_id: int) -> Contender:
    return _calls(stand, company_id, lambda: calendar.entries(start=START, end=START + timedelta(hours=5)))


def _calls(stand: Stand, company_id: int, work: object) -> Contender:
    def visit(_: int) -> Sample:
        before = tree_microseconds((stand.postgres,))
        with company_scope(company_id):
            seconds = seconds_of(lambda: [work() for _ in range(CALLS)])  # type: ignore[operator]
        return Sample(CALLS / seconds, (tree_microseconds((stand.postgres,)) - before) / CALLS)

    return visit
