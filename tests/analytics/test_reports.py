"""Reports at the native door: what they say, what they refuse, and who may ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.metrics import METRICS
from campaigns.models import Campaign, ContentItem
from tests.analytics.conftest import ADDRESS, event, make_work

pytestmark = pytest.mark.django_db

MAY = "from=2027-05-01&to=2027-05-02"
REPORTS = ("metrics", "overview", "timeseries", "top-content", "best-times", "campaigns")


def report(caller, *events):
    answer = caller.post(ADDRESS, {"events": list(events)})
    assert answer.json()["rejected"] == []


def read(caller, name, query=MAY):
    answer = caller.get(f"/api/analytics/{name}?{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_every_metric_is_defined(colleague):
    found = read(colleague, "metrics", "")["metrics"]
    assert [definition["name"] for definition in found] == list(METRICS)
    assert found[6] == {
        "name": "engagementRate",
        "label": "Engagement rate",
        "unit": "percent",
        "formula": "Engagement / impressions × 100.",
        "source": "Platforms' statistics, reported to the events API or by webhook.",
    }


def test_an_overview_has_every_metric(owner, work):
    about = {"contentId": work.item("post")}
    report(
        owner,
        event("impression", count=200, **about),
        event("like", count=3, **about),
        event("click", count=8, **about),
        event("spend", value="0.123456", currency="USD", **about),
        event("conversion", value="20", currency="EUR", campaignId=work.id),
    )
    found = read(owner, "overview")
    assert (found["from"], found["to"], found["timeZone"]) == ("2027-05-01", "2027-05-02", "Europe/Oslo")
    metrics = found["metrics"]
    assert list(metrics) == list(METRICS)
    assert (metrics["impressions"], metrics["engagement"]) == (200, 3)
    assert (metrics["engagementRate"], metrics["clickRate"], metrics["openRate"]) == (1.5, 4.0, 0.0)
    assert (metrics["spend"], metrics["revenue"]) == ({"USD": "0.123456"}, {"EUR": "20.00"})
    assert (metrics["costPerClick"], metrics["costPerConversion"]) == ({"USD": "0.02"}, {"USD": "0.12"})
    assert metrics["returnOnSpend"] is None


def test_an_overview_of_nothing_has_every_metric(owner, company):
    found = read(owner, "overview")
    metrics = found["metrics"]
    assert (metrics["impressions"], metrics["engagementRate"]) == (0, 0)
    assert (metrics["spend"], metrics["costPerClick"]) == ({}, None)
    assert (found["byPlatform"], found["byFamily"]) == ([], [])
    assert found["machines"] == {"total": 0, "byKind": {}, "byRule": {}}


def test_an_overview_has_its_parts_the_most_seen_first(owner, company, work):
    report(
        owner,
        event(count=5, contentId=work.item("post")),
        event(count=7, contentId=work.item("script")),
        event(count=1, campaignId=work.id),
    )
    found = read(owner, "overview")
    parts = [(part["platform"], part["metrics"]["impressions"]) for part in found["byPlatform"]]
    assert parts == [("tiktok", 7), ("linkedin", 5), (None, 1)]
    assert [(part["family"], part["metrics"]["impressions"]) for part in found["byFamily"]] == [("native", 13)]


def test_machines_are_told_beside(owner, work):
    report(
        owner,
        event("click", count=2, campaignId=work.id),
        event("click", count=5, campaignId=work.id, machine=True),
        event("open", count=3, campaignId=work.id, machine=True),
    )
    found = read(owner, "overview")
    assert found["metrics"]["clicks"] == 2
    assert found["machines"] == {"total": 8, "byKind": {"click": 5, "open": 3}, "byRule": {"reported": 8}}


def test_without_a_wish_there_is_no_comparison(owner, work):
    found = read(owner, "overview")
    assert (found["previous"], found["previousMetrics"], set(found["change"].values())) == (None, None, {None})
    assert list(found["change"]) == list(METRICS)


def test_an_overview_is_compared_with_as_many_days_before(owner, work):
    report(
        owner,
        event(count=5, campaignId=work.id),
        event(count=4, campaignId=work.id, occurredAt="2027-04-29T11:00:00Z"),
        event("like", count=1, campaignId=work.id),
        event(count=99, campaignId=work.id, occurredAt="2027-04-28T11:00:00Z"),
    )
    found = read(owner, "overview", f"{MAY}&compare=previous")
    assert found["previous"] == {"from": "2027-04-29", "to": "2027-04-30"}
    assert (found["metrics"]["impressions"], found["previousMetrics"]["impressions"]) == (5, 4)
    assert (found["change"]["impressions"], found["change"]["likes"]) == (25.0, None)


def test_a_series_has_a_point_for_each_day(owner, work):
    report(
        owner,
        event(count=5, campaignId=work.id),
        event("like", count=1, campaignId=work.id),
        event("spend", value="1.5", currency="EUR", campaignId=work.id),
    )
    found = read(owner, "timeseries", f"{MAY}&metrics=impressions,engagementRate&metrics=spend")
    assert found == {
        "from": "2027-05-01",
        "to": "2027-05-02",
        "granularity": "day",
        "timeZone": "Europe/Oslo",
        "points": [
            {"date": "2027-05-01", "impressions": 0, "engagementRate": 0.0, "spend": {}},
            {"date": "2027-05-02", "impressions": 5, "engagementRate": 20.0, "spend": {"EUR": "1.50"}},
        ],
    }


@pytest.mark.parametrize(
    ("granularity", "dates"),
    [("week", ["2027-04-26"]), ("month", ["2027-05-01"]), ("day", ["2027-05-01", "2027-05-02"])],
)
def test_a_series_by_longer_steps(granularity, dates, owner, work):
    found = read(owner, "timeseries", f"{MAY}&granularity={granularity}")
    assert [point["date"] for point in found["points"]] == dates
    assert list(found["points"][0]) == ["date", "impressions", "engagement", "clicks"]


def test_the_best_content_comes_first(owner, work):
    ContentItem.objects.filter(pk=work.items["post"].pk).update(published_at="2027-05-01T07:00:00Z")
    report(owner, event("like", count=2, contentId=work.item("post")), event("like", contentId=work.item("article")))
    found = read(owner, "top-content", f"{MAY}&metric=likes&limit=1")
    (item,) = found.pop("items")
    assert found == {"from": "2027-05-01", "to": "2027-05-02", "timeZone": "Europe/Oslo", "metric": "likes"}
    assert item.pop("metrics")["engagement"] == 2
    assert item == {
        "id": work.item("post"),
        "type": "social",
        "platform": "linkedin",
        "title": "",
        "excerpt": "Sow now.",
        "publishedAt": "2027-05-01T07:00:00Z",
        "campaign": {"id": work.id, "name": "Garden weeks"},
    }


def test_best_times_are_hours_of_the_week(owner, company, work):
    works = [work, make_work(company, "Two"), make_work(company, "Three")]
    posts = [one.items["post"].pk for one in works]
    ContentItem.objects.filter(pk__in=posts).update(status="PUBLISHED", published_at="2027-05-01T23:30:00Z")
    ContentItem.objects.filter(pk=work.items["script"].pk).update(
        status="PUBLISHED", published_at="2027-05-02T10:00:00Z"
    )
    report(
        owner,
        event("impression", count=200, contentId=work.item("post")),
        event("like", count=3, contentId=work.item("post")),
        event("impression", count=1, contentId=work.item("script")),
        event("like", count=1, contentId=work.item("script")),
    )
    found = read(owner, "best-times")
    night = {"weekday": "sunday", "hour": 1, "items": 3, "impressions": 200, "engagement": 3, "engagementRate": 1.5}
    noon = {"weekday": "sunday", "hour": 12, "items": 1, "impressions": 1, "engagement": 1, "engagementRate": 100.0}
    assert (found["timeZone"], found["slots"], found["best"]) == ("Europe/Oslo", [noon, night], [night])
    assert read(owner, "best-times", f"{MAY}&platform=Tik Tok")["slots"] == [noon]


def test_campaigns_stand_beside_each_other(owner, company, work):
    other = make_work(company, "Other")
    report(owner, event(count=5, campaignId=work.id))
    found = read(owner, "campaigns", f"{MAY}&ids={work.id},{other.id}")
    assert [row.pop("metrics")["impressions"] for row in found["items"]] == [0, 5]
    assert found["items"][1] == {"id": work.id, "name": "Garden weeks", "status": "DRAFT", "family": "native"}
    assert found["total"] == 2


def test_campaigns_come_by_the_page(owner, company, work):
    make_work(company, "Two")
    Campaign.objects.filter(pk=make_work(company, "Archived").campaign.pk).update(is_archived=True)
    found = read(owner, "campaigns", "limit=1")
    assert ([row["name"] for row in found["items"]], found["total"]) == (["Two"], 2)
    assert [row["name"] for row in read(owner, "campaigns", "limit=1&offset=1")["items"]] == ["Garden weeks"]


def test_an_archived_campaign_is_compared_where_it_is_named(owner, work):
    Campaign.objects.filter(pk=work.campaign.pk).update(is_archived=True)
    assert [row["name"] for row in read(owner, "campaigns", f"ids={work.id}")["items"]] == ["Garden weeks"]


@pytest.mark.parametrize("name", ["overview", "timeseries", "top-content", "best-times", "campaigns"])
def test_by_default_it_is_the_last_thirty_days_of_the_companys(name, owner, company, time_machine):
    time_machine.move_to("2027-05-02T22:30:00Z")
    from tests.analytics.test_exports import signed_in_again

    found = read(signed_in_again(owner), name, "")
    assert (found["from"], found["to"]) == ("2027-04-04", "2027-05-03")


FILTERS = {
    "a campaign": ("campaignId={garden}", 7),
    "two campaigns": ("campaignId={garden},{other}", 15),
    "repeated campaigns": ("campaignId={garden}&campaignId={other}&campaignId={garden}", 15),
    "platforms in any spelling": ("platform=Linked In&platform[]=Tik Tok,X", 11),
    "a family": ("family=native,dsp", 15),
    "another family": ("family=partner", 0),
    "all of them": ("campaignId={garden}&platform=linkedin&family=native", 1),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_cut(name, owner, company, work):
    other = make_work(company, "Other")
    report(
        owner,
        event(count=1, contentId=work.item("post")),
        event(count=2, contentId=work.item("script")),
        event(count=4, campaignId=work.id),
        event(count=8, campaignId=other.id, platform="x"),
    )
    query, expected = FILTERS[name]
    query = query.format(garden=work.id, other=other.id)
    assert read(owner, "overview", f"{MAY}&{query}")["metrics"]["impressions"] == expected
    (point,) = read(owner, "timeseries", f"from=2027-05-02&to=2027-05-02&{query}")["points"]
    assert point["impressions"] == expected
    top = read(owner, "top-content", f"{MAY}&metric=impressions&{query}")["items"]
    assert (work.item("post") in {item["id"] for item in top}) is (expected > 0)


DAY = "Write a day as YYYY-MM-DD, for instance 2027-03-01."
EMPTY = "Name at least one, or leave it out."
CUT = ("overview", "timeseries", "top-content")
DATED = (*CUT, "best-times", "campaigns")
NO_DAYS = ("yesterday", "20270501", "2027-02-30", "", "%00", "2027-W18-1", "2027-05-01T00:00:00Z", "٢٠٢٧-٠٥-٠١")
BAD = [
    *((name, f"from={day}", "from", DAY) for name in DATED for day in NO_DAYS),
    *((name, f"to={day}", "to", DAY) for name in DATED for day in NO_DAYS),
    *((name, "from=2027-05-01&from=2027-05-02", "from", DAY) for name in DATED),
    *((name, "from=2027-05-02&to=2027-05-01", "to", "The last day lies before the first.") for name in DATED),
    *((name, "from=2000-01-01&to=2027-05-01", "to", "At most 1830 days in one report.") for name in DATED),
    *((name, "to=0001-01-01", "to", "The days must lie between 1970-01-01 and 2999-12-31.") for name in DATED),
    *((name, "platform=,", "platform", EMPTY) for name in CUT),
    *((name, "family=", "family", EMPTY) for name in CUT),
    *((name, "campaignId=", "campaignId", EMPTY) for name in CUT),
    ("campaigns", "ids=", "ids", EMPTY),
    ("timeseries", "metrics=", "metrics", EMPTY),
    ("campaigns", "limit=101", "limit", "limit must be a whole number from 1 to 100."),
    ("campaigns", "offset=-1", "offset", "offset must be a whole number from 0 to 1000000000."),
    ("top-content", "limit=0", "limit", "Ensure this value is greater than or equal to 1."),
    ("top-content", "limit=101", "limit", "Ensure this value is less than or equal to 100."),
    ("top-content", "limit=x", "limit", "A valid integer is required."),
    ("top-content", "metric=spend", "metric", '"spend" is not a valid choice.'),
    ("top-content", "metric=likes&metric=views", "metric", "\"['likes', 'views']\" is not a valid choice."),
    ("overview", "compare=last", "compare", '"last" is not a valid choice.'),
    ("timeseries", "granularity=hour", "granularity", '"hour" is not a valid choice.'),
    ("campaigns", "ids=7", "ids", "“7” is not known here. Use the ids of campaigns."),
    ("overview", "campaignId=x%00", "campaignId", "“x\x00” is not known here. Use the ids of campaigns."),
    (
        "overview",
        "family=native,other",
        "family",
        "“other” is not known here. Use one of native, partner, messaging, agency, dsp.",
    ),
]


@pytest.mark.parametrize(("name", "query", "field", "message"), BAD)
def test_what_cannot_be_asked_is_refused_by_field(name, query, field, message, owner):
    answer = owner.get(f"/api/analytics/{name}?{query}")
    assert (answer.status_code, answer.json().get("errors")) == (400, {field: [message]})


@pytest.mark.parametrize(
    ("name", "query", "field", "beginning"),
    [
        ("overview", "platform=Myspace", "platform", "“Myspace” is not known here. Use one of linkedin, facebook,"),
        ("timeseries", "metrics=likes,love", "metrics", "“love” is not known here. Use one of impressions, views,"),
        ("best-times", "platform=Myspace", "platform", "Use one of linkedin, facebook,"),
        ("best-times", "platform=", "platform", "This field may not be blank."),
        ("best-times", "platform=%00", "platform", "Null characters are not allowed."),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(name, query, field, beginning, owner):
    answer = owner.get(f"/api/analytics/{name}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][field][0].startswith(beginning)


def test_every_fault_is_told_at_once(owner):
    answer = owner.get("/api/analytics/overview?from=x&to=y&family=z")
    assert set(answer.json()["errors"]) == {"from", "to", "family"}


def test_a_hundred_campaigns_at_once_and_no_more(owner, work):
    ids = ",".join([work.id] * 101)
    answer = owner.get(f"/api/analytics/campaigns?ids={ids}")
    assert answer.json()["errors"] == {"ids": ["At most 100 at once."]}
    assert read(owner, "campaigns", f"ids={ids[37:]}")["total"] == 1


OF_CAMPAIGNS = ["overview?campaignId=", "timeseries?campaignId=", "top-content?campaignId=", "campaigns?ids="]


@pytest.mark.parametrize("address", OF_CAMPAIGNS)
def test_another_companys_campaign_is_not_found(address, stranger, work):
    answer = stranger.get(f"/api/analytics/{address}{work.id}")
    assert (answer.status_code, answer.json()) == (404, {"message": "Campaign not found"})


@pytest.mark.parametrize("address", OF_CAMPAIGNS)
def test_an_unknown_campaign_among_others_is_not_found(address, owner, work):
    answer = owner.get(f"/api/analytics/{address}{work.id},019a8f61-0c2d-7e11-b2c3-d4e5f6071829")
    assert (answer.status_code, answer.json()) == (404, {"message": "Campaign not found"})


def test_a_strangers_reports_hold_nothing_of_ours(owner, stranger, work):
    report(owner, event("like", contentId=work.item("post")))
    ContentItem.objects.filter(pk=work.items["post"].pk).update(status="PUBLISHED", published_at="2027-05-01T07:00:00Z")
    assert read(stranger, "overview")["byFamily"] == []
    assert {point["engagement"] for point in read(stranger, "timeseries")["points"]} == {0}
    assert read(stranger, "top-content")["items"] == []
    assert read(stranger, "best-times")["slots"] == []
    assert read(stranger, "campaigns")["items"] == []


@pytest.mark.parametrize("name", REPORTS)
def test_a_colleague_may_look(name, colleague, work):
    assert colleague.get(f"/api/analytics/{name}").status_code == 200


@pytest.mark.parametrize("name", REPORTS)
def test_nobody_is_asked_to_sign_in(name, nobody, company):
    assert nobody.get(f"/api/analytics/{name}").status_code == 401


STATEMENTS = {"metrics": 0, "overview": 6, "timeseries": 3, "top-content": 3, "best-times": 2, "campaigns": 3}


@pytest.mark.parametrize("name", REPORTS)
def test_more_numbers_take_no_more_statements(name, owner, company, work):
    cut = f"campaignId={work.id}&compare=previous"
    signing_in = statements(owner, "metrics", "")
    assert statements(owner, name, cut) - signing_in == STATEMENTS[name]
    for number in range(3):
        more = make_work(company, f"More {number}")
        report(owner, *(event("like", contentId=more.item(which), platform="x") for which in more.items))
        cut += f"&campaignId={more.id}"
    assert statements(owner, name, cut) - signing_in == STATEMENTS[name]


def statements(caller, name, query):
    read(caller, name, query)
    with CaptureQueriesContext(connection) as seen:
        read(caller, name, query)
    return len(seen)
