"""`GET /api/campaigns`: filters, search, pages, totals."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from campaigns import listing
from campaigns.models import Campaign, CampaignStatus, CampaignType

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def make(company, scope):
    """Make campaigns straight in the table, each a second younger than the one before."""
    count = iter(range(10_000))

    def make(name="x", **fields):
        at = fields.pop("created_at", NOW + timedelta(seconds=next(count)))
        return Campaign.objects.create(company=company, name=name, created_at=at, updated_at=at, **fields)

    return make


def names(caller, query=""):
    body = caller.get(f"/api/campaigns{query}").json()
    assert body["total"] >= len(body["items"])
    return [item["name"] for item in body["items"]]


def refusal(field, message):
    return 400, {"message": message, "errors": {field: [message]}}


def test_nothing_yet(owner):
    answer = owner.get("/api/campaigns")
    assert (answer.status_code, answer.json()) == (200, {"items": [], "total": 0})


def test_an_item_is_what_reading_it_gives(owner, make):
    campaign = make("Spring", brief="b", context_overrides={"tone": "Warm"})
    assert owner.get("/api/campaigns").json()["items"] == [owner.get(f"/api/campaigns/{campaign.uuid}").json()]


def test_newest_first(owner, make):
    for name in ("oldest", "middle", "newest"):
        make(name)
    assert names(owner) == ["newest", "middle", "oldest"]


def test_ties_go_by_id_the_later_first(owner, make):
    for name in "abcdef":
        make(name, created_at=NOW)
    assert names(owner) == list("fedcba")


def test_twenty_by_default(owner, make):
    for number in range(22):
        make(str(number))
    body = owner.get("/api/campaigns").json()
    assert [item["name"] for item in body["items"]] == [str(number) for number in range(21, 1, -1)]
    assert body["total"] == 22


def test_pages_join_without_gap_or_overlap(owner, make):
    for number in range(7):
        make(str(number), created_at=NOW)
    pages = [names(owner, f"?limit=3&offset={offset}") for offset in (0, 3, 6, 9)]
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"], []]


def test_deep_pages_read_the_same(owner, make, monkeypatch):
    for number in range(7):
        make(str(number), created_at=NOW)
    shallow = [owner.get(f"/api/campaigns?limit=3&offset={offset}").json() for offset in range(9)]
    monkeypatch.setattr(listing, "DEEP_OFFSET", 0)
    assert [owner.get(f"/api/campaigns?limit=3&offset={offset}").json() for offset in range(9)] == shallow


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.0", "1e2", "x", "", "+5", " 5", "٣", "²", "99999999999", "0x5"])
def test_a_limit_out_of_bounds_is_refused(limit, owner):
    answer = owner.get(f"/api/campaigns?limit={quote(limit)}")
    assert (answer.status_code, answer.json()) == refusal("limit", "limit must be a whole number from 1 to 100.")


@pytest.mark.parametrize("offset", ["-1", "1000000001", "x", "", "1.5", "٣", "9" * 5000])
def test_an_offset_out_of_bounds_is_refused(offset, owner):
    answer = owner.get(f"/api/campaigns?offset={quote(offset)}")
    message = "offset must be a whole number from 0 to 1000000000."
    assert (answer.status_code, answer.json()) == refusal("offset", message)


@pytest.mark.parametrize(
    ("query", "count"), [("limit=1", 1), ("limit=100", 3), ("limit=01", 1), ("offset=0", 3), ("offset=1000000000", 0)]
)
def test_limits_and_offsets_at_their_bounds_are_taken(query, count, owner, make):
    for _ in range(3):
        make()
    assert len(names(owner, f"?{query}")) == count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=DRAFT", ["DRAFT"]),
        ("status=DRAFT,PAUSED", ["PAUSED", "DRAFT"]),
        ("status=DRAFT&status=PAUSED", ["PAUSED", "DRAFT"]),
        ("status=DRAFT,ACTIVE&status=PAUSED", ["PAUSED", "ACTIVE", "DRAFT"]),
        ("status=DRAFT,DRAFT&status=DRAFT", ["DRAFT"]),
        ("status=%20DRAFT%20,%20PAUSED", ["PAUSED", "DRAFT"]),
        ("status=DRAFT,,", ["DRAFT"]),
        ("status=", ["COMPLETED", "PAUSED", "ACTIVE", "DRAFT"]),
        ("status=DRAFT,ACTIVE,PAUSED,COMPLETED", ["COMPLETED", "PAUSED", "ACTIVE", "DRAFT"]),
    ],
)
def test_status_is_repeatable_and_comma_separated(query, expected, owner, make):
    for status in CampaignStatus.values:
        make(status, status=status)
    assert names(owner, f"?{query}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=EVERGREEN", ["EVERGREEN"]),
        ("type=EVERGREEN,ONE_TIME", ["EVERGREEN", "ONE_TIME"]),
        ("type=RECURRING&type=ONE_TIME", ["RECURRING", "ONE_TIME"]),
        ("type=RECURRING&status=DRAFT", ["RECURRING"]),
        ("type=RECURRING&status=ACTIVE", []),
    ],
)
def test_type_is_repeatable_and_comma_separated(query, expected, owner, make):
    for kind in CampaignType.values:
        make(kind, type=kind)
    assert names(owner, f"?{query}") == expected


STATUSES = "DRAFT, ACTIVE, PAUSED, COMPLETED"
TYPES = "ONE_TIME, RECURRING, EVERGREEN"


@pytest.mark.parametrize(
    ("field", "value", "named", "known"),
    [
        ("status", "LIVE", "LIVE", STATUSES),
        ("status", "draft", "draft", STATUSES),
        ("status", "DRAFT,LIVE", "LIVE", STATUSES),
        ("status", "DRAFT&status=LIVE", "LIVE", STATUSES),
        ("status", "DRAFT;PAUSED", "DRAFT;PAUSED", STATUSES),
        ("type", "WEEKLY", "WEEKLY", TYPES),
        ("type", "EVERGREEN,WEEKLY", "WEEKLY", TYPES),
        ("type", "ONE-TIME", "ONE-TIME", TYPES),
    ],
)
def test_an_unknown_status_or_type_is_refused(field, value, named, known, owner, make):
    make()
    answer = owner.get(f"/api/campaigns?{field}={value}")
    assert (answer.status_code, answer.json()) == refusal(field, f"{named} is not known here. Use one of {known}.")


def test_every_parameter_at_fault_is_named(owner):
    body = owner.get("/api/campaigns?status=a&type=b&includeArchived=c").json()
    assert list(body["errors"]) == ["status", "type", "includeArchived"]


def test_parameters_that_nobody_knows_change_nothing(owner, make):
    make("a")
    assert names(owner, "?company=7&deleted=true&name=zzz&ordering=name") == ["a"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", ["shown"]), ("?includeArchived=false", ["shown"]), ("?includeArchived=true", ["hidden", "shown"])],
)
def test_archived_campaigns_show_on_demand(query, expected, owner, make):
    make("shown")
    make("hidden", is_archived=True)
    assert names(owner, query) == expected
    assert owner.get(f"/api/campaigns{query}").json()["total"] == len(expected)


@pytest.mark.parametrize("value", ["1", "0", "yes", "TRUE", "True", "null"])
def test_a_flag_is_true_or_false(value, owner):
    answer = owner.get(f"/api/campaigns?includeArchived={value}")
    assert (answer.status_code, answer.json()) == refusal("includeArchived", f"{value} is neither true nor false.")


NAMES = [
    "Spring Sale 2025", "spring cleaning", "Blåbær og ÆRLIGHET", "Straße der Lichter", "İstanbul gezisi", "100% off",
    "100 off", "under_score", "underxscore", r"back\slash", "backslash", "a'b\"c", "Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ", "春のセール",
    "ﬁnal offer", "x", "$^.*+?()[]{}|", "emoji 😀 here",
]  # fmt: skip

SEARCHES = [
    ("spring", {"Spring Sale 2025", "spring cleaning"}),
    ("SPRING", {"Spring Sale 2025", "spring cleaning"}),
    ("sale 20", {"Spring Sale 2025"}),
    ("ærlig", {"Blåbær og ÆRLIGHET"}),
    ("BLÅBÆR", {"Blåbær og ÆRLIGHET"}),
    ("å", {"Blåbær og ÆRLIGHET"}),
    ("strasse", {"Straße der Lichter"}),
    ("STRASSE", {"Straße der Lichter"}),
    ("straße", {"Straße der Lichter"}),
    ("STRAẞE", {"Straße der Lichter"}),
    ("İSTANBUL", {"İstanbul gezisi"}),
    ("İ", {"İstanbul gezisi"}),
    ("%", {"100% off"}),
    ("0%", {"100% off"}),
    ("0% o", {"100% off"}),
    ("_", {"under_score"}),
    ("r_s", {"under_score"}),
    ("r_sc", {"under_score"}),
    ("\\", {r"back\slash"}),
    (r"k\sl", {r"back\slash"}),
    ("kslash", {"backslash"}),
    ("a'b\"", {"a'b\"c"}),
    ("οδυσσευσ", {"ΟΔΥΣΣΕΥΣ"}),
    ("セール", {"春のセール"}),
    ("春", {"春のセール"}),
    ("FINAL", {"ﬁnal offer"}),
    (".*", {"$^.*+?()[]{}|"}),
    ("😀", {"emoji 😀 here"}),
    ("nothing like it", set()),
    ("%%%", set()),
    ("  spring  ", {"Spring Sale 2025", "spring cleaning"}),
]


@pytest.mark.parametrize("large", [False, True], ids=["small company", "large company"])
@pytest.mark.parametrize(("term", "expected"), SEARCHES, ids=[term for term, _ in SEARCHES])
def test_search_finds_literal_text_in_any_case(term, expected, large, owner, make, monkeypatch):
    if large:
        monkeypatch.setattr(listing, "LARGE_COMPANY", 0)
    for name in NAMES:
        make(name)
    answer = owner.get(f"/api/campaigns?search={quote(term)}").json()
    found = [item["name"] for item in answer["items"]]
    assert found == [name for name in reversed(NAMES) if name in expected]
    assert answer == {"items": answer["items"], "total": len(expected)}


def test_an_empty_search_is_none(owner, make):
    make("a")
    assert names(owner, "?search=") == names(owner, "?search=%20%20") == ["a"]


@pytest.mark.parametrize("large", [False, True], ids=["small company", "large company"])
def test_search_and_filters_narrow_together(large, owner, make, monkeypatch):
    if large:
        monkeypatch.setattr(listing, "LARGE_COMPANY", 0)
    make("spring one", status="ACTIVE")
    make("spring two", status="DRAFT")
    make("spring three", status="ACTIVE", is_archived=True)
    make("spring four", status="ACTIVE", deleted_at=NOW)
    make("autumn", status="ACTIVE")
    assert names(owner, "?search=spring&status=ACTIVE") == ["spring one"]
    assert names(owner, "?search=spring&includeArchived=true") == ["spring three", "spring two", "spring one"]


def test_a_search_with_very_many_hits_says_that_it_did_not_count_them_all(owner, make, monkeypatch):
    monkeypatch.setattr(listing, "LARGE_COMPANY", 0)
    monkeypatch.setattr(listing, "SEARCH_CAP", 3)
    for number in range(5):
        make(f"spring {number}")
    body = owner.get("/api/campaigns?search=spring&limit=2").json()
    assert [item["name"] for item in body["items"]] == ["spring 4", "spring 3"]
    assert (body["total"], body["totalIsCapped"]) == (3, True)


def test_a_renamed_campaign_is_found_by_its_new_name_alone(owner, make):
    campaign = make("Spring")
    owner.put(f"/api/campaigns/{campaign.uuid}", {"name": "HØST"})
    assert (names(owner, "?search=høst"), names(owner, "?search=spring")) == (["HØST"], [])


def test_campaigns_that_only_the_books_keep_are_not_shown(owner, make):
    make("gone", deleted_at=NOW)
    assert owner.get("/api/campaigns?includeArchived=true").json() == {"items": [], "total": 0}


@pytest.mark.parametrize("query", ["", "?search=spring", "?status=DRAFT", "?includeArchived=true"])
def test_another_companys_campaigns_are_neither_shown_nor_counted(query, stranger, make):
    make("spring")
    assert stranger.get(f"/api/campaigns{query}").json() == {"items": [], "total": 0}


def test_everybody_of_the_company_may_look(colleague, make):
    make("a")
    assert names(colleague) == ["a"]


def test_nobody_may_not(nobody, make):
    make("a")
    assert nobody.get("/api/campaigns").status_code == 401


def test_a_head_request_is_answered_without_a_body(owner, make):
    make("a")
    answer = owner.call("HEAD", "/api/campaigns")
    assert (answer.status_code, answer.content) == (200, b"")
