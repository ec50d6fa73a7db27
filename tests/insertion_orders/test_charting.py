"""A campaign's money in time: planned, spent, and what it comes to."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from companies.models import Company
from insertion_orders import charting, moving
from insertion_orders.admin.pacing_picture import HEIGHT, WIDTH, picture
from insertion_orders.charting import PacingChart, Step
from insertion_orders.models import AdCampaign, AdSpend, Creative, InsertionOrder
from tests.insertion_orders.conftest import DAY, again, make_ad, make_order, make_running, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]

HOUR = timedelta(hours=1)


def chart(ad: AdCampaign, at: datetime | None = None) -> PacingChart:
    """Of a campaign as it is now."""
    return charting.pacing_chart(again(ad), at=at or timezone.now())


def planned_from(ad: AdCampaign, at: datetime) -> None:
    """As if the campaign had been approved then."""
    AdSpend.objects.filter(ad=ad).update(plan_from=at, plan_base=0)


def corner(line: str, number: int) -> tuple[float, float]:
    """A corner of a polyline."""
    across, down = line.split(" ")[number].split(",")
    return float(across), float(down)


@pytest.mark.parametrize(
    ("days", "step"), [(1, Step.HOUR), (3, Step.HOUR), (4, Step.DAY), (120, Step.DAY), (121, Step.WEEK)]
)
def test_points_lie_the_farther_apart_the_longer_it_runs(
    company: Company, creative: Creative, days: int, step: Step
) -> None:
    now = timezone.now().replace(microsecond=0)
    order = make_order(company, starts_at=now, ends_at=now + days * DAY)
    found = chart(make_ad(order, creative))
    assert found.step is step
    assert len(found.points) < 125
    assert (found.points[0].at, found.points[-1].at) == (order.starts_at, order.ends_at)


def test_days_begin_at_the_campaigns_own_midnight(order: InsertionOrder, creative: Creative) -> None:
    found = chart(make_ad(order, creative, time_zone="Asia/Kolkata"))
    inner = [point.at.astimezone(found.zone) for point in found.points[1:-1] if point.at != found.now]
    assert {(local.hour, local.minute) for local in inner} == {(0, 0)}


def test_spend_adds_up_until_now_and_is_unknown_after(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative)
    report(ad, value=Decimal(4), at=order.starts_at + HOUR)
    report(ad, value=Decimal(6))
    points = chart(ad).points
    known = [point.spent for point in points if point.spent is not None]
    assert known == sorted(known)
    assert (known[0], known[-1]) == (0, 10)
    assert [point.at for point in points if point.spent is None] == [p.at for p in points if p.at > timezone.now()]


def test_spend_reported_from_before_the_start_lies_at_the_start(company: Company, creative: Creative) -> None:
    order = make_order(company)
    ad = make_running(order, creative)
    report(ad, value=Decimal(3), at=order.starts_at - 2 * DAY)
    assert chart(ad).points[0].spent == 3


def test_the_plan_is_a_line_from_the_start_to_the_budget(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, even_pacing=True)
    planned_from(ad, order.starts_at)
    found = chart(ad, order.starts_at + 15 * DAY)
    assert (found.points[0].planned, found.points[-1].planned) == (0, 100)
    assert found.planned == 50
    assert found.anew_at is None
    assert {point.before for point in found.points} == {None}


def test_a_plan_that_was_made_anew_begins_with_what_was_spent(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, even_pacing=True)
    report(ad, value=Decimal(10))
    anew = order.starts_at + 15 * DAY
    AdSpend.objects.filter(ad=ad).update(plan_from=anew, plan_base=Decimal(10))
    found = chart(ad, anew + HOUR)
    at = next(point for point in found.points if point.at == anew)
    assert found.anew_at == anew
    assert (at.planned, at.before) == (10, 50)
    assert found.points[0].planned is None
    assert found.points[-1].planned == 100


def test_what_waits_is_not_behind_its_plan(order: InsertionOrder, creative: Creative) -> None:
    found = chart(make_ad(order, creative, even_pacing=True))
    planned = [point.planned for point in found.points if point.planned is not None]
    assert (found.planned, found.anew_at, planned[0], planned[-1]) == (None, None, 0, 100)


def test_a_day_budgets_plan_goes_in_steps_up_to_the_budget(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, budget_day=Decimal(10))
    planned_from(ad, order.starts_at)
    planned = [point.planned for point in chart(ad).points]
    assert planned[-1] == 100
    assert planned[2] is not None
    assert planned[2] <= 20


def test_what_it_comes_to_goes_by_the_last_day(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, budget_total=Decimal(1000))
    now = timezone.now()
    report(ad, value=Decimal(24), at=now - 12 * HOUR)
    found = chart(ad, now)
    assert found.projected is not None
    assert abs(found.projected - (24 + 24 * 29)) < 1


def test_spend_from_before_the_last_day_says_nothing_of_the_pace(company: Company, creative: Creative) -> None:
    now = timezone.now().replace(microsecond=0)
    ad = make_running(make_order(company, starts_at=now - 5 * DAY), creative)
    report(ad, value=Decimal(24), at=now - 30 * HOUR)
    assert chart(ad, now).projected == 24


def test_nothing_is_said_of_what_does_not_run(order: InsertionOrder, creative: Creative, running: AdCampaign) -> None:
    report(running, value=Decimal(5), at=timezone.now() - HOUR)
    moving.act(campaign_ids=[running.campaign_id], action="pause")
    assert chart(running).projected is None
    assert chart(make_ad(order, creative, as_draft=True)).projected is None


def test_a_picture_reaches_from_edge_to_edge(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, even_pacing=True)
    report(ad, value=Decimal(5), at=timezone.now() - HOUR)
    planned_from(ad, order.starts_at)
    found = picture(chart(ad), currency="EUR")
    assert corner(found.planned, 0) == (0, HEIGHT)
    assert corner(found.planned, -1) == (WIDTH, float(found.cap.place))
    assert corner(found.projected, 0) == corner(found.spent, -1)
    assert found.now is not None
    assert found.rows[-1].spent == "–"
    assert all(0 <= float(mark.place) <= 100 for mark in (*found.across, *found.up))
    assert len(found.across) <= 8


def test_overspend_stays_within_the_picture(running: AdCampaign) -> None:
    report(running, value=Decimal(260), at=timezone.now() - HOUR)
    found = picture(chart(running), currency="EUR")
    assert all(0 <= corner(found.spent, number)[1] <= HEIGHT for number in (0, -1))
    assert 0 < float(found.cap.place) < HEIGHT


@pytest.mark.parametrize("budget", ["0.01", "0.5", "7", "123456", "999999999"])
def test_the_axis_is_round_for_every_budget(order: InsertionOrder, creative: Creative, budget: str) -> None:
    found = picture(chart(make_ad(order, creative, budget_total=Decimal(budget))), currency="EUR")
    assert 2 <= len(found.up) <= 6
    assert found.up[0].text == "0"


@pytest.mark.parametrize("hours", [1, 5, 24, 72])
def test_hours_are_labelled_as_on_a_clock(company: Company, creative: Creative, hours: int) -> None:
    now = timezone.now().replace(microsecond=0)
    order = make_order(company, starts_at=now, ends_at=now + hours * HOUR)
    found = picture(chart(make_ad(order, creative)), currency="EUR")
    assert len(found.across) <= 8


def test_a_chart_takes_as_many_statements_for_many_hours_as_for_one(
    running: AdCampaign, django_assert_num_queries: object
) -> None:
    for hours in range(20):
        report(running, value=Decimal("0.1"), at=timezone.now() - hours * HOUR)
    ad = again(running)
    with django_assert_num_queries(3):  # type: ignore[operator]
        charting.pacing_chart(ad, at=timezone.now())
