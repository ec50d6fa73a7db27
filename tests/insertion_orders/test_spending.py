"""Budgets that hold: what is spent is counted with the batch that reports it, and what is at its limit stops there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from analytics.models import Rule
from campaigns import changes
from companies.models import Company
from core.errors import ConflictError
from core.models import AuditEntry
from insertion_orders import ads, approval, expiry, moving, orders, serving
from insertion_orders.models import (
    AdCampaign,
    AdSpend,
    Creative,
    DeliveryHour,
    Distribution,
    InsertionOrder,
    OrderSpend,
    SpendStop,
)
from tests.insertion_orders.conftest import DAY, again, make_ad, make_order, make_running, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]


def reason(ad: AdCampaign) -> str:
    """Why it does not buy now; empty where it does."""
    found = serving.throttle_of(again(ad), at=timezone.now())
    return found.reason if found else ""


def test_spend_is_counted_for_the_campaign_and_its_order(running: AdCampaign) -> None:
    report(running, value=Decimal("12.5"))
    assert AdSpend.objects.get(ad=running).spent == Decimal("12.5")
    assert OrderSpend.objects.get(order=running.order_id).spent == Decimal("12.5")


def test_the_same_event_again_spends_nothing(running: AdCampaign) -> None:
    report(running, value=Decimal(3), key="one")
    assert report(running, value=Decimal(3), key="one") == 0
    assert AdSpend.objects.get(ad=running).spent == 3


def test_spend_lies_in_the_hour_of_the_campaigns_own_clock(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, time_zone="Asia/Kolkata")
    at = timezone.now().replace(minute=5, second=0, microsecond=0) - timedelta(hours=2)
    report(ad, value=Decimal(1), at=at)
    assert DeliveryHour.objects.get(ad=ad).hour == at.replace(minute=30) - timedelta(hours=1)


def test_impressions_and_clicks_of_machines_are_not_counted(running: AdCampaign) -> None:
    report(running, "impression", count=10)
    report(running, "click", rule=Rule.REPORTED)
    found = AdSpend.objects.get(ad=running)
    assert (found.impressions, found.clicks, found.spent) == (10, 0, 0)


def test_another_currency_is_no_spend_of_the_budget(running: AdCampaign) -> None:
    report(running, value=Decimal(5), currency="JPY")
    assert AdSpend.objects.get(ad=running).spent == 0


def test_a_campaign_at_its_budget_stops_and_says_why(running: AdCampaign) -> None:
    report(running, value=Decimal(99))
    assert reason(running) == ""
    report(running, value=Decimal(2))
    assert reason(running) == "budget"
    stop = SpendStop.objects.get()
    assert (stop.ad_id, stop.limit, stop.done, stop.until) == (running.pk, 100, 101, None)


def test_a_stop_at_the_budget_is_a_fact_of_the_trail(running: AdCampaign) -> None:
    report(running, value=Decimal(100))
    fact = AuditEntry.objects.get(action="stopped at its limit")
    assert fact.object_id == running.campaign_id
    assert fact.changes["limit"] == [None, "100"]


def test_a_larger_budget_lets_it_go_on(running: AdCampaign) -> None:
    report(running, value=Decimal(100))
    ads.change_ad(ad=running, changes={"budget_total": Decimal(200)})
    assert reason(running) == ""


def test_an_order_at_its_budget_stops_all_its_campaigns(order: InsertionOrder, creative: Creative) -> None:
    first, second = (make_running(order, creative, budget_total=Decimal(900)) for _ in range(2))
    report(first, value=Decimal(600))
    report(second, value=Decimal(400))
    assert [reason(first), reason(second)] == ["order_budget", "order_budget"]


def test_a_larger_order_lets_its_campaigns_go_on(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, budget_total=Decimal(5000))
    report(ad, value=Decimal(1000))
    assert reason(ad) == "order_budget"
    orders.change_order(order=order, changes={"total_budget": Decimal(3000)})
    assert reason(ad) == ""


def test_a_days_budget_stops_until_the_campaigns_midnight(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, budget_day=Decimal(10))
    report(ad, value=Decimal(11))
    assert reason(ad) == "day_budget"
    until = AdSpend.objects.get(ad=ad).stopped_until
    assert until is not None
    local = until.astimezone(ad.zone)
    assert (local.hour, local.minute) == (0, 0)
    assert timedelta(0) < until - timezone.now() <= timedelta(hours=25)


def test_yesterdays_spend_does_not_use_todays_budget(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, budget_day=Decimal(10))
    report(ad, value=Decimal(50), at=timezone.now() - timedelta(hours=26))
    assert reason(ad) == ""


def test_even_pacing_stops_until_the_plan_has_room_again(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, even_pacing=True)
    report(ad, value=Decimal("0.2"))
    stop = SpendStop.objects.get(ad=ad)
    assert (stop.reason, stop.done) == ("hour", Decimal("0.2"))
    assert stop.until is not None
    assert stop.until - timezone.now() <= timedelta(hours=2)
    assert stop.until.minute == 0


def test_even_pacing_owes_nothing_for_the_time_before_it_was_approved(
    order: InsertionOrder, creative: Creative
) -> None:
    """The order began a day ago; of a plan of a day's worth nothing is to be made up for."""
    ad = make_running(order, creative, even_pacing=True)
    report(ad, value=Decimal("1.5"))
    assert reason(ad) == "hour"


