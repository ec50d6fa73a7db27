"""Media buying in the back office: orders, ad campaigns, the queue of approval, creatives; by who may."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies.models import Company, Role
from core.context import Actor, acting
from core.models import AuditEntry
from core.tenancy import company_scope
from insertion_orders import ads, approval, creatives, finding, moving
from insertion_orders.admin import approval_page
from insertion_orders.lifecycle import stage_of
from insertion_orders.models import AdCampaign, AdSpend, Creative, CreativeType, InsertionOrder
from tests.backoffice.conftest import browser
from tests.conftest import make_member
from tests.insertion_orders.conftest import (
    DAY,
    ad,
    again,
    creative,
    make_ad,
    make_creative,
    make_order,
    make_running,
    order,
    picture,
    report,
    running,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]
__all__ = ["ad", "creative", "order", "running"]

ORDERS = "/admin/insertion_orders/insertionorder/"
ADS = "/admin/insertion_orders/adcampaign/"
CREATIVES = "/admin/insertion_orders/creative/"
QUEUE = f"{ADS}approval/"


def page(row, name="change", *args):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{name}", args=[row.pk, *args])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def errors(answer):
    return {name: list(texts) for name, texts in answer.context["adminform"].form.errors.items()}


def wall(moment, zone):
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}"


def dates(**instants):
    """Days and times as a browser sends them, on the clock of US/Eastern unless they are texts already."""
    found = {}
    for name, (day, time) in instants.items():
        found |= {f"{name}_0": day, f"{name}_1": time}
    return found


def order_form(**fields):
    return {
        "name": "Autumn",
        **dates(starts_at=("2030-10-01", "00:00:00"), ends_at=("2030-10-31", "00:00:00")),
        "time_zone": "US/Eastern",
        "budget_type": "1",
        "total_budget": "2500.50",
        "distribution": "1",
        **fields,
    }


def ad_form(order, creative, **fields):
    start, end = wall(order.starts_at, order.zone), wall(order.ends_at, order.zone)
    limits = dict.fromkeys((f"{scope}_{what}" for scope in ("total", "day") for what in
                            ("impressions", "clicks", "conversions")), "0")  # fmt: skip
    return {
        "order": order.pk,
        "name": "Leaves",
        **dates(starts_at=start, ends_at=end),
        "time_zone": "US/Eastern",
        "advertiser_domain": "https://storhaug.example",
        "country_ids": "11, 12",
        "kind": "1",
        "budget_total": "80",
        "max_bid": "5",
        "creative_type": "11",
        "creative_ids": [creative.pk],
        "submit": "on",
        **limits,
        **fields,
    }


def queries(browser, address):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(address).status_code == 200
    return len(found)


@pytest.fixture
def marketer_browser(company):
    """Of somebody who buys and does not approve."""
    return browser(make_member(company, "mia", Role.MARKETER))


@pytest.fixture
def approver_browser(company):
    """Of somebody who approves and does not buy."""
    return browser(make_member(company, "petra", Role.APPROVER))


# -- Insertion orders


def test_an_order_is_made_with_its_dates_on_its_own_clock(marketer_browser):
    answer = marketer_browser.post(f"{ORDERS}add/", order_form(), follow=True)
    made = InsertionOrder.objects.get()
    assert answer.status_code == 200
    assert (made.name, made.total_budget, made.currency) == ("Autumn", Decimal("2500.5"), "EUR")
    assert made.starts_at == datetime(2030, 10, 1, 4, tzinfo=UTC)
    assert made.created_by.full_name == "Mia"


def test_a_new_order_begins_with_the_companys_zone(marketer_browser):
    form = marketer_browser.get(f"{ORDERS}add/").context["adminform"].form
    assert form["time_zone"].value() == "Europe/Oslo"


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (dates(ends_at=("2030-09-01", "00:00:00")), {"ends_at": ["The end must lie after the start."]}),
        ({"total_budget": ""}, {"total_budget": ["It is needed for this type of budget."]}),
        ({"budget_type": "2"}, {"total_impressions": ["It is needed for this type of budget."]}),
        (
            {"total_budget": "0", **dates(ends_at=("2020-09-01", "00:00:00"), starts_at=("2020-08-01", "00:00:00"))},
            {
                "ends_at": ["The end has passed already."],
                "total_budget": ["It must be more than 0 and at most 999,999,999."],
            },
        ),
    ],
)
def test_what_the_domain_refuses_stands_beside_its_field(marketer_browser, given, faults):
    answer = marketer_browser.post(f"{ORDERS}add/", order_form(**given))
    assert errors(answer) == faults
    assert not InsertionOrder.objects.exists()


def test_a_sum_needs_no_total(marketer_browser):
    marketer_browser.post(f"{ORDERS}add/", order_form(auto_sum="on", total_budget="70"))
    made = InsertionOrder.objects.get()
    assert (made.auto_sum, made.total_budget) == (True, 0)


def test_only_what_was_changed_changes(marketer_browser, order):
    start, end = wall(order.starts_at, order.zone), wall(order.ends_at, order.zone)
    data = order_form(name="Spring II", total_budget="1000", **dates(starts_at=start, ends_at=end))
    marketer_browser.post(page(order), data)
    fact = AuditEntry.objects.get(action="changed", object_type="insertion_orders.insertionorder")
    assert fact.changes == {"name": ["Spring", "Spring II"]}
    found = InsertionOrder.objects.get()
    assert (found.starts_at, found.ends_at, found.total_budget) == (order.starts_at, order.ends_at, 1000)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(marketer_browser, order, ad):
    start, end = wall(order.starts_at, order.zone), wall(order.ends_at, order.zone)
    for row, data in (
        (order, order_form(total_budget="70", **dates(starts_at=start, ends_at=end))),
        (ad, ad_form(order, Creative.objects.get(), budget_total="70")),
    ):
        seen = marketer_browser.get(page(row)).context["adminform"].form["seen"].value()
        model = type(row)
        model.objects.filter(pk=row.pk).update(updated_at=timezone.now())
        answer = marketer_browser.post(page(row), {**data, "seen": seen})
        assert errors(answer) == {
            "__all__": ["Somebody changed it while you were writing, so that yours was not saved. Look at it again."]
        }
    assert (InsertionOrder.objects.get().total_budget, again(ad).budget_total) == (1000, 100)


def test_a_sum_that_grew_meanwhile_does_not_keep_a_name_from_changing(marketer_browser, company, creative):
    order = make_order(company, auto_sum=True)
    start, end = wall(order.starts_at, order.zone), wall(order.ends_at, order.zone)
    make_ad(order, creative)
    data = order_form(name="Summed", auto_sum="on", total_budget="0", **dates(starts_at=start, ends_at=end))
    marketer_browser.post(page(order), data)
    found = InsertionOrder.objects.get()
    assert (found.name, found.total_budget) == ("Summed", 100)


def test_another_zone_keeps_the_time_on_the_wall(marketer_browser, order):
    start, end = wall(order.starts_at, order.zone), wall(order.ends_at, order.zone)
    data = order_form(time_zone="Europe/Oslo", total_budget="1000", **dates(starts_at=start, ends_at=end))
    marketer_browser.post(page(order), data)
    found = InsertionOrder.objects.get()
    assert wall(found.starts_at, found.zone) == start
    assert found.starts_at < order.starts_at


def test_an_orders_window_cannot_leave_a_campaign_out(marketer_browser, order, ad):
    start = wall(order.starts_at, order.zone)
    near = wall(order.ends_at - DAY, order.zone)
    answer = marketer_browser.post(page(order), order_form(total_budget="1000", **dates(starts_at=start, ends_at=near)))
    assert errors(answer) == {"ends_at": [f"The campaign “Banners” ({ad.campaign_id}) ends after this."]}
    assert InsertionOrder.objects.get().ends_at == order.ends_at


def test_an_orders_page_shows_what_it_came_to(colleague_browser, order, creative):
    running = make_running(order, creative, budget_day=Decimal(10))
    report(running, value=Decimal(12))
    text = colleague_browser.get(page(order)).content.decode()
    assert "12.00\u202fEUR" in text
    assert "The day&#x27;s budget of 10.00\u202fEUR was spent (12.00\u202fEUR by then)" in text
    assert "(US/Eastern)" in text
    assert "Europe/Oslo</span>" in text


def test_deleting_an_order_says_what_happens_and_takes_its_campaigns_along(marketer_browser, order, ad):
    asked = marketer_browser.get(page(order, "delete"))
    assert "All campaigns under it are deleted as well" in asked.content.decode()
    assert InsertionOrder.objects.get().status == "active"
    answer = marketer_browser.post(page(order, "delete"), {"post": "yes"}, follow=True)
    assert said(answer) == ["1 insertion order deleted, with all campaigns."]
    assert (InsertionOrder.objects.get().status, stage_of(again(ad))) == ("deleted", "deleted")
    assert "Spring" not in marketer_browser.get(ORDERS).content.decode().split("result_list")[-1]
    assert "Spring" in marketer_browser.get(f"{ORDERS}?status=deleted").content.decode()


def test_several_orders_are_deleted_after_a_question(marketer_browser, company, order):
    second = make_order(company, name="Second")
    chosen = {"action": "delete_selected", "_selected_action": [order.pk, second.pk]}
    assert "Delete 2 insertion orders for good?" in marketer_browser.post(ORDERS, chosen).content.decode()
    assert InsertionOrder.objects.alive().count() == 2
    marketer_browser.post(ORDERS, {**chosen, "post": "yes"})
    assert not InsertionOrder.objects.alive().exists()


def test_orders_are_found_by_name_and_status(colleague_browser, company, order):
    make_order(company, name="Harvest")
    text = colleague_browser.get(f"{ORDERS}?q=harv").content.decode()
    assert "Harvest" in text
    assert ">Spring<" not in text
    assert "Nothing fits" in colleague_browser.get(f"{ORDERS}?status=expired").content.decode()


def test_the_list_of_orders_asks_as_often_for_many_as_for_one(colleague_browser, company, order, creative):
    make_ad(order, creative)
    colleague_browser.get(ORDERS)
    one = queries(colleague_browser, ORDERS)
    for n in range(5):
        make_ad(make_order(company, name=f"More {n}"), creative)
    assert queries(colleague_browser, ORDERS) == one


# -- Ad campaigns


def test_a_campaign_is_made_under_an_order_and_waits_for_approval(marketer_browser, order, creative):
    answer = marketer_browser.post(f"{ADS}add/", ad_form(order, creative), follow=True)
    made = AdCampaign.objects.get()
    assert answer.redirect_chain == [(page(made), 302)]
    assert (str(made), stage_of(made), made.budget_total, made.country_ids) == ("Leaves", "pending", 80, "11,12")
    assert (made.creative_ids, made.submitted_by.full_name) == ([creative.pk], "Mia")
    assert made.campaign.ends_at == order.ends_at


def test_a_draft_waits_for_nobody(marketer_browser, order, creative):
    marketer_browser.post(f"{ADS}add/", ad_form(order, creative, submit=""))
    assert stage_of(AdCampaign.objects.get()) == "draft"


def test_the_form_begins_with_the_time_of_its_order(marketer_browser, order):
    form = marketer_browser.get(f"{ADS}add/?order={order.pk}").context["adminform"].form
    assert form["time_zone"].value() == "US/Eastern"
    assert form["ends_at"].value().replace(tzinfo=order.zone) == order.ends_at


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 30, "١"])
def test_an_order_that_is_none_is_left_aside(marketer_browser, order, asked):
    assert marketer_browser.get(f"{ADS}add/?order={asked}").status_code == 200


def test_faults_of_a_campaign_stand_beside_their_fields(marketer_browser, order, creative):
    given = {
        "max_bid": "0.5",
        "budget_total": "0",
        "creative_ids": [],
        "even_pacing": "on",
        "ends_at_0": "",
        "ends_at_1": "",
    }
    answer = marketer_browser.post(f"{ADS}add/", ad_form(order, creative, **given))
    assert set(errors(answer)) == {"max_bid", "budget_total", "creative_ids", "ends_at"}
    assert not AdCampaign.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("country_ids", "Norway"), ("advertiser_domain", "no domain"), ("day_clicks", "-1")]
)
def test_what_cannot_be_read_is_refused_beside_its_field(marketer_browser, order, creative, name, value):
    answer = marketer_browser.post(f"{ADS}add/", ad_form(order, creative, **{name: value}))
    assert list(errors(answer)) == [name]
    assert not AdCampaign.objects.exists()


def test_only_approved_creatives_of_the_company_are_offered(marketer_browser, company, order, creative, other_company):
    make_creative(company, name="Fresh", approved=False)
    with company_scope(other_company.pk):
        foreign = make_creative(other_company, name="Theirs")
    text = marketer_browser.get(f"{ADS}add/").content.decode()
    assert "Banner" in text
    assert "Fresh" not in text
    assert "Theirs" not in text
    answer = marketer_browser.post(f"{ADS}add/", ad_form(order, creative, creative_ids=[foreign.pk]))
    assert list(errors(answer)) == ["creative_ids"]


def test_a_creative_of_another_type_that_is_out_of_sight_does_not_count(marketer_browser, company, order, creative):
    page_ = make_creative(company, name="Page", type=CreativeType.HTML, data=b"<p>Hi</p>")
    marketer_browser.post(f"{ADS}add/", ad_form(order, creative, creative_ids=[creative.pk, page_.pk]))
    assert AdCampaign.objects.get().creative_ids == [creative.pk]


def test_a_running_campaign_is_changed(marketer_browser, order, creative, running):
    answer = marketer_browser.post(
        page(running), ad_form(order, creative, name="Banners", budget_total="150"), follow=True
    )
    assert said(answer) == ["“Banners” is changed."]
    assert again(running).budget_total == 150


def test_more_than_was_approved_needs_another_approval(marketer_browser, company, order, creative, running):
    Company.objects.filter(pk=company.pk).update(four_eyes_from=Decimal(120))
    answer = marketer_browser.post(page(running), ad_form(order, creative, budget_total="150"))
    assert list(errors(answer)) == ["budget_total"]
    assert again(running).budget_total == 100


def test_a_finished_campaign_is_only_looked_at(marketer_browser, running):
    with acting(actor=Actor("person", 1, "x")):
        moving.act(campaign_ids=[running.campaign_id], action="delete")
    text = marketer_browser.get(page(running)).content.decode()
    assert 'name="_save"' not in text
    assert marketer_browser.post(page(running), {"name": "x"}).status_code == 403


@pytest.mark.parametrize(("deed", "stage"), [("pause", "paused"), ("delete", "deleted")])
def test_buttons_move_a_campaign(marketer_browser, running, deed, stage):
    marketer_browser.post(page(running, "do", deed))
    assert stage_of(again(running)) == stage


def test_a_paused_one_is_resumed_and_a_draft_submitted(marketer_browser, order, creative, running):
    for deed in ("pause", "resume"):
        marketer_browser.post(page(running, "do", deed))
    assert stage_of(again(running)) == "running"
    draft = make_ad(order, creative, as_draft=True)
    marketer_browser.post(page(draft, "do", "submit"))
    assert stage_of(again(draft)) == "pending"


def test_an_illegal_move_says_why(marketer_browser, ad):
    answer = marketer_browser.post(page(ad, "do", "pause"), follow=True)
    assert said(answer) == [f"Campaign {ad.campaign_id}: It waits for approval, so there is nothing to pause."]
    assert stage_of(again(ad)) == "pending"


def test_several_are_paused_and_what_refuses_says_why(marketer_browser, order, creative, running, ad):
    chosen = {"action": "pause_selected", "_selected_action": [running.pk, ad.pk]}
    answer = marketer_browser.post(ADS, chosen, follow=True)
    assert said(answer)[0] == "1 campaign paused."
    assert "there is nothing to pause" in said(answer)[1]
    assert (stage_of(again(running)), stage_of(again(ad))) == ("paused", "pending")


def test_campaigns_are_narrowed_to_a_stage_and_an_order(colleague_browser, company, order, creative, running):
    make_ad(make_order(company, name="Other"), creative, name="Waiting one")
    assert "Waiting one" not in colleague_browser.get(f"{ADS}?stage=running").content.decode()
    assert "Banners" not in colleague_browser.get(f"{ADS}?stage=pending").content.decode()
    text = colleague_browser.get(f"{ADS}?order={order.pk}").content.decode()
    assert "Banners" in text
    assert "Waiting one" not in text


def test_the_list_of_campaigns_asks_as_often_for_many_as_for_one(colleague_browser, order, creative, running):
    colleague_browser.get(ADS)
    one = queries(colleague_browser, ADS)
    for _ in range(5):
        make_running(order, creative)
    assert queries(colleague_browser, ADS) == one


def test_the_common_page_leads_to_the_campaigns_own_and_back(colleague_browser, running):
    common = reverse("admin:campaigns_campaign_change", args=[running.campaign_id])
    text = colleague_browser.get(common).content.decode()
    assert page(running) in text
    assert "100.00\u202fEUR" in text
    assert common in colleague_browser.get(page(running)).content.decode()


def test_the_history_is_that_of_the_whole_campaign(colleague_browser, running):
    text = colleague_browser.get(page(running, "history")).content.decode()
    assert "submitted" in text
    assert "approved" in text


# -- The pacing chart


def test_the_chart_says_in_words_what_it_draws(colleague_browser, order, creative):
    running = make_running(order, creative, even_pacing=True)
    report(running, value=Decimal(40), at=timezone.now() - timedelta(hours=1))
    answer = colleague_browser.get(page(running))
    text = answer.content.decode()
    assert "Spent 40.00\u202fEUR of 100.00\u202fEUR." in text
    assert 'class="io-spent" points="0' in text
    assert 'class="io-planned"' in text
    assert "went on" not in text
    assert "All that was planned until the end of the hour" in text


def test_a_draft_has_a_plan_and_nothing_spent(colleague_browser, order, creative):
    text = colleague_browser.get(page(make_ad(order, creative, as_draft=True))).content.decode()
    assert "Spent 0.00\u202fEUR of 100.00\u202fEUR." in text


def test_an_ended_campaign_keeps_its_chart(colleague_browser, running):
    report(running, value=Decimal(30))
    moving.act(campaign_ids=[running.campaign_id], action="delete")
    assert "Spent 30.00\u202fEUR of 100.00\u202fEUR." in colleague_browser.get(page(running)).content.decode()


# -- The queue


def decide(browser, chosen, decision="approve", **more):
    seen = {f"seen_{one.pk}": str(one.budget_total) for one in chosen}
    return browser.post(QUEUE, {"ad": [one.pk for one in chosen], "decision": decision, **seen, **more}, follow=True)


def test_the_queue_shows_the_longest_waiting_first(colleague_browser, order, creative):
    first, second = make_ad(order, creative, name="Early"), make_ad(order, creative, name="Late")
    AdCampaign.objects.filter(pk=second.pk).update(submitted_at=timezone.now() - 2 * DAY)
    text = colleague_browser.get(QUEUE).content.decode()
    assert text.index("Late") < text.index("Early")
    assert "Approve ticked" not in text
    assert stage_of(again(first)) == "pending"


def test_several_are_approved_at_once(approver_browser, order, creative):
    both = [make_ad(order, creative, name=name) for name in ("One", "Two")]
    answer = decide(approver_browser, both)
    assert said(answer) == ["2 campaigns approved."]
    assert [stage_of(again(one)) for one in both] == ["running", "running"]
    assert again(both[0]).decided_by == "Petra"


def test_one_that_may_not_be_approved_does_not_keep_the_others(approver_browser, company, order, creative):
    retired = make_creative(company, name="Old")
    good, bad = make_ad(order, creative, name="Good"), make_ad(order, retired, name="Bad")
    creatives.retire(creative=retired)
    assert "“Old” is not approved (retired)." in approver_browser.get(QUEUE).content.decode()
    answer = decide(approver_browser, [good, bad])
    assert said(answer) == ["1 campaign approved.", f"Bad: Creative {retired.pk} is not approved (retired)."]
    assert (stage_of(again(good)), stage_of(again(bad))) == ("running", "pending")


def test_what_changed_since_it_was_looked_at_is_not_approved(approver_browser, ad):
    before = again(ad)
    AdCampaign.objects.filter(pk=ad.pk).update(budget_total=Decimal(900))
    answer = decide(approver_browser, [before])
    assert said(answer) == ["Banners: It was changed since you looked at it. Look at it again."]
    assert stage_of(again(ad)) == "pending"


def test_other_creatives_than_were_looked_at_are_not_approved(approver_browser, company, ad):
    before = again(ad)
    other = make_creative(company, name="Other")
    ads.change_ad(ad=ad, changes={"creative_ids": [other.pk]})
    state = {f"state_{ad.pk}": finding.state_of(before)}
    assert "changed since you looked at it" in said(decide(approver_browser, [before], **state))[0]
    assert stage_of(again(ad)) == "pending"


def test_what_was_not_looked_at_is_not_approved(approver_browser, ad):
    approver_browser.post(QUEUE, {"ad": [ad.pk], "decision": "approve"})
    assert stage_of(again(ad)) == "pending"


def test_four_eyes_see_more_than_two(owner, owner_browser, company, order, creative):
    Company.objects.filter(pk=company.pk).update(four_eyes_from=Decimal(50))
    with acting(actor=Actor("person", owner.user.pk, "Olga")):
        ad = make_ad(order, creative)
    assert approval.OWN in owner_browser.get(QUEUE).content.decode()
    answer = decide(owner_browser, [ad])
    assert said(answer) == [f"Banners: {approval.OWN}"]
    assert stage_of(again(ad)) == "pending"


def test_several_are_rejected_with_one_reason(approver_browser, order, creative):
    both = [make_ad(order, creative, name=name) for name in ("One", "Two")]
    answer = decide(approver_browser, both, "reject", reason="Wrong month.")
    assert said(answer) == ["2 campaigns rejected."]
    assert [(stage_of(again(one)), again(one).reason) for one in both] == [("rejected", "Wrong month.")] * 2


def test_a_rejection_needs_a_reason_and_the_ticks_stay(approver_browser, ad):
    answer = decide(approver_browser, [ad], "reject", reason=" ")
    text = answer.content.decode()
    assert "Say why, in at most 2,000 characters" in text
    assert f'id="ad-{ad.pk}" aria-label="Choose Banners" checked' in text
    assert stage_of(again(ad)) == "pending"


def test_nothing_ticked_is_said(approver_browser, ad):
    answer = approver_browser.post(QUEUE, {"decision": "approve"})
    assert stage_of(again(ad)) == "pending"
    assert "Tick what you decide on." in answer.content.decode()


@pytest.mark.parametrize("who", ["colleague_browser", "marketer_browser"])
def test_who_may_not_approve_decides_nothing(request, ad, who):
    person = request.getfixturevalue(who)
    assert decide(person, [ad]).status_code == 403
    assert person.post(page(ad, "do", "approve"), {"seen": "100"}).status_code == 403
    assert stage_of(again(ad)) == "pending"


def test_a_stranger_neither_sees_nor_decides(stranger_browser, ad):
    assert "Banners" not in stranger_browser.get(QUEUE).content.decode()
    decide(stranger_browser, [ad])
    assert stage_of(again(ad)) == "pending"


def test_the_menu_and_the_home_page_count_what_waits_for_whoever_decides(approver_browser, colleague_browser, ad):
    text = approver_browser.get(reverse("admin:index")).content.decode()
    assert "ad waiting for approval" in text
    assert "ad waiting for approval" not in colleague_browser.get(reverse("admin:index")).content.decode()


def test_what_waits_is_counted_up_to_a_hundred(approver_browser, ad, monkeypatch):
    monkeypatch.setattr(approval_page, "MOST_COUNTED", 0)
    assert "0+" in approver_browser.get(reverse("admin:index")).content.decode()


def test_the_queue_asks_as_often_for_many_as_for_one(approver_browser, order, creative, ad):
    approver_browser.get(QUEUE)
    one = queries(approver_browser, QUEUE)
    for _ in range(5):
        make_ad(order, creative)
    assert queries(approver_browser, QUEUE) == one


def test_one_is_approved_on_its_own_page_by_who_saw_its_budget(approver_browser, ad):
    approver_browser.post(page(ad, "do", "approve"), {"seen": "99"})
    assert stage_of(again(ad)) == "pending"
    answer = approver_browser.post(page(ad, "do", "approve"), {"seen": "100"}, follow=True)
    assert stage_of(again(ad)) == "running"
    assert "by Petra" in answer.content.decode()


def test_a_rejected_one_shows_the_reason_to_its_buyer(approver_browser, marketer_browser, ad):
    approver_browser.post(page(ad, "do", "reject"), {"reason": "The logo is old."})
    text = marketer_browser.get(page(ad)).content.decode()
    assert "The logo is old." in text
    assert "Submit again" in text


# -- Creatives


def upload(browser, name="banner.png", data=None, **fields):
    file = SimpleUploadedFile(name, picture() if data is None else data)
    return browser.post(f"{CREATIVES}add/", {"name": "Banner", "type": "11", "file": file, **fields})


def test_a_picture_is_uploaded_and_measured(marketer_browser):
    upload(marketer_browser)
    made = Creative.objects.get()
    assert (made.content_type, made.width, made.height, made.status) == ("image/png", 300, 250, "pending")


def test_a_file_is_what_its_contents_say(marketer_browser):
    answer = upload(marketer_browser, data=b"<script>alert(1)</script>")
    assert errors(answer) == {"file": ["This is not a PNG, JPEG, GIF or WebP picture that can be read."]}
    assert not Creative.objects.exists()


def test_a_file_that_is_too_large_is_not_read(marketer_browser):
    answer = upload(marketer_browser, data=b"x" * (20 * 1024 * 1024 + 1))
    assert errors(answer) == {"file": ["The file is larger than 20 MB."]}


def test_either_a_file_or_a_link(marketer_browser):
    answer = marketer_browser.post(f"{CREATIVES}add/", {"name": "Banner", "type": "11", "link": ""})
    assert errors(answer) == {"link": ["Upload a file, or give a link: one of both."]}
    marketer_browser.post(f"{CREATIVES}add/", {"name": "Film", "type": "14", "link": "https://cdn.example/film.mp4"})
    assert Creative.objects.get().link == "https://cdn.example/film.mp4"


def test_the_file_comes_in_a_sandbox(colleague_browser, creative):
    answer = colleague_browser.get(page(creative, "file"))
    assert answer.content == picture()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_page_keeps_its_type_and_runs_nothing(colleague_browser, company, scope):
    html = make_creative(company, type=CreativeType.HTML, data=b"<script>alert(1)</script>")
    answer = colleague_browser.get(page(html, "file"))
    assert answer.headers["Content-Type"] == "text/html"
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]
    assert 'sandbox=""' in colleague_browser.get(page(html)).content.decode()


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-4", 206, slice(-4, None)),
        ("bytes=99999999-", 416, slice(0, 0)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_players_ask_for_parts(colleague_browser, creative, asked, status, part):
    answer = colleague_browser.get(page(creative, "file"), headers={"range": asked})
    assert (answer.status_code, answer.content) == (status, picture()[part])


def test_a_small_picture_is_small(colleague_browser, company, scope):
    large = make_creative(company, data=picture(2000, 1000))
    answer = colleague_browser.get(page(large, "thumb"))
    assert answer.headers["Content-Type"] == "image/webp"
    assert (answer.content[:4], answer.content[8:12]) == (b"RIFF", b"WEBP")
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("name", ["file", "thumb"])
def test_a_strangers_browser_gets_no_file(stranger_browser, client, creative, name):
    assert stranger_browser.get(page(creative, name)).status_code == 404
    assert client.get(page(creative, name)).status_code == 302


@pytest.mark.parametrize("name", ["file", "thumb"])
def test_what_was_linked_has_no_file(colleague_browser, company, scope, name):
    linked = make_creative(company, data=b"", link="https://cdn.example/a.png")
    assert colleague_browser.get(page(linked, name)).status_code == 404


def test_a_linked_ones_page_may_load_from_its_server_alone(colleague_browser, company, scope):
    linked = make_creative(company, data=b"", link="https://cdn.example/a.png;script-src%20*")
    policy = colleague_browser.get(page(linked)).headers["Content-Security-Policy"]
    assert "img-src 'self' https://cdn.example data:" in policy
    assert "script-src 'self' 'unsafe-eval';" in policy
    assert "*" not in policy


def test_a_creative_is_approved_rejected_and_retired_by_who_may(approver_browser, marketer_browser, company, scope):
    fresh = make_creative(company, approved=False)
    assert marketer_browser.post(page(fresh, "do", "approve")).status_code == 403
    approver_browser.post(page(fresh, "do", "reject"), {"reason": "Blurred."})
    assert (Creative.objects.get().status, Creative.objects.get().reason) == ("rejected", "Blurred.")
    for deed, status in (("approve", "approved"), ("retire", "retired")):
        approver_browser.post(page(fresh, "do", deed))
        assert Creative.objects.get().status == status


def test_a_creative_shows_where_it_is_used(colleague_browser, creative, ad):
    assert page(ad) in colleague_browser.get(page(creative)).content.decode()
    assert "1 campaign" in colleague_browser.get(CREATIVES).content.decode()


def test_the_list_of_creatives_asks_as_often_for_many_as_for_one(colleague_browser, company, creative, ad):
    colleague_browser.get(CREATIVES)
    one = queries(colleague_browser, CREATIVES)
    for n in range(5):
        make_creative(company, name=f"More {n}")
    assert queries(colleague_browser, CREATIVES) == one


def test_counters_are_left_alone_by_looking(colleague_browser, running):
    report(running, value=Decimal(5))
    before = AdSpend.objects.values().get()
    colleague_browser.get(page(running))
    assert AdSpend.objects.values().get() == before
