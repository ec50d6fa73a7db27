"""Reports from the sums: against the events themselves, across zones, and in a constant number of statements."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import queries, reports
from analytics.metrics import Numbers
from analytics.models import Event
from analytics.periods import Period, Step
from analytics.queries import Cut, Slot
from campaigns.content import create_item
from campaigns.models import Campaign, ContentItem
from core.errors import InvalidError, NotFoundError
from core.ids import new_uuid
from tests.analytics.conftest import ADDRESS, event, make_work

pytestmark = pytest.mark.django_db

DAY = date(2027, 5, 2)
TODAY = Period(DAY, DAY)
APRIL = Period(date(2027, 4, 1), date(2027, 4, 30))
OSLO = "Europe/Oslo"


def report(caller, *events):
    answer = caller.post(ADDRESS, {"events": list(events)})
    assert answer.json()["rejected"] == []


def impressions(parts):
    return {name: numbers.counts.get("impression", 0) for name, numbers in parts.items()}


def statements(call):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        call()
    return len(seen)


def test_a_total_is_by_kind_with_money_and_machines_apart(owner, work):
    report(
        owner,
        event(count=7, campaignId=work.id),
        event("spend", value="2.5", currency="EUR", campaignId=work.id),
        event("click", count=4, machine=True, campaignId=work.id),
    )
    found = queries.total(Cut(TODAY))
    assert found == Numbers(
        {"impression": 7, "spend": 1}, {("click", "reported"): 4}, {("spend", "EUR"): Decimal("2.5")}
    )


@pytest.mark.parametrize("cut", [{}, {"campaigns": True}])
def test_a_day_is_one_by_the_companys_clock(cut, owner, work):
    edges = ["2027-05-01T21:59:59Z", "2027-05-01T22:00:00Z", "2027-05-02T10:00:00Z"]
    report(owner, *(event(campaignId=work.id, occurredAt=edge) for edge in edges))
    wanted = {name: [work.campaign.pk] for name in cut}
    assert queries.total(Cut(TODAY, **wanted)).counts == {"impression": 2}


def test_a_day_of_25_hours_holds_them_all(owner, work):
    edges = ["2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"]
    report(owner, *(event(campaignId=work.id, occurredAt=edge) for edge in edges))
    sunday = date(2026, 10, 25)
    assert queries.total(Cut(Period(sunday, sunday))).counts == {"impression": 2}


def test_platforms_and_families_stand_apart(owner, company, work):
    Campaign.objects.filter(pk=make_work(company, "Mail").campaign.pk).update(origin="messaging")
    mail = Campaign.objects.get(name="Mail")
    report(
        owner,
        event(count=1, contentId=work.item("post")),
        event(count=2, campaignId=work.id),
        event(count=4, campaignId=str(mail.uuid), platform="email"),
    )
    assert impressions(queries.by_platform(Cut(TODAY))) == {"": 2, "linkedin": 1, "email": 4}
    assert impressions(queries.by_family(Cut(TODAY))) == {"native": 3, "messaging": 4}


CUTS = {
    "platforms": ({"platforms": ["linkedin", "tiktok"]}, 3),
    "families": ({"families": ["native"]}, 15),
    "another family": ({"families": ["dsp"]}, 0),
    "campaigns": ({"campaigns": ["Garden weeks"]}, 7),
    "two campaigns": ({"campaigns": ["Garden weeks", "Other"]}, 15),
    "all at once": ({"campaigns": ["Garden weeks"], "platforms": ["linkedin"], "families": ["native", "dsp"]}, 1),
    "other days": ({"period": APRIL}, 0),
}


@pytest.mark.parametrize("name", CUTS)
def test_a_cut_is_what_it_says(name, owner, company, work):
    other = make_work(company, "Other")
    report(
        owner,
        event(count=1, contentId=work.item("post")),
        event(count=2, contentId=work.item("script")),
        event(count=4, campaignId=work.id),
        event(count=8, campaignId=other.id, platform="x"),
    )
    wanted, expected = CUTS[name]
    named = {**wanted, "campaigns": [Campaign.objects.get(name=one).pk for one in wanted.get("campaigns", [])]}
    assert queries.total(Cut(**{"period": TODAY, **named})).counts.get("impression", 0) == expected


def test_a_series_has_no_gaps(owner, work):
    report(
        owner,
        event(count=1, campaignId=work.id, occurredAt="2027-04-28T10:00:00Z"),
        event(count=2, campaignId=work.id, occurredAt="2027-05-01T10:00:00Z"),
    )
    cut = Cut(Period(date(2027, 4, 27), DAY))
    assert impressions(queries.series(cut, Step.DAY)) == dict(
        zip([date(2027, 4, 27), date(2027, 4, 28), date(2027, 4, 29), date(2027, 4, 30), date(2027, 5, 1), DAY],
            [0, 1, 0, 0, 2, 0], strict=True)
    )  # fmt: skip
    assert impressions(queries.series(cut, Step.WEEK)) == {date(2027, 4, 26): 3}
    assert impressions(queries.series(cut, Step.MONTH)) == {date(2027, 4, 1): 1, date(2027, 5, 1): 2}


def test_another_company_has_numbers_of_its_own(owner, stranger, other_company, work):
    from core.tenancy import company_scope

    with company_scope(other_company.pk):
        theirs = make_work(other_company)
    report(owner, event(count=3, campaignId=work.id))
    report(stranger, event(count=5, campaignId=theirs.id))
    assert queries.total(Cut(TODAY)).counts == {"impression": 3}
    with company_scope(other_company.pk):
        assert queries.total(Cut(TODAY)).counts == {"impression": 5}
        assert queries.total(Cut(TODAY, campaigns=[work.campaign.pk])).counts == {}


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["impression", "click", "like", "spend"]),
        st.sampled_from(["campaign", "post", "article", "script"]),
        st.integers(0, 9),
        st.integers(0, 24 * 70 - 1),
        st.booleans(),
        st.sampled_from([None, "x"]),
    ),
    min_size=1,
    max_size=30,
)


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(drawn=EVENTS, start=st.integers(0, 69), days=st.integers(1, 30), whole=st.booleans(), platform=st.booleans())
def test_every_report_agrees_with_the_events(drawn, start, days, whole, platform, owner, company, scope):
    work = make_work(company, f"Campaign {new_uuid()}")
    first = datetime(2027, 2, 20, tzinfo=UTC)
    report(owner, *(
        event(
            kind, count=count, machine=machine, platform=where,
            occurredAt=datetime.fromtimestamp(first.timestamp() + hours * 3600, UTC).isoformat(),
            **({"campaignId": work.id} if what == "campaign" else {"contentId": work.item(what)}),
            **({"value": "1.5"} if kind == "spend" else {}),
        )
        for kind, what, count, hours, machine, where in drawn
    ))  # fmt: skip
    begin = date.fromordinal(first.date().toordinal() + start)
    period = Period(begin, date.fromordinal(begin.toordinal() + days - 1))
    campaigns = [work.campaign.pk] if whole else []
    cut = Cut(period, campaigns, ["x", "linkedin"] if platform else [])
    expected = Counter()
    for row in Event.objects.all():
        day = row.occurred_at.astimezone(ZoneInfo(OSLO)).date()
        wanted = (not campaigns or row.campaign_id in campaigns) and (not platform or row.platform in cut.platforms)
        if period.start <= day <= period.end and wanted and not row.rule:
            expected[row.kind] += row.count
    assert +Counter(queries.total(cut).counts) == +expected
    for parts in (queries.by_platform(cut), queries.by_family(cut), *(queries.series(cut, step) for step in Step)):
        found = Counter()
        for numbers in parts.values():
            found.update(numbers.counts)
        assert +found == +expected


def top(metric="engagement", limit=10, **cut):
    return queries.top_content(Cut(**{"period": TODAY, **cut}), metric=metric, limit=limit)


def test_the_best_content_comes_first_with_all_its_numbers(owner, work):
    report(
        owner,
        event("like", count=2, contentId=work.item("post")),
        event("impression", count=50, contentId=work.item("post")),
        event("share", count=5, contentId=work.item("article")),
        event("impression", count=90, contentId=work.item("script")),
        event("like", count=99, contentId=work.item("script"), machine=True),
        event("like", count=99, campaignId=work.id),
    )
    found = top()
    assert [row.pk for row in found] == [work.items["article"].pk, work.items["post"].pk]
    first, second = found
    assert second.numbers.counts == {"like": 2, "impression": 50}
    assert (first.title, first.body, first.campaign_name, first.campaign) == (
        "Sowing", "How to sow.", "Garden weeks", work.campaign.uuid,
    )  # fmt: skip


def test_no_more_than_were_asked_for(owner, work):
    report(owner, *(event("like", contentId=work.item(name)) for name in work.items))
    assert [row.pk for row in top(limit=2)] == sorted((item.pk for item in work.items.values()), reverse=True)[:2]


def test_a_rate_of_hardly_anything_does_not_rank(owner, work):
    report(
        owner,
        event("impression", count=99, contentId=work.item("post")),
        event("like", count=99, contentId=work.item("post")),
        event("impression", count=100, contentId=work.item("script")),
        event("like", count=1, contentId=work.item("script")),
    )
    assert [row.pk for row in top("engagementRate")] == [work.items["script"].pk]


def test_only_the_days_and_places_of_the_cut_rank(owner, company, work):
    other = make_work(company, "Other")
    report(
        owner,
        event("like", count=9, contentId=work.item("post"), occurredAt="2027-04-01T10:00:00Z"),
        event("like", count=1, contentId=work.item("post"), platform="x"),
        event("like", count=5, contentId=other.item("post")),
    )
    assert [(row.pk, row.numbers.counts["like"]) for row in top(campaigns=[work.campaign.pk])] == [
        (work.items["post"].pk, 1)
    ]
    assert [row.pk for row in top(platforms=["linkedin"])] == [other.items["post"].pk]


def test_content_without_a_campaign_ranks(owner, company, scope):
    item = create_item(company_id=company.pk, type="blog", platform="blog", title="Alone", body="B")
    report(owner, event("like", contentId=str(item.uuid)))
    (row,) = top()
    assert (row.campaign, row.campaign_name, row.numbers.counts) == (None, "", {"like": 1})


def test_deleted_content_does_not_rank(owner, work):
    report(owner, event("like", contentId=work.item("post")))
    ContentItem.objects.filter(pk=work.items["post"].pk).delete()
    assert top() == []


def test_every_ranking_metric_ranks(owner, work):
    report(owner, event(contentId=work.item("post"), count=7))
    assert {metric for metric in queries.RANKING if top(metric)} == {"impressions"}


def test_nothing_is_ranked_by_money(company, scope):
    with pytest.raises(InvalidError) as refused:
        top("spend")
    assert refused.value.faults[0].name == "metric"


def publish(item, instant):
    ContentItem.objects.filter(pk=item.pk).update(status="PUBLISHED", published_at=instant)


def test_times_are_of_the_companys_week(owner, work):
    # A Sunday's last hour in UTC is a Monday's second one in Oslo, in summer.
    publish(work.items["post"], "2027-04-25T23:30:00Z")
    publish(work.items["script"], "2027-04-26T07:00:00Z")
    report(
        owner,
        event("impression", count=200, contentId=work.item("post")),
        event("like", count=3, contentId=work.item("post")),
        event("like", count=9, contentId=work.item("post"), machine=True),
    )
    assert queries.best_times(APRIL, zone=OSLO) == [
        Slot(0, 1, 1, Numbers({"impression": 200, "like": 3})),
        Slot(0, 9, 1, Numbers()),
    ]
    assert [slot.hour for slot in queries.best_times(APRIL, zone=OSLO, platform="tiktok")] == [9]


def test_only_what_was_published_in_those_days_has_a_time(owner, work):
    publish(work.items["post"], "2027-03-31T21:59:59Z")
    publish(work.items["article"], "2027-04-30T22:00:00Z")
    ContentItem.objects.filter(pk=work.items["script"].pk).update(published_at="2027-04-10T10:00:00Z")
    assert queries.best_times(APRIL, zone=OSLO) == []


def test_the_best_hours_have_enough_to_tell():
    liked = Numbers({"like": 1})
    slots = [Slot(0, hour, 2 + hour % 2, liked) for hour in range(14)] + [Slot(1, 0, 9, Numbers())]
    assert [slot.hour for slot in reports.best(slots)] == [1, 3, 5, 7, 9]
    assert reports.best([slots[-1]]) == []


def test_campaigns_beside_each_other_newest_first(owner, company, work):
    other = make_work(company, "Other")
    report(
        owner,
        event(count=3, contentId=work.item("post")),
        event(count=4, campaignId=other.id, occurredAt="2027-04-01T10:00:00Z"),
    )
    ids = [work.campaign.pk, other.campaign.pk]
    everything = {row.name: row.numbers.counts for row in queries.compared(campaigns=ids)}
    assert everything == {"Other": {"impression": 4}, "Garden weeks": {"impression": 3}}
    assert list(everything) == ["Other", "Garden weeks"]
    assert [row.numbers.counts for row in queries.compared(campaigns=ids, period=TODAY)] == [{}, {"impression": 3}]


def test_a_page_leaves_archived_campaigns_out(company, scope):
    works = [make_work(company, f"Campaign {number}") for number in range(4)]
    Campaign.objects.filter(pk=works[3].campaign.pk).update(is_archived=True)
    assert [row.name for row in queries.page_of_campaigns(limit=2)] == ["Campaign 2", "Campaign 1"]
    assert [row.name for row in queries.page_of_campaigns(limit=2, offset=2)] == ["Campaign 0"]


def test_campaigns_are_found_by_their_ids(company, other_company, work):
    other = make_work(company, "Other")
    wanted = [other.campaign.uuid, work.campaign.uuid]
    assert reports.campaigns_of(wanted) == [work.campaign.pk, other.campaign.pk]
    with pytest.raises(NotFoundError, match="Campaign not found"):
        reports.campaigns_of([*wanted, new_uuid()])


CALLS = {
    "overview": (lambda cut: reports.overview(cut, previous=cut.before()), 4),
    "series": (lambda cut: queries.series(cut, Step.DAY), 1),
    "top content": (lambda cut: queries.top_content(cut, metric="likes", limit=100), 1),
    "best times": (lambda cut: queries.best_times(cut.period, zone=OSLO), 1),
    "campaigns": (lambda cut: queries.page_of_campaigns(limit=100, period=cut.period), 1),
}


@pytest.mark.parametrize("name", CALLS)
def test_more_numbers_take_no_more_statements(name, owner, company, work):
    call, expected = CALLS[name]
    cut = Cut(TODAY)
    assert statements(lambda: call(cut)) == expected
    for number in range(5):
        more = make_work(company, f"More {number}")
        report(owner, *(event("like", contentId=more.item(which), platform="x") for which in more.items))
    assert statements(lambda: call(cut)) == expected


@pytest.mark.parametrize("name", CALLS)
def test_no_report_reads_events(name, owner, work):
    with CaptureQueriesContext(connection) as seen:
        CALLS[name][0](Cut(TODAY))
    assert not [query["sql"] for query in seen if "analytics_event" in query["sql"]]
