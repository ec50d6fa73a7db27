"""Numbers in the back office: on the home page, on campaigns' pages and lists, and on the Analytics page."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import escape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.events import Entry, Report
from analytics.ingestion import take
from analytics.metrics import METRICS
from analytics.models import Export, Rule
from campaigns.content import create_item
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from companies.models import Company
from core.models import Job
from core.tenancy import company_scope

pytestmark = pytest.mark.django_db

HOME, LIST = "/admin/", "/admin/campaigns/campaign/"
PAGE = f"{LIST}analytics/"
NOW = datetime(2027, 5, 2, 11, tzinfo=UTC)  # a Sunday, 13:00 in Oslo


@pytest.fixture(autouse=True)
def _at_a_day(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def count(campaign: Campaign, kind: str, times: int, *, days: int = 0, rule: str = "", **fields: Any) -> None:
    """Something happened to a campaign some days ago."""
    key = f"{campaign.pk}-{kind}-{days}-{rule}-{sorted(fields.items())}"
    report = Report(key=key, kind=kind, count=times, occurred_at=NOW - timedelta(days=days), **fields)
    if report.content_id is None:
        report.campaign_id = campaign.uuid
    with company_scope(campaign.company_id):
        assert take(company_id=campaign.company_id, entries=[Entry(0, report, rule)]).accepted == 1


def make_campaign(company: Company, name: str = "Garden weeks", **fields: Any) -> Campaign:
    with company_scope(company.pk):
        return create_campaign(company_id=company.pk, name=name, **fields)


def make_post(campaign: Campaign, body: str, published_at: datetime, **fields: Any) -> ContentItem:
    """A post that was published."""
    with company_scope(campaign.company_id):
        item = create_item(company_id=campaign.company_id, campaign=campaign, type="social", platform="x", body=body)
        ContentItem.objects.filter(pk=item.pk).update(status="PUBLISHED", published_at=published_at)
    return item


@pytest.fixture
def campaign(company: Company) -> Campaign:
    """A campaign with numbers in this period and in the one before."""
    found = make_campaign(company)
    count(found, "impression", 1_234_000, platform="linkedin")
    count(found, "impression", 567, days=3, platform="tiktok")
    count(found, "like", 40_000, platform="linkedin")
    count(found, "click", 900, platform="linkedin")
    count(found, "click", 100, rule=Rule.SCANNER, platform="linkedin")
    count(found, "spend", 1, value=Decimal("120.50"), currency="EUR")
    count(found, "impression", 1_000_000, days=31, platform="linkedin")
    count(found, "spend", 1, days=31, value=Decimal("100"), currency="EUR")
    return found


def shown(client: Client, address: str, **asked: Any) -> Any:
    """The context of a page that was found."""
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.context


def as_text(tiles: Iterable[Any]) -> dict[str, tuple[str, str]]:
    """Tiles as people read them: the value and its change."""
    return {
        tile.metric.name: (" + ".join(map(str, tile.figures)), tile.change.text if tile.change else "")
        for tile in tiles
    }


def all_tiles(context: Any) -> dict[str, tuple[str, str]]:
    return as_text(tile for _, tiles in context["groups"] for tile in tiles)


def rows_of(table: Any) -> dict[str, dict[str, str]]:
    return {row.name: {cell.title: cell.text for cell in row.cells} for row in table.rows}


def queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in found if "django_content_type" not in query["sql"]]


# -- Home


def test_home_tells_the_last_thirty_days_and_how_they_changed(owner_browser: Client, campaign: Campaign) -> None:
    found = shown(owner_browser, HOME)["analytics"]
    assert as_text(found["tiles"]) == {
        "impressions": ("1,234,567", "23.5\u202f% more"),
        "engagement": ("40,000", "none before"),
        "engagementRate": ("3.24\u202f%", "none before"),
        "clicks": ("900", "none before"),
        "spend": ("120.50\u202fEUR", "20.5\u202f% higher"),
    }
    assert (found["period"], found["before"]) == ("3 Apr – 2 May 2027", "4 Mar – 2 Apr 2027")


def test_more_is_good_of_impressions_and_bad_of_spend(owner_browser: Client, campaign: Campaign) -> None:
    tiles = shown(owner_browser, HOME)["analytics"]["tiles"]
    tones = {tile.metric.name: (tile.change.arrow, tile.change.tone) for tile in tiles}
    assert tones["impressions"] == ("↑", "good")
    assert tones["spend"] == ("↑", "bad")


def test_the_line_and_its_table_say_the_same(owner_browser: Client, campaign: Campaign) -> None:
    chart = shown(owner_browser, HOME)["analytics"]["chart"]
    drawn = json.loads(chart.data)
    assert [len(line["values"]) for line in drawn["lines"]] == [30, 30]
    assert drawn["lines"][0]["values"][-4:] == [567.0, 0.0, 0.0, 1_234_000.0]
    assert chart.rows[-1] == ("Sun 2 May 2027 (so far)", ["1,234,000", "0"])
    # 31 days ago is the last but one of the thirty days before.
    assert chart.rows[-2] == ("Sat 1 May 2027", ["0", "1,000,000"])


def test_a_change_that_nobody_would_see_is_none(owner_browser: Client, company: Company) -> None:
    found = make_campaign(company)
    count(found, "view", 10_009)
    count(found, "view", 10_000, days=30)
    tiles = shown(owner_browser, f"{PAGE}?days=30")
    assert all_tiles(tiles)["views"] == ("10,009", "as before")


def test_home_says_how_numbers_come_in_where_none_ever_did(owner_browser: Client) -> None:
    body = owner_browser.get(HOME).content.decode()
    for address in (
        reverse("docs"),
        reverse("admin:analytics_trackedlink_changelist"),
        reverse("admin:analytics_webhooksource_changelist"),
    ):
        assert f'<a class="o-link" href="{address}">' in body
    assert "data-line-chart" not in body


def test_home_shows_zeros_where_numbers_are_only_old(owner_browser: Client, company: Company) -> None:
    count(make_campaign(company), "impression", 5, days=40)
    found = shown(owner_browser, HOME)["analytics"]
    assert as_text(found["tiles"])["impressions"] == ("0", "100\u202f% less")


def test_an_operator_is_asked_for_a_company(operator_browser: Client, campaign: Campaign) -> None:
    for address in (HOME, PAGE):
        body = operator_browser.get(address).content.decode()
        assert "Choose a company" in body
        assert "1,234,567" not in body
    page = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    assert "data-line-chart" not in operator_browser.get(page).content.decode()


def test_home_costs_one_statement_for_its_numbers(owner_browser: Client, campaign: Campaign, company: Company) -> None:
    few = queries(owner_browser, HOME)
    for n in range(10):
        count(make_campaign(company, f"Campaign {n}"), "view", 7, days=n, platform="youtube")
    many = queries(owner_browser, HOME)
    assert len([sql for sql in many if "analytics_" in sql]) == 1
    assert len([sql for sql in few if "analytics_" in sql]) == 1


# -- The campaign's page and the list


def test_a_campaigns_page_tells_its_numbers_of_all_time(owner_browser: Client, campaign: Campaign) -> None:
    answer = owner_browser.get(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))
    card = next(card for card in answer.context["cards"] if card.title == "Analytics")
    assert as_text(card.data["tiles"]) == {
        "impressions": ("2,234,567", ""),
        "engagement": ("40,000", ""),
        "engagementRate": ("1.79\u202f%", ""),
        "clicks": ("900", ""),
        "spend": ("220.50\u202fEUR", ""),
    }
    assert rows_of(card.data["platforms"])["TikTok"] == {
        "Impressions": "567",
        "Engagement": "0",
        "Engagement rate": "0.00\u202f%",
        "Clicks": "0",
        "Click rate": "0.00\u202f%",
    }
    assert f'href="{PAGE}?campaign={campaign.pk}"' in answer.content.decode()


def test_machines_stand_beside_people_with_their_rule(owner_browser: Client, campaign: Campaign) -> None:
    answer = owner_browser.get(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))
    card = next(card for card in answer.context["cards"] if card.title == "Analytics")
    (told,) = card.data["machines"]
    assert (told.kind, told.people, told.machines, told.share, told.rules) == (
        "Clicks", 900, 100, 10, [("Link scanner", 100)],
    )  # fmt: skip
    assert "Link scanner" in answer.content.decode()


def test_a_campaign_without_numbers_says_so(owner_browser: Client, company: Company) -> None:
    body = owner_browser.get(reverse("admin:campaigns_campaign_change", args=[make_campaign(company).pk])).content
    assert "Nothing was counted of this campaign yet." in body.decode()


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        (None, None, "3 Apr – 2 May 2027"),
        ("2027-04-20T10:00Z", None, "20 Apr – 2 May 2027"),
        ("2027-02-01T10:00Z", "2027-02-10T10:00Z", "1 – 10 Feb 2027"),
        ("2026-01-01T10:00Z", "2027-02-10T10:00Z", "12 Jan – 10 Feb 2027"),
        ("2027-06-01T10:00Z", None, "3 Apr – 2 May 2027"),
        ("2026-12-31T23:30Z", "2027-01-02T10:00Z", "1 – 2 Jan 2027"),
    ],
)
def test_a_campaign_is_drawn_along_its_own_time(
    owner_browser: Client, company: Company, start: str | None, end: str | None, drawn: str
) -> None:
    moments = {"starts_at": start, "ends_at": end}
    known = {name: datetime.fromisoformat(text) for name, text in moments.items() if text}
    found = make_campaign(company, **known)
    count(found, "impression", 3)
    answer = owner_browser.get(reverse("admin:campaigns_campaign_change", args=[found.pk]))
    card = next(card for card in answer.context["cards"] if card.title == "Analytics")
    assert card.data["period"] == drawn


def test_the_list_tells_impressions_and_engagement_rate_by_people(
    owner_browser: Client, campaign: Campaign, company: Company
) -> None:
    count(campaign, "impression", 999, rule=Rule.KNOWN_BOT)
    make_campaign(company, "Nothing yet")
    clicked = make_campaign(company, "Clicked only")
    count(clicked, "click", 5)
    rows = {row.name: row for row in shown(owner_browser, LIST)["cl"].result_list}
    assert rows["Garden weeks"].counted == {"impressions": 2_234_567, "engagement": 40_000}
    assert rows["Nothing yet"].counted is None
    assert rows["Clicked only"].counted == {"impressions": 0, "engagement": 0}
    body = owner_browser.get(LIST).content.decode()
    assert "2,234,567" in body
    assert "1.79\u202f%" in body


def test_the_lists_numbers_stand_in_its_own_statement(
    owner_browser: Client, campaign: Campaign, company: Company
) -> None:
    few = queries(owner_browser, LIST)
    for n in range(20):
        count(make_campaign(company, f"Campaign {n}"), "impression", n + 1)
    many = queries(owner_browser, LIST)
    assert len(many) == len(few)
    assert len([sql for sql in many if "analytics_" in sql]) == 1


def test_counting_a_narrowed_list_sums_nothing(owner_browser: Client, campaign: Campaign) -> None:
    counting = [sql for sql in queries(owner_browser, f"{LIST}?origin__exact=native") if "COUNT(" in sql]
    assert counting
    assert not [sql for sql in counting if "analytics_" in sql]


def test_an_operators_list_tells_each_companys_own_numbers(
    operator_browser: Client, campaign: Campaign, other_company: Company
) -> None:
    count(make_campaign(other_company, "Rival weeks"), "impression", 77)
    rows = {row.name: row.counted["impressions"] for row in shown(operator_browser, LIST)["cl"].result_list}
    assert rows == {"Garden weeks": 2_234_567, "Rival weeks": 77}


# -- The Analytics page


def test_the_page_tells_every_number_that_there_is_in_its_group(owner_browser: Client, campaign: Campaign) -> None:
    context = shown(owner_browser, PAGE)
    assert [(title, [tile.metric.name for tile in tiles]) for title, tiles in context["groups"]] == [
        ("Reach", ["impressions", "clicks", "clickRate"]),
        ("Response", ["engagement", "engagementRate", "likes"]),
        ("Results and money", ["spend", "costPerClick", "costPerMille"]),
    ]
    assert all_tiles(context)["costPerClick"] == ("0.13\u202fEUR", "none before")
    assert all_tiles(context)["costPerMille"] == ("0.10\u202fEUR", "as before")


@pytest.mark.parametrize(
    ("asked", "period", "before", "impressions"),
    [
        ({"days": "7"}, "26 Apr – 2 May 2027", "19 – 25 Apr 2027", "1,234,567"),
        ({"days": "90"}, "2 Feb – 2 May 2027", "4 Nov 2026 – 1 Feb 2027", "2,234,567"),
        ({"days": "month"}, "1 – 2 May 2027", "29 – 30 Apr 2027", "1,234,000"),
        ({"days": "last-month"}, "1 – 30 Apr 2027", "2 – 31 Mar 2027", "1,000,567"),
        ({"from": "2027-04-29", "to": "2027-04-29"}, "29 Apr 2027", "28 Apr 2027", "567"),
        ({"from": "2027-04-29"}, "29 Apr – 2 May 2027", "25 – 28 Apr 2027", "1,234,567"),
    ],
)
def test_the_days_are_chosen(
    owner_browser: Client, campaign: Campaign, asked: dict[str, str], period: str, before: str, impressions: str
) -> None:
    context = shown(owner_browser, PAGE, **asked)
    assert (context["period"], context["before"]) == (period, before)
    assert all_tiles(context)["impressions"][0] == impressions


def test_a_day_is_the_companys(owner_browser: Client, campaign: Campaign) -> None:
    campaign_late = Report(
        key="late", kind="impression", campaign_id=campaign.uuid, count=8,
        occurred_at=datetime(2027, 4, 20, 22, 30, tzinfo=UTC),
    )  # fmt: skip
    with company_scope(campaign.company_id):
        take(company_id=campaign.company_id, entries=[Entry(0, campaign_late)])
    context = shown(owner_browser, PAGE, **{"from": "2027-04-21", "to": "2027-04-21"})
    assert all_tiles(context)["impressions"][0] == "8"


@pytest.mark.parametrize(
    ("asked", "impressions"),
    [
        ({"platform": "tiktok"}, "567"),
        ({"family": "native"}, "1,234,644"),
        ({"family": "partner"}, None),
        ({"campaign": "other"}, "77"),
        ({"campaign": "own", "platform": "linkedin"}, "1,234,000"),
    ],
)
def test_the_numbers_are_cut(
    owner_browser: Client, campaign: Campaign, company: Company, asked: dict[str, str], impressions: str | None
) -> None:
    other = make_campaign(company, "Other weeks")
    count(other, "impression", 77)
    keys = {"own": campaign.pk, "other": other.pk}
    context = shown(owner_browser, PAGE, **{name: keys.get(value, value) for name, value in asked.items()})
    if impressions is None:
        assert not context["has_numbers"]
    else:
        assert all_tiles(context)["impressions"][0] == impressions


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("days=12", "There is no such period: the last 30 days are shown."),
        ("days=own&from=x", "“x” is not a day. The last 30 days are shown."),
        ("from=2027-05-02&to=2027-05-01", "The last day lies before the first. The last 30 days are shown."),
        ("from=1900-01-01&to=2027-05-01", "The days must lie between 1970-01-01 and 2999-12-31. The last 30 days are"),
        ("from=2000-01-01&to=2027-05-01", "At most 1830 days in one report. The last 30 days are shown."),
        ("campaign=x", "There is no such campaign: all are shown."),
        ("campaign=99999999999999999999999", "There is no such campaign: all are shown."),
        ("campaign=²", "There is no such campaign: all are shown."),
        ("platform=myspace", "There is no such platform: all are shown."),
        ("family=us", "There is no such family: all are shown."),
        ("metric=joy", "There is no such metric: impressions are shown."),
        ("step=hour", "A chart goes by day, week or month."),
        ("from=2024-01-01&to=2027-05-01&step=day", "More than 400 days are not shown day by day."),
        ("rank=spend", "Nothing is ranked by that: engagement ranks."),
        ("beside=x&beside=0", "A campaign that was to be compared is not there."),
    ],
)
def test_what_makes_no_sense_is_named_and_the_rest_is_shown(
    owner_browser: Client, campaign: Campaign, asked: str, problem: str
) -> None:
    answer = owner_browser.get(f"{PAGE}?{asked}")
    assert answer.status_code == 200
    assert problem in answer.content.decode()
    assert all_tiles(answer.context)["impressions"][0].endswith(",567")


def test_every_metric_can_be_drawn_and_ranked_by(owner_browser: Client, campaign: Campaign) -> None:
    for name in METRICS:
        context = shown(owner_browser, PAGE, metric=name, step="week")
        assert context["chart"].metric.name == name
    for name, _, _ in context["choices"]["ranks"]:
        assert shown(owner_browser, PAGE, rank=name)["top"].columns[0].name == name


def test_the_chart_goes_by_week_and_names_the_days_that_count(owner_browser: Client, campaign: Campaign) -> None:
    chart = shown(owner_browser, PAGE, step="week")["chart"]
    assert chart.titles[0] == "3 – 4 Apr 2027"
    assert chart.titles[-1] == "26 Apr – 2 May 2027 (so far)"
    assert chart.lines[0].values == [0.0, 0.0, 0.0, 0.0, 1_234_567.0]


def test_the_chart_goes_by_month(owner_browser: Client, campaign: Campaign) -> None:
    chart = shown(owner_browser, PAGE, days="90", step="month")["chart"]
    assert chart.labels == ["Feb 2027", "Mar 2027", "Apr 2027", "May 2027"]
    assert chart.lines[0].texts == ["0", "0", "1,000,567", "1,234,000"]


def test_each_currency_has_a_line_of_its_own(owner_browser: Client, campaign: Campaign) -> None:
    count(campaign, "spend", 1, value=Decimal("9.99"), currency="NOK")
    context = shown(owner_browser, PAGE, metric="spend")
    assert all_tiles(context)["spend"][0] == "120.50\u202fEUR + 9.99\u202fNOK"
    assert [(line.name, line.texts[-1]) for line in context["chart"].lines] == [
        ("Spend, EUR", "120.50\u202fEUR"),
        ("Spend, NOK", "9.99\u202fNOK"),
    ]


def test_the_rate_of_nothing_is_a_gap(owner_browser: Client, campaign: Campaign) -> None:
    chart = shown(owner_browser, PAGE, metric="engagementRate", days="7")["chart"]
    assert chart.lines[0].values == [None, None, None, 0.0, None, None, 3.24]
    assert chart.lines[0].texts[-2:] == ["–", "3.24\u202f%"]


def test_platforms_and_families_stand_beside_each_other(owner_browser: Client, campaign: Campaign) -> None:
    context = shown(owner_browser, PAGE)
    assert [(row.name, row.cells[0].text, row.cells[0].share) for row in context["platforms"].rows] == [
        ("LinkedIn", "1,234,000", 100),
        ("TikTok", "567", 0),
        ("No platform", "0", 0),
    ]
    assert rows_of(context["families"])["Muster"]["Spend"] == "120.50\u202fEUR"


def test_the_best_content_is_ranked_by_what_is_asked_for(owner_browser: Client, campaign: Campaign) -> None:
    posts = [make_post(campaign, body, NOW - timedelta(days=2)) for body in ("Sow now.", "Dig later.")]
    for post, views, likes in zip(posts, (200, 400), (40, 20), strict=True):
        count(campaign, "impression", views, content_id=post.uuid)
        count(campaign, "like", likes, content_id=post.uuid)
    by_engagement = shown(owner_browser, PAGE)["top"]
    assert [(row.name, row.cells[0].text) for row in by_engagement.rows] == [("Sow now.", "40"), ("Dig later.", "20")]
    by_impressions = shown(owner_browser, PAGE, rank="impressions")["top"]
    assert [(row.name, row.cells[0].text) for row in by_impressions.rows] == [
        ("Dig later.", "400"),
        ("Sow now.", "200"),
    ]
    assert by_impressions.rows[0].about == "Social post · X · Garden weeks"
    assert by_impressions.rows[0].url == reverse("admin:campaigns_contentitem_change", args=[posts[1].pk])


def test_the_best_hours_are_the_companys_and_need_enough_items(owner_browser: Client, campaign: Campaign) -> None:
    thursday = datetime(2027, 4, 29, 6, 30, tzinfo=UTC)
    for n in range(3):
        post = make_post(campaign, f"Post {n}", thursday + timedelta(minutes=n))
        count(campaign, "impression", 1000, content_id=post.uuid)
        count(campaign, "like", 20, content_id=post.uuid)
    lonely = make_post(campaign, "Lonely", thursday + timedelta(days=1))
    count(campaign, "impression", 100, content_id=lonely.uuid)
    count(campaign, "like", 50, content_id=lonely.uuid)
    week = shown(owner_browser, PAGE)["week"]
    assert week.best == ["Thursday 08:00 (2.00\u202f%, 3 items)"]
    hours = {(name, at): hour for name, day in week.rows for at, hour in enumerate(day) if hour.text}
    assert hours["Thursday", 8].about == "2.00\u202f% of 3 items"
    assert hours["Friday", 8].text == "50.0"
    assert {hour.shade for hour in hours.values()} == {5}


def test_campaigns_are_found_by_name_and_compared(owner_browser: Client, campaign: Campaign, company: Company) -> None:
    other = make_campaign(company, "Harbour days")
    count(other, "impression", 5)
    (found,) = shown(owner_browser, PAGE, q="HARBOUR")["found"]
    assert (found["name"], found["only"]) == ("Harbour days", f"?campaign={other.pk}")
    table = shown(owner_browser, PAGE + found["beside"].partition("#")[0])["beside"]
    assert rows_of(table) == {"Harbour days": {"Impressions": "5"}}
    both = owner_browser.get(f"{PAGE}?beside={other.pk}&beside={campaign.pk}")
    assert set(rows_of(both.context["beside"])) == {"Harbour days", "Garden weeks"}
    assert f'href="?beside={campaign.pk}#campaigns"' in both.content.decode()


def test_at_most_eight_campaigns_are_compared(owner_browser: Client, campaign: Campaign, company: Company) -> None:
    keys = [make_campaign(company, f"Campaign {n}").pk for n in range(9)]
    context = shown(owner_browser, PAGE, beside=keys)
    assert [row.pk for row in context["beside"].rows] == sorted(keys[:8], reverse=True)
    assert context["question"].problems == ("At most 8 campaigns are compared.",)


def test_the_newest_campaigns_are_compared_where_none_are_chosen(owner_browser: Client, campaign: Campaign) -> None:
    assert list(rows_of(shown(owner_browser, PAGE)["beside"])) == ["Garden weeks"]


def test_an_address_says_all_that_is_asked_for(owner_browser: Client, campaign: Campaign) -> None:
    asked = {"from": "2027-04-01", "to": "2027-05-02", "platform": "linkedin", "campaign": str(campaign.pk)}
    context = shown(owner_browser, PAGE, **asked, metric="clicks", step="week", rank="clicks", days="own")
    assert context["question"].address() == (
        f"?from=2027-04-01&to=2027-05-02&step=week&metric=clicks&rank=clicks&campaign={campaign.pk}&platform=linkedin"
    )
    assert dict(context["hidden"]["filters"]) == {
        "from": "2027-04-01", "to": "2027-05-02", "step": "week", "metric": "clicks", "rank": "clicks",
        "campaign": str(campaign.pk),
    }  # fmt: skip


def test_what_people_wrote_is_text(owner_browser: Client, company: Company) -> None:
    evil = make_campaign(company, "<script>alert(1)</script>")
    count(evil, "impression", 5)
    post = make_post(evil, "<img src=x>", NOW)
    count(evil, "like", 5, content_id=post.uuid)
    body = owner_browser.get(f"{PAGE}?campaign={evil.pk}&q=%3Cscript%3E").content.decode()
    assert "&lt;script&gt;alert(1)" in body
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_the_page_costs_the_same_for_few_and_for_many(
    owner_browser: Client, campaign: Campaign, company: Company
) -> None:
    address = f"{PAGE}?beside={campaign.pk}&campaign={campaign.pk}&q=garden"
    few = {one: len(queries(owner_browser, one)) for one in (PAGE, address)}
    for n in range(15):
        other = make_campaign(company, f"Garden {n}")
        post = make_post(other, f"Post {n}", NOW - timedelta(days=n))
        count(other, "impression", 500, days=n, content_id=post.uuid, platform="youtube")
    many = {one: len(queries(owner_browser, one)) for one in (PAGE, address)}
    assert many == few
    assert max(many.values()) <= 20


def test_every_number_is_explained_beside_it_and_on_a_page(owner_browser: Client, campaign: Campaign) -> None:
    body = owner_browser.get(PAGE).content.decode()
    assert 'aria-label="What “Engagement rate” means"' in body
    assert "Engagement / impressions × 100." in body
    definitions = owner_browser.get(f"{PAGE}metrics/").content.decode()
    for metric in METRICS.values():
        assert f'<tr id="{metric.name}">' in definitions
        assert escape(metric.formula) in definitions
    for rule in set(Rule) - {Rule.NONE}:
        assert rule.label in definitions


# -- Exports


def ask_for_export(client: Client, **said: Any) -> Any:
    return client.post(f"{PAGE}exports/", {"report": "daily", "format": "csv", **said})


def test_an_export_is_of_what_the_page_shows(owner_browser: Client, campaign: Campaign, scope: None) -> None:
    answer = ask_for_export(owner_browser, **{"from": "2027-04-01", "to": "2027-05-02", "platform": "linkedin"},
                            campaign=campaign.pk)  # fmt: skip
    export, job = Export.objects.get(), Job.objects.get(kind="analytics.export")
    assert (str(export.start), str(export.end), export.platforms, export.campaigns) == (
        "2027-04-01", "2027-05-02", ["linkedin"], [campaign.pk],
    )  # fmt: skip
    assert answer.headers["Location"] == f"{PAGE}exports/{job.uuid}/"
    body = owner_browser.get(answer.headers["Location"]).content.decode()
    assert f'data-job="{job.pk}" data-live' in body
    assert "Download" not in body


def test_a_file_that_is_not_there_yet_leads_back_to_its_page(owner_browser: Client, campaign: Campaign) -> None:
    page = ask_for_export(owner_browser).headers["Location"]
    answer = owner_browser.get(f"{page}file/")
    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_an_unknown_format_is_refused_in_words(owner_browser: Client, campaign: Campaign, scope: None) -> None:
    answer = owner_browser.post(f"{PAGE}exports/", {"report": "daily", "format": "pdf", "days": "7"}, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?days=7", 302)]
    assert [str(message) for message in answer.context["messages"]] == ["format must be one of csv, xlsx."]
    assert not Export.objects.exists()


# -- Three actors


def test_an_analyst_looks_and_exports(colleague_browser: Client, campaign: Campaign) -> None:
    assert all_tiles(shown(colleague_browser, PAGE))["impressions"][0] == "1,234,567"
    assert "1,234,567" in colleague_browser.get(HOME).content.decode()
    assert colleague_browser.get(f"{PAGE}metrics/").status_code == 200
    assert ask_for_export(colleague_browser).status_code == 302


def test_the_menu_leads_an_analyst_to_every_page_on_numbers(colleague_browser: Client) -> None:
    menu = colleague_browser.get(HOME).content.decode()
    for name in ("page", "trackedlink_changelist", "trackingpolicy_changelist", "webhooksource_changelist"):
        address = reverse(f"admin:analytics_{name}")
        assert f'href="{address}"' in menu
        assert colleague_browser.get(address, follow=True).status_code == 200


def test_a_stranger_sees_nothing_of_others(stranger_browser: Client, owner_browser: Client, campaign: Campaign) -> None:
    export = ask_for_export(owner_browser).headers["Location"]
    for address in (HOME, PAGE, LIST, f"{PAGE}?campaign={campaign.pk}", f"{PAGE}?beside={campaign.pk}&q=garden"):
        body = stranger_browser.get(address).content.decode()
        assert "Garden weeks" not in body
        assert "1,234" not in body
    context = shown(stranger_browser, PAGE, campaign=campaign.pk)
    assert context["question"].problems == ("There is no such campaign: all are shown.",)
    assert stranger_browser.get(export).status_code == 404
    assert stranger_browser.get(f"{export}file/").status_code == 404


@pytest.mark.parametrize("page", ["", "metrics/", "exports/01a20616-4187-7773-b761-cdd01aec9e44/"])
def test_nobody_is_sent_to_sign_in(client: Client, page: str, campaign: Campaign) -> None:
    answer = client.get(PAGE + page)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("admin:login"))


def test_an_operator_exports_nothing_without_a_company(
    operator_browser: Client, campaign: Campaign, scope: None
) -> None:
    assert ask_for_export(operator_browser).status_code == 403
    assert not Export.objects.exists()
