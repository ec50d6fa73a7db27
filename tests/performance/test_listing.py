"""The fast ways through a list find what the plain ones find."""

import itertools

import pytest

from campaigns import listing, search
from campaigns.models import Campaign
from companies.models import Company
from core.tenancy import company_scope
from tests.conftest import make_company
from tests.performance.rows import make_campaigns

TERMS = ["spring", "old", "no1", "no77", "50%_off\\", "%", "_", "\\", "n", "o", "zz", "not there", "SPRING OLD"]
# A small company; a large one with few hits, with more than are counted, and with a common term.
WAYS = [(50_000, 10, 4, 9), (0, 500, 4, 9), (0, 10, 4, 9), (0, 10, 8, 90)]
NARROWED = [{}, {"statuses": ("ACTIVE",)}, {"types": ("EVERGREEN",), "include_archived": True}]


@pytest.fixture
def company_of_100(db: None) -> Company:
    make_campaigns(make_company("rival").pk, 30)
    company = make_company("storhaug")
    make_campaigns(company.pk, 100)
    return company


def plain(term: str, statuses: tuple[str, ...] = (), types: tuple[str, ...] = (), include_archived: bool = False):
    """Every id that a list should show, newest first, found by Python."""
    rows = Campaign.objects.alive().newest_first()
    return [
        row.uuid
        for row in rows
        if term.casefold() in row.name.casefold()
        and (not statuses or row.status in statuses)
        and (not types or row.type in types)
        and (include_archived or not row.is_archived)
    ]


def uuids(page: listing.Page) -> list[object]:
    return [row["uuid"] for row in page.rows]


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize(
    ("large", "cap", "sample", "near"), [(50_000, 10, 4, 9), (0, 500, 4, 9), (0, 10, 4, 9), (0, 10, 8, 90)]
)
def test_a_search_finds_what_reading_every_name_finds(
    term, large, cap, sample, near, company_of_100, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listing, "LARGE_COMPANY", large)
    monkeypatch.setattr(listing, "SEARCH_CAP", cap)
    monkeypatch.setattr(search, "SAMPLE", sample)
    monkeypatch.setattr(search, "COMMON", sample // 4)
    monkeypatch.setattr(search, "NEAR", near)
    with company_scope(company_of_100.pk):
        for narrowed, offset in itertools.product(NARROWED, (0, 3, 11, 40)):
            expected = plain(term, **narrowed)
            filters = listing.Filters(search=term, **narrowed)
            page = listing.page(filters=filters, columns=("uuid",), limit=5, offset=offset)
            capped = large == 0 and len(expected) > cap
            assert uuids(page) == expected[offset : offset + 5]
            assert (page.total, page.total_is_capped) == (cap if capped else len(expected), capped)


@pytest.mark.parametrize("narrowed", NARROWED)
def test_a_page_read_from_the_far_end_is_the_page(narrowed, company_of_100, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listing, "DEEP_OFFSET", 1)
    with company_scope(company_of_100.pk):
        expected = plain("", **narrowed)
        for offset in (*range(0, len(expected) + 3), 10_000):
            page = listing.page(filters=listing.Filters(**narrowed), columns=("uuid",), limit=7, offset=offset)
            assert (uuids(page), page.total) == (expected[offset : offset + 7], len(expected))
