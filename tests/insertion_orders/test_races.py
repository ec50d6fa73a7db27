"""Buyers, approvers, ad servers and schedulers at the same instant: sums stay exact, and nobody waits in a circle."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from analytics import events, ingestion
from analytics.models import Event, Kind, TotalMetric
from campaigns import changes, completion, deletion
from campaigns.creation import create_campaign
from campaigns.models import Campaign, CampaignCount, ContentItem
from companies.models import Company
from core.errors import ConflictError, DomainError, InvalidError, NotFoundError
from core.models import AuditEntry
from core.tenancy import company_scope
from insertion_orders import ads, approval, expiry, moving, orders
from insertion_orders.models import AdCampaign, AdSpend, DeliveryHour, InsertionOrder, OrderSpend, SpendStop
from tests.conftest import make_company
from tests.insertion_orders.conftest import (
    DAY,
    again,
    make_ad,
    make_buyer,
    make_creative,
    make_order,
    make_running,
)
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "/api/v3/cmp/io"
CAMPAIGNS = "/api/v2/cmp"
_keys = count()


@pytest.fixture
def company(transactional_db: None) -> Company:
    """A company."""
    return make_company("storhaug", time_zone="Europe/Oslo")


@pytest.fixture
def within(company: Company) -> Callable[..., Callable[[], Any]]:
    """A call as a thread makes it: in the company's scope, which threads do not share."""

    def make(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[], Any]:
        def call() -> Any:
            with company_scope(company.pk):
                return function(*args, **kwargs)

        return call

    return make


@pytest.fixture(autouse=True)
def _no_deadlock(company: Company) -> Iterator[None]:
    """PostgreSQL has broken no circle during the test, not even one that somebody's second try made up for."""
    before = deadlocks()
    yield
    assert deadlocks() == before


