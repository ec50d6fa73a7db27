"""Media buying in a real browser: an order and campaigns by form, the queue of approval, and spend on the chart."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

ORDER = "Midsummer on the quay"
CAMPAIGNS = ("Quay banners", "Quay night", "Quay morning")
REASON = "The morning boat does not sail in June."
PAGES = "/admin/insertion_orders"


def at(days: int) -> tuple[str, str]:
    """A day and a time so many days from now, in UTC."""
    moment = datetime.now(UTC) + timedelta(days=days)
    return f"{moment:%Y-%m-%d}", "00:00:00"


def fill_in(page: Page, **values: str) -> None:
    """Fill fields in by their names."""
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def save(page: Page) -> None:
    """Press the form's main button."""
    page.get_by_role("button", name="Save", exact=True).click()


def waiting(page: Page, name: str) -> Locator:
    """A campaign in the queue."""
    return page.locator(".io-waiting > li").filter(has=page.get_by_role("heading", name=name))


def open_campaign(page: Page, stack: Any, name: str) -> None:
    """A campaign's page, as a person comes there."""
    page.goto(f"{stack.url}{PAGES}/adcampaign/")
    page.get_by_role("link", name=name, exact=True).click()


def test_an_order_is_made_by_its_form(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}{PAGES}/insertionorder/add/")
    (start, midnight), (end, _) = at(-4), at(26)
    fill_in(page, name=ORDER, starts_at_0=start, starts_at_1=midnight, ends_at_0=end, ends_at_1=midnight)
    page.get_by_label("Time zone").select_option("America/New_York")
    expect(page.locator("[name=total_impressions]")).to_be_hidden()
    page.get_by_label("Budget type").select_option(label="Impressions")
    expect(page.locator("[name=total_budget]")).to_be_hidden()
    page.get_by_label("Budget type").select_option(label="Budget")
    save(page)
    expect(page.get_by_text("It is needed for this type of budget.")).to_be_visible()
    fill_in(page, total_budget="900")
    save(page)
    row = page.get_by_role("row", name=re.compile(ORDER))
    expect(row).to_contain_text("America/New_York")
    expect(row).to_contain_text("900.00")


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_campaign_is_made_under_it_by_its_form(page: Page, stack: Any, name: str) -> None:
    page.goto(f"{stack.url}{PAGES}/insertionorder/")
    page.get_by_role("link", name=ORDER).click()
    page.get_by_role("link", name="Add a campaign").click()
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    fill_in(page, name=name, advertiser_domain="https://quay.example", country_ids="30100001")
    fill_in(page, budget_total="120", max_bid="4")
    page.get_by_role("radio", name="Video").check()
    expect(page.get_by_label("Demo banner")).to_be_hidden()
    page.get_by_role("radio", name="Image").check()
    page.get_by_label("Demo banner").check()
    save(page)
    expect(page.get_by_text(f"“{name}” waits for approval.")).to_be_visible()
    expect(page.get_by_role("heading", name="Pacing")).to_be_visible()


def test_two_are_approved_at_once(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}/admin/")
    page.get_by_role("link", name=re.compile("ads waiting for approval")).click()
    for name in CAMPAIGNS[:2]:
        expect(waiting(page, name).locator("img").first).to_have_js_property("complete", True)
        waiting(page, name).get_by_role("checkbox").check()
    page.get_by_role("button", name="Approve ticked").click()
    expect(page.get_by_text("2 campaigns approved.")).to_be_visible()
    expect(waiting(page, CAMPAIGNS[0])).to_have_count(0)
    expect(waiting(page, CAMPAIGNS[2])).to_have_count(1)


def test_one_is_rejected_with_a_reason(page: Page) -> None:
    waiting(page, CAMPAIGNS[2]).get_by_role("checkbox").check()
    page.get_by_role("button", name="Reject ticked").click()
    expect(page.get_by_text("Say why, in at most 2,000 characters")).to_be_visible()
    expect(waiting(page, CAMPAIGNS[2]).get_by_role("checkbox")).to_be_checked()
    page.get_by_label("Reason for a rejection").fill(REASON)
    page.get_by_role("button", name="Reject ticked").click()
    expect(page.get_by_text("1 campaign rejected.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()


def test_its_buyer_reads_the_reason(page: Page, stack: Any) -> None:
    open_campaign(page, stack, CAMPAIGNS[2])
    expect(page.locator(".o-problem")).to_have_text(REASON)
    expect(page.get_by_role("button", name="Submit again")).to_be_visible()


def test_what_was_spent_is_on_the_chart_at_once(page: Page, stack: Any) -> None:
    headers = {"Authorization": f"Bearer {stack.marketer_token()}"}
    with httpx2.Client(base_url=f"{stack.url}/api", headers=headers) as door:
        found = door.get("/campaigns", params={"search": CAMPAIGNS[0]}).json()
        campaign = next(one["id"] for one in found["items"] if one["name"] == CAMPAIGNS[0])
        spent = [_spend(campaign, days, str(value)) for days, value in ((2, 20), (1, 30), (0, 75))]
        answer = door.post("/analytics/events", json={"events": spent})
    assert (answer.status_code, answer.json()["accepted"]) == (200, 3), answer.text
    open_campaign(page, stack, CAMPAIGNS[0])
    chart = page.get_by_role("img", name=re.compile("^Line chart of spend"))
    expect(chart).to_have_accessible_name(re.compile(r"Spent 125\.00\s\w{3} of 120\.00"))
    heights = chart.locator(".io-spent").evaluate("line => Array.from(line.points, point => point.y)")
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == 300
    assert heights[-1] < 20
    assert chart.locator(".io-planned").bounding_box() is not None
    expect(page.locator(".io-now")).to_be_visible()


def _spend(campaign: str, days: int, value: str) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(days=days, minutes=1)
    return {
        "key": f"e2e-spend-{days}",
        "kind": "spend",
        "campaignId": campaign,
        "occurredAt": at.isoformat(),
        "value": value,
        "currency": "EUR",
    }


def test_the_same_numbers_stand_in_a_table_and_the_stop_in_a_sentence(page: Page) -> None:
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("row", name=re.compile(r"\(now\)"))).to_contain_text("125.00")
    stops = page.locator("#stops")
    expect(stops).to_contain_text(re.compile(r"The campaign's budget of 120\.00\s\w{3} was spent \(125\.00"))
    expect(stops).to_contain_text("It goes on once the limit is raised.")
    expect(stops).to_contain_text("(America/New_York)")


def test_a_creative_that_is_uploaded_runs_no_script(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}{PAGES}/creative/add/")
    fill_in(page, name="Rich unit")
    page.get_by_role("radio", name="HTML").check()
    html = b"<!doctype html><p>Sail home</p><script>document.body.textContent = 'Run'</script>"
    page.locator("input[type=file]").set_input_files({"name": "unit.html", "mimeType": "text/html", "buffer": html})
    save(page)
    expect(page.frame_locator(".io-preview iframe").get_by_text("Sail home")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("“Rich unit” is approved: ads may show it.")).to_be_visible()


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    blocked = [said for said in complaints if "Blocked script execution" in said]
    assert [said for said in complaints if said not in blocked] == []
    assert blocked, "The script of the creative has to be blocked by its sandbox."