def test_a_stop_is_over_when_its_time_is(running: AdCampaign) -> None:
    now = timezone.now()
    AdSpend.objects.filter(ad=running).update(stop_reason="hour", stopped_at=now - DAY, stopped_until=now)
    assert reason(running) == ""


def test_shown_impressions_stop_an_order_of_impressions(company: Company, creative: Creative) -> None:
    order = make_order(company, budget_type=2, total_budget=None, total_impressions=1000)
    ad = make_running(order, creative)
    report(ad, "impression", count=999)
    assert reason(ad) == ""
    report(ad, "impression", count=1)
    assert reason(ad) == "order_shown"


def test_a_days_clicks_stop_a_campaign(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, day_clicks=2)
    report(ad, "click", count=2)
    assert reason(ad) == "day_clicks"


def test_late_spend_of_a_deleted_campaign_stays_in_the_books(running: AdCampaign) -> None:
    moving.act(campaign_ids=[running.campaign_id], action="delete")
    assert report(running, value=Decimal(7)) == 1
    assert OrderSpend.objects.get(order=running.order_id).spent == 7
    assert not SpendStop.objects.exists()


def test_with_automatic_distribution_others_take_what_was_left_over(company: Company, creative: Creative) -> None:
    order = make_order(company, distribution=Distribution.AUTOMATIC)
    ended, running = (make_running(order, creative) for _ in range(2))
    report(ended, value=Decimal(40))
    changes.move_campaign(campaign=again(ended).campaign, target="COMPLETED")
    report(running, value=Decimal(120))
    assert reason(running) == ""
    report(running, value=Decimal(40))
    assert reason(running) == "budget"
    assert SpendStop.objects.get().limit == 160


def test_a_share_of_what_was_left_over_lets_a_stopped_campaign_go_on(company: Company, creative: Creative) -> None:
    order = make_order(company, distribution=Distribution.AUTOMATIC)
    ended, stopped = (make_running(order, creative) for _ in range(2))
    report(stopped, value=Decimal(100))
    assert reason(stopped) == "budget"
    changes.move_campaign(campaign=again(ended).campaign, target="COMPLETED")
    expiry.expire_ended()
    assert reason(stopped) == ""


def test_what_a_deleted_campaign_spent_is_no_part_of_the_others_sum(company: Company, creative: Creative) -> None:
    order = make_order(company, auto_sum=True)
    deleted, running = (make_running(order, creative) for _ in range(2))
    report(deleted, value=Decimal(60))
    moving.act(campaign_ids=[deleted.campaign_id], action="delete")
    report(running, value=Decimal(99))
    assert reason(running) == ""


def test_a_change_of_one_campaign_leaves_the_plans_of_others(order: InsertionOrder, creative: Creative) -> None:
    first, second = (make_running(order, creative, even_pacing=True) for _ in range(2))
    planned = AdSpend.objects.get(ad=second).plan_from
    ads.change_ad(ad=first, changes={"budget_total": Decimal(120)})
    assert AdSpend.objects.get(ad=second).plan_from == planned


def test_what_waits_for_approval_does_not_serve(ad: AdCampaign) -> None:
    assert reason(ad) == "not_running"


def test_a_company_on_hold_buys_nothing(running: AdCampaign, company: Company) -> None:
    company.on_hold_since = timezone.now()
    company.save()
    assert reason(running) == "on_hold"


def test_the_native_door_cannot_start_what_was_not_approved(ad: AdCampaign) -> None:
    with pytest.raises(ConflictError) as error:
        changes.move_campaign(campaign=ad.campaign, target="ACTIVE")
    assert error.value.code == "APPROVAL_REQUIRED"
    assert again(ad).campaign.status == "DRAFT"


def test_a_pause_is_no_arrears_of_even_pacing(order: InsertionOrder, creative: Creative) -> None:
    ad = make_running(order, creative, even_pacing=True)
    report(ad, value=Decimal("0.01"))
    moving.act(campaign_ids=[ad.campaign_id], action="pause")
    AdSpend.objects.filter(ad=ad).update(plan_from=timezone.now() - 10 * DAY)
    moving.act(campaign_ids=[ad.campaign_id], action="resume")
    report(ad, value=Decimal("0.5"))
    assert reason(ad) == "hour"


def test_approving_again_is_refused(ad: AdCampaign) -> None:
    approval.approve(ad=ad)
    with pytest.raises(ConflictError) as error:
        approval.approve(ad=ad)
    assert error.value.code == "ALREADY_DECIDED"


def test_a_sum_follows_its_campaigns(company: Company, creative: Creative) -> None:
    order = make_order(company, auto_sum=True)
    assert order.total_budget == 0
    first, second = make_ad(order, creative), make_ad(order, creative, budget_total=Decimal(50))
    assert InsertionOrder.objects.get().total_budget == 150
    ads.change_ad(ad=first, changes={"budget_total": Decimal(70)})
    moving.act(campaign_ids=[second.campaign_id], action="delete")
    assert InsertionOrder.objects.get().total_budget == 70