def deadlocks() -> int:
    """How many the database has seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()::text")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def check_only_refusals(results: Sequence[Any]) -> list[DomainError]:
    """Whoever was too late is refused in words; nobody meets an error of the database."""
    failed = [result for result in results if isinstance(result, Exception)]
    assert [error for error in failed if not isinstance(error, DomainError)] == []
    return [error for error in failed if isinstance(error, DomainError)]


def facts(ad: AdCampaign, action: str) -> int:
    """How many facts the trail has of a campaign."""
    found = AuditEntry.objects.filter(object_type="campaigns.campaign", object_id=ad.campaign_id, action=action)
    return found.count()


def check_sum(order: InsertionOrder) -> Decimal:
    """An order's total is its campaigns'."""
    total = AdCampaign.objects.alive().filter(order=order).aggregate(total=Sum("budget_total"))["total"] or Decimal(0)
    assert InsertionOrder.objects.get(pk=order.pk).total_budget == total
    return total


def check_campaign_counts() -> None:
    """The counters of campaigns are what can be counted."""
    kept = Counter[tuple[Any, ...]]()
    for *key, n in CampaignCount.objects.values_list("status", "is_archived", "n"):
        kept[tuple(key)] += n
    counted = Counter(Campaign.objects.filter(deleted_at=None).values_list("status", "is_archived"))
    assert {key: n for key, n in kept.items() if n} == dict(counted)


# -- Sums


def test_a_sum_is_exact_after_adds_deletes_and_edits_at_once(company: Company, scope: None, within: Any) -> None:
    creative = make_creative(company)
    order = make_order(company, auto_sum=True)
    edited, deleted = ([make_ad(order, creative) for _ in range(5)] for _ in range(2))
    results = at_once(
        *(within(make_ad, order, creative, budget_total=Decimal(7)) for _ in range(6)),
        *(within(ads.change_ad, ad=ad, changes={"budget_total": Decimal(30)}) for ad in edited),
        *(within(moving.act, campaign_ids=[ad.campaign_id], action="delete") for ad in deleted),
    )
    assert check_only_refusals(results) == []
    assert check_sum(order) == 6 * 7 + 5 * 30
    check_campaign_counts()


def test_a_sum_is_exact_after_native_deletions_and_an_edit_of_the_order(
    company: Company, scope: None, within: Any
) -> None:
    creative = make_creative(company)
    order = make_order(company, auto_sum=True)
    made = [make_ad(order, creative) for _ in range(8)]
    results = at_once(
        *(within(deletion.delete_campaign, campaign=ad.campaign) for ad in made[:6]),
        *(within(make_ad, order, creative, budget_total=Decimal(9)) for _ in range(6)),
        within(orders.change_order, order=order, changes={"name": "Summer"}),
        within(orders.change_order, order=order, changes={"ends_at": order.ends_at + DAY}),
        *(within(changes.update_campaign, campaign=ad.campaign, fields={"name": "Other"}) for ad in made[6:]),
    )
    assert check_only_refusals(results) == []
    assert check_sum(order) == 200 + 54
    check_campaign_counts()


def test_a_sum_is_exact_after_calls_of_buyers_at_once(company: Company, scope: None) -> None:
    creative, buyer = make_creative(company), make_buyer(company)
    order = make_order(company, auto_sum=True)
    made = [make_ad(order, creative) for _ in range(10)]
    body = {
        "campaignName": "Banners", "maxBid": 10, "budgetTotal": 11, "startTime": int(order.starts_at.timestamp()),
        "endTime": int(order.ends_at.timestamp()), "timezone": 29, "creativeType": 11, "isAgreementChecked": True,
        "ioId": order.pk, "countryId": "30100001", "creativeIds": str(creative.pk), "budgetTypeId": 1,
        "advertiserDomain": "https://storhaug.example", "campaignType": 1,
    }  # fmt: skip

    def delete(ad: AdCampaign) -> Any:
        named = {"campaignIds": str(ad.campaign_id), "action": "delete"}
        return buyer.post(f"{CAMPAIGNS}/campaigns/status", named)

    def change(ad: AdCampaign) -> Any:
        return buyer.call("PATCH", f"{CAMPAIGNS}/campaign/{ad.campaign_id}", {"budgetTotal": 40})

    answers = at_once(
        *[lambda: buyer.post(f"{CAMPAIGNS}/campaigns/add", body)] * 6,
        *(lambda ad=ad: delete(ad) for ad in made[:5]),
        *(lambda ad=ad: change(ad) for ad in made[5:]),
    )
    assert check_only_refusals(answers) == []
    assert [answer.status_code for answer in answers] == [200] * 16
    assert check_sum(order) == 6 * 11 + 5 * 40


# -- Approval


def test_of_two_approvers_one_decides(company: Company, scope: None, within: Any) -> None:
    ad = make_ad(make_order(company), make_creative(company))
    results = at_once(*[within(approval.approve, ad=ad)] * 4)
    refused = check_only_refusals(results)
    assert [error.code for error in refused] == ["ALREADY_DECIDED"] * 3
    assert (facts(ad, "approved"), facts(ad, "status changed")) == (1, 1)
    assert again(ad).campaign.status == "ACTIVE"


def test_of_an_approver_and_a_rejecter_one_decides(company: Company, scope: None, within: Any) -> None:
    ad = make_ad(make_order(company), make_creative(company))
    results = at_once(*[within(approval.approve, ad=ad)] * 2, *[within(approval.reject, ad=ad, reason="No logo")] * 2)
    assert [error.code for error in check_only_refusals(results)] == ["ALREADY_DECIDED"] * 3
    found = again(ad)
    assert (found.stage, found.campaign.status) in (("approved", "ACTIVE"), ("rejected", "DRAFT"))
    assert (facts(ad, "approved"), facts(ad, "rejected")) in ((1, 0), (0, 1))


def test_an_approver_lets_run_only_what_was_looked_at(company: Company, scope: None, within: Any) -> None:
    ad = make_ad(make_order(company), make_creative(company))
    approved, changed = at_once(
        within(approval.approve, ad=ad, seen_budget=Decimal(100)),
        within(ads.change_ad, ad=ad, changes={"budget_total": Decimal(900)}),
    )
    assert not isinstance(changed, Exception)
    found = again(ad)
    if isinstance(approved, ConflictError):
        assert (approved.code, found.stage, found.approved_budget) == ("CHANGED_MEANWHILE", "pending", None)
    else:
        assert (found.stage, found.approved_budget) == ("approved", 100)


@pytest.mark.parametrize("with_order", [False, True], ids=["the campaign", "its order"])
def test_what_a_buyer_deletes_never_runs(company: Company, scope: None, within: Any, with_order: bool) -> None:
    order = make_order(company)
    ad = make_ad(order, make_creative(company))
    delete = (
        within(orders.delete_orders, ids=[order.pk])
        if with_order
        else within(moving.act, campaign_ids=[ad.campaign_id], action="delete")
    )
    approved, deleted = at_once(within(approval.approve, ad=ad), delete)
    assert not isinstance(deleted, Exception)
    if isinstance(approved, Exception):
        assert isinstance(approved, ConflictError)
        assert approved.code == "ALREADY_DECIDED"
    found = again(ad)
    assert (found.stage, found.campaign.status, facts(ad, "deleted")) == ("deleted", "COMPLETED", 1)
    check_campaign_counts()


# -- Spend


def entry(ad: AdCampaign, kind: str, at: Any, **fields: Any) -> events.Report:
    """An event of an ad campaign."""
    return events.Report(key=f"race {next(_keys)}", kind=kind, campaign_id=ad.campaign.uuid, occurred_at=at, **fields)


def batch(made: Sequence[AdCampaign], size: int, shift: int) -> list[events.Entry]:
    """Spend, impressions and clicks of many campaigns, in an order of its own, over some hours."""
    now, found = timezone.now(), []
    for number in range(size):
        ad = made[(number * 7 + shift * 3) % len(made)]
        kind = (Kind.SPEND, Kind.IMPRESSION, Kind.CLICK)[number % 3]
        value = {"value": Decimal("0.25")} if kind == Kind.SPEND else {}
        found.append(events.Entry(number, entry(ad, kind.value, now - timedelta(hours=number % 3), **value)))
    return found


def check_books(company: Company) -> None:
    """Every counter is the exact sum of the events that were taken in."""
    taken = Event.objects.filter(company_id=company.pk)
    spent = dict(taken.filter(kind="spend").values_list("campaign_id").annotate(total=Sum("value")))
    shown = dict(taken.filter(kind="impression").values_list("campaign_id").annotate(total=Sum("count")))
    clicked = dict(taken.filter(kind="click").values_list("campaign_id").annotate(total=Sum("count")))
    by_order = Counter[tuple[int, str]]()
    for kept in AdSpend.objects.select_related("ad"):
        pk = kept.ad.campaign_id
        counted = (spent.get(pk, Decimal(0)), shown.get(pk, 0), clicked.get(pk, 0))
        assert (kept.spent, kept.impressions, kept.clicks) == counted
        hours = DeliveryHour.objects.filter(ad=kept.ad)
        parts = hours.aggregate(spent=Sum("spent"), impressions=Sum("impressions"), clicks=Sum("clicks"))
        assert tuple(part or 0 for part in parts.values()) == counted
        for name, amount in zip(("spent", "impressions", "clicks"), counted, strict=True):
            by_order[kept.ad.order_id, name] += amount
    for whole in OrderSpend.objects.all():
        for name in ("spent", "impressions", "clicks"):
            assert getattr(whole, name) == by_order[whole.pk, name]
    totals = TotalMetric.objects.filter(kind="spend").aggregate(total=Sum("value"))["total"]
    assert (totals or 0) == sum(spent.values())


@pytest.fixture
def flights(company: Company, scope: None) -> list[list[AdCampaign]]:
    """Four orders with five running campaigns each, some evenly paced, some with a budget for the day."""
    creative = make_creative(company)
    paces: list[dict[str, Any]] = [{}, {"even_pacing": True}, {"budget_day": Decimal(3)}, {"budget_total": Decimal(4)}]
    made = [make_order(company, total_budget=Decimal(40)) for _ in range(4)]
    return [[make_running(order, creative, **paces[number % 4]) for number in range(5)] for order in made]


def takers(company: Company, within: Any, flights: list[list[AdCampaign]], callers: int, calls: int) -> list[Any]:
    """Ad servers that report, each several batches."""
    every = [ad for flight in flights for ad in flight]

    def report(caller: int) -> int:
        taken = 0
        for call in range(calls):
            entries = batch(every if caller % 2 else every[::-1], 60 if call % 2 else 24, caller + call)
            taken += ingestion.take(company_id=company.pk, entries=entries).accepted
        return taken

    return [within(report, caller) for caller in range(callers)]


def accepted(results: Sequence[Any], callers: int) -> int:
    """Events that the takers, who come first, were told to count."""
    return sum(results[:callers])


def test_spend_of_many_orders_at_once(company: Company, flights: Any, within: Any) -> None:
    results = at_once(*takers(company, within, flights, callers=8, calls=4))
    assert check_only_refusals(results) == []
    assert accepted(results, 8) == Event.objects.count() == 8 * 168
    check_books(company)
    stopped = AdSpend.objects.exclude(stop_reason="")
    assert {ad.pk for flight in flights for ad in flight[3:4]} <= set(stopped.values_list("pk", flat=True))
    assert OrderSpend.objects.filter(stop_reason="order_budget").count() == sum(
        whole.spent >= 40 for whole in OrderSpend.objects.all()
    )


def test_spend_while_budgets_move_and_campaigns_come_and_go(company: Company, flights: Any, within: Any) -> None:
    first, second, third, fourth = flights
    ids = [ad.campaign_id for flight in flights for ad in flight[:2]]
    backwards = ids[::-1]

    def pause_and_resume(named: list[int]) -> None:
        for _ in range(3):
            moving.act(campaign_ids=named, action="pause")
            moving.act(campaign_ids=named, action="resume")

    def edit(flight: list[AdCampaign]) -> None:
        for number in range(4):
            ads.change_ad(ad=flight[4], changes={"budget_total": Decimal(50 + number)})
            orders.change_order(order=flight[4].order, changes={"total_budget": Decimal(60 + number)})

    results = at_once(
        *takers(company, within, flights, callers=4, calls=6),
        within(pause_and_resume, ids),
        within(pause_and_resume, backwards),
        within(edit, first),
        within(edit, second),
        within(moving.act, campaign_ids=[third[3].campaign_id, first[3].campaign_id], action="delete"),
        within(moving.act, campaign_ids=[second[3].campaign_id, fourth[3].campaign_id], action="delete"),
    )
    refused = check_only_refusals(results)
    assert {error.code for error in refused} <= {"INVALID_STATUS_TRANSITION"}
    assert accepted(results, 4) == Event.objects.count()
    check_books(company)
    check_campaign_counts()


def test_spend_while_orders_are_deleted_and_campaigns_go_through_the_native_door(
    company: Company, flights: Any, within: Any
) -> None:
    first, second, third, fourth = flights
    other = create_campaign(company_id=company.pk, name="Native")
    for ad in (second[0], third[0], second[1], third[1]):
        item = ContentItem.objects.create(
            company_id=company.pk, campaign=ad.campaign, type="social", title="A", body="B"
        )
        report = events.Report(key=f"race {next(_keys)}", kind="view", content_id=item.uuid)
        ingestion.take(company_id=company.pk, entries=[events.Entry(0, report)])

    def through_native_door(ad: AdCampaign) -> None:
        for target in ("PAUSED", "ACTIVE", "COMPLETED"):
            changes.update_campaign(campaign=ad.campaign, fields={"name": f"To {target}"}, status=target)

    results = at_once(
        *takers(company, within, flights, callers=4, calls=6),
        within(orders.delete_orders, ids=[fourth[0].order_id, first[0].order_id]),
        within(orders.delete_orders, ids=[first[0].order_id, fourth[0].order_id]),
        within(deletion.delete_campaign, campaign=second[0].campaign, action="delete_all"),
        within(deletion.delete_campaign, campaign=third[0].campaign, action="move_content", move_to=str(other.uuid)),
        within(
            deletion.delete_campaign,
            campaign=second[1].campaign,
            action="move_content",
            move_to=str(third[1].campaign.uuid),
        ),
        within(
            deletion.delete_campaign,
            campaign=third[1].campaign,
            action="move_content",
            move_to=str(second[1].campaign.uuid),
        ),
        *(within(through_native_door, ad) for ad in (second[2], third[2], fourth[2])),
        completion.complete_ended,
        expiry.expire_ended,
    )
    refused = check_only_refusals(results)
    assert all(isinstance(error, NotFoundError | InvalidError | ConflictError) for error in refused)
    assert accepted(results, 4) == Event.objects.count() - 4
    assert set(InsertionOrder.objects.filter(status="deleted")) == {first[0].order, fourth[0].order}
    assert not AdCampaign.objects.alive().filter(order__status="deleted").exists()
    assert [facts(ad, "deleted") for ad in (*first, *fourth)] == [1] * 10
    check_books(company)
    check_campaign_counts()


def test_spend_while_everything_expires(company: Company, flights: Any, within: Any) -> None:
    past = timezone.now() - timedelta(minutes=1)
    made = [ad for flight in flights for ad in flight]
    Campaign.objects.filter(ad__in=made).update(ends_at=past)
    InsertionOrder.objects.update(ends_at=past)
    results = at_once(
        *takers(company, within, flights, callers=4, calls=4),
        *[expiry.expire_ended] * 3,
        within(moving.act, campaign_ids=[ad.campaign_id for ad in made[::-1]], action="delete"),
    )
    assert check_only_refusals(results) == []
    expiry.expire_ended()  # what somebody held is left for the next round
    assert set(InsertionOrder.objects.values_list("status", flat=True)) == {"expired"}
    assert set(Campaign.objects.values_list("status", flat=True)) == {"COMPLETED"}
    assert [facts(ad, "deleted") for ad in made] == [1] * 20
    check_books(company)
    check_campaign_counts()


# -- Ends


def test_an_order_that_expires_waits_for_no_one_who_stops_its_campaigns(
    company: Company, flights: Any, within: Any
) -> None:
    """A stop refers to its order: it must not need what a scheduler holds that waits for the counters."""
    ad, gate = flights[0][0], threading.Barrier(2)
    InsertionOrder.objects.filter(pk=ad.order_id).update(ends_at=timezone.now() - timedelta(minutes=1))

    @transaction.atomic
    def stop() -> None:
        OrderSpend.objects.select_for_update(no_key=True).get(pk=ad.order_id)
        gate.wait(10)
        time.sleep(0.3)  # until the other one has the order, and waits
        SpendStop.objects.create(company=company, order=ad.order, reason="budget", limit=1, done=1)

    def expire() -> int:
        gate.wait(10)
        return expiry._orders()

    results = at_once(within(stop), within(expire))
    assert results == [None, 1]
    assert InsertionOrder.objects.get(pk=ad.order_id).status == "expired"


def test_two_schedulers_expire_each_campaign_once(company: Company, flights: Any) -> None:
    past = timezone.now() - timedelta(minutes=1)
    made = [ad for flight in flights for ad in flight]
    Campaign.objects.filter(ad__in=made).update(ends_at=past)
    InsertionOrder.objects.update(ends_at=past)
    results = at_once(*[expiry.expire_ended] * 4)
    assert sum(results) == 24
    assert [facts(ad, "status changed") for ad in made] == [2] * 20  # approved, expired
    expired = AuditEntry.objects.filter(object_type="insertion_orders.insertionorder", action="status changed")
    assert expired.count() == 4
    check_campaign_counts()


@pytest.mark.parametrize("with_own_end", [True, False], ids=["its own end", "its order's end"])
@pytest.mark.parametrize("stage", ["pending", "running", "paused"])
def test_what_waits_runs_or_is_paused_expires(company: Company, scope: None, with_own_end: bool, stage: str) -> None:
    creative, order = make_creative(company), make_order(company)
    ad = (make_ad if stage == "pending" else make_running)(order, creative)
    if stage == "paused":
        moving.act(campaign_ids=[ad.campaign_id], action="pause")
    end(order, ad if with_own_end else None)
    assert expiry.expire_ended() == 2
    assert again(ad).campaign.status == "COMPLETED"
    assert InsertionOrder.objects.get().status == "expired"
    assert OrderSpend.objects.get().stop_reason == ""


def end(order: InsertionOrder, *made: AdCampaign | None) -> None:
    """Let an order's end pass; its campaigns end with it."""
    past = timezone.now() - timedelta(seconds=1)
    InsertionOrder.objects.filter(pk=order.pk).update(ends_at=past)
    Campaign.objects.filter(ad__order=order).update(ends_at=None)
    Campaign.objects.filter(ad__in=[ad for ad in made if ad]).update(ends_at=past)


def test_approval_after_the_end_is_refused_by_name(company: Company, scope: None) -> None:
    order = make_order(company)
    ad = make_ad(order, make_creative(company))
    end(order)
    with pytest.raises(InvalidError, match="has expired") as late:
        approval.approve(ad=ad)
    assert [fault.path for fault in late.value.faults] == [("order",)]
    expiry.expire_ended()
    with pytest.raises(ConflictError, match="expired") as error:
        approval.approve(ad=ad)
    assert error.value.code == "ALREADY_DECIDED"
    assert (again(ad).stage, again(ad).campaign.status, facts(ad, "approved")) == ("pending", "COMPLETED", 0)


def test_approval_at_the_end_expires_or_is_refused(company: Company, scope: None, within: Any) -> None:
    order = make_order(company)
    ad = make_ad(order, make_creative(company))
    end(order)
    approved, expired = at_once(within(approval.approve, ad=ad), expiry.expire_ended)
    assert isinstance(approved, InvalidError | ConflictError)
    if expired != 2:  # the approver held the campaign: the next round finds it
        expiry.expire_ended()
    assert again(ad).campaign.status == "COMPLETED"
    assert facts(ad, "approved") == 0


def test_an_order_lives_again_when_its_end_moves_on_and_its_campaigns_do_not(company: Company, scope: None) -> None:
    creative, order = make_creative(company), make_order(company)
    old = make_running(order, creative)
    end(order)
    expiry.expire_ended()
    orders.change_order(order=order, changes={"ends_at": timezone.now() + 9 * DAY})
    found = InsertionOrder.objects.get()
    assert found.status == "active"
    with pytest.raises(ConflictError) as error:
        moving.act(campaign_ids=[old.campaign_id], action="resume")
    assert (error.value.code, again(old).campaign.status) == ("INVALID_STATUS_TRANSITION", "COMPLETED")
    assert make_running(found, creative).campaign.status == "ACTIVE"


def test_an_end_that_moves_while_the_order_expires(company: Company, scope: None, within: Any) -> None:
    order = make_order(company)
    end(order)
    changed, _ = at_once(
        within(orders.change_order, order=order, changes={"ends_at": timezone.now() + 9 * DAY}), expiry.expire_ended
    )
    assert not isinstance(changed, Exception)
    assert InsertionOrder.objects.get().status == "active"


def test_a_campaign_stays_within_its_order_whoever_moves_dates_first(
    company: Company, scope: None, within: Any
) -> None:
    """The order's end comes nearer while the native door moves the campaign's away."""
    order = make_order(company)
    ad = make_running(order, make_creative(company), ends_at=order.starts_at + 5 * DAY)
    results = at_once(
        within(orders.change_order, order=order, changes={"ends_at": order.starts_at + 6 * DAY}),
        within(changes.update_campaign, campaign=ad.campaign, fields={"ends_at": order.starts_at + 20 * DAY}),
    )
    refused = check_only_refusals(results)
    assert len(refused) == 1
    assert isinstance(refused[0], InvalidError)
    found = again(ad)
    assert found.campaign.ends_at <= found.order.ends_at
