"""Numbers in a real browser: reported over the API, then seen on every page that tells them."""

import re
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

NAME = "Lighthouse nights"
WRITING_MS = 45_000


@pytest.fixture(scope="module")
def campaign(stack: Any) -> str:
    """A campaign with numbers of today; returns its name's row in the list as an address."""
    headers = {"Authorization": f"Bearer {stack.marketer_token()}"}
    with httpx2.Client(base_url=f"{stack.url}/api", headers=headers) as door:
        made = door.post("/campaigns", json={"name": NAME}).json()["id"]
        said = {"campaignId": made, "platform": "mastodon"}
        events = [
            {"key": "e2e-1", "kind": "impression", "count": 43_210, **said},
            {"key": "e2e-2", "kind": "like", "count": 4_321, **said},
            {"key": "e2e-3", "kind": "click", "count": 87, **said},
            {"key": "e2e-4", "kind": "click", "count": 13, "machine": True, **said},
        ]
        answer = door.post("/analytics/events", json={"events": events})
    assert (answer.status_code, answer.json()["accepted"]) == (200, 4), answer.text
    return str(made)


def tile(page: Page, name: str) -> Any:
    """The tile of a metric."""
    return page.locator(".a-tile").filter(has=page.locator(".a-tile-name", has_text=re.compile(f"^{name}$")))


def expect_drawn(page: Page) -> None:
    """The chart has been drawn: its canvas holds more than one colour."""
    drawn = """canvas => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size > 1;
    }"""
    canvas = page.locator("canvas[data-line-chart]").first
    expect(canvas).to_be_visible()
    page.wait_for_function(f"canvas => ({drawn})(canvas)", arg=canvas.element_handle())


def expect_in_table(page: Page, number: str) -> None:
    """The last row of the chart's table says a number; the table opens at a click."""
    page.get_by_text("Show as table").first.click()
    last = page.locator(".a-numbers tbody tr").last
    expect(last).to_contain_text("(so far)")
    expect(last).to_contain_text(number)


def open_analytics(page: Page, stack: Any) -> None:
    """The Analytics page, cut to the campaign, as a person comes there."""
    page.goto(f"{stack.url}/admin/campaigns/campaign/analytics/")
    page.get_by_placeholder("Find a campaign by its name").fill("lighthouse")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Only this one").click()
    expect(page.locator(".a-chip")).to_contain_text(NAME)


def test_the_home_page_tells_the_last_thirty_days(page: Page, stack: Any, campaign: str) -> None:
    page.goto(f"{stack.url}/admin/")
    expect(page.get_by_role("heading", name="Last 30 days")).to_be_visible()
    expect(tile(page, "Impressions").locator(".a-figure")).to_have_text("43,210")
    expect_drawn(page)
    expect_in_table(page, "43,210")


def test_the_campaigns_page_and_its_row_tell_its_numbers(page: Page, stack: Any, campaign: str) -> None:
    page.goto(f"{stack.url}/admin/campaigns/campaign/?q=lighthouse")
    row = page.locator("#result_list tr", has_text=NAME)
    expect(row).to_contain_text("43,210")
    expect(row).to_contain_text("10.00")
    row.get_by_role("link", name=NAME, exact=True).click()
    card = page.locator("#analytics")
    expect(tile(page, "Engagement rate").locator(".a-figure")).to_contain_text("10.00")
    expect(card.get_by_role("row", name="Mastodon")).to_contain_text("4,321")
    expect(card.get_by_role("row", name="Clicks").last).to_contain_text("Reported as a machine")
    expect_drawn(page)
    expect_in_table(page, "43,210")
    card.get_by_role("link", name="This campaign in Analytics").click()
    expect(page.locator(".a-chip")).to_contain_text(NAME)


def test_the_analytics_page_draws_what_is_chosen(page: Page, stack: Any, campaign: str) -> None:
    open_analytics(page, stack)
    expect(tile(page, "Clicks").locator(".a-figure")).to_have_text("87")
    tile(page, "Clicks").get_by_role("link", name="Clicks", exact=True).click()
    expect(page.get_by_role("heading", name="Clicks over time")).to_be_visible()
    expect_drawn(page)
    expect_in_table(page, "87")
    page.get_by_label("What to draw").select_option("engagementRate")
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_role("heading", name="Engagement rate over time")).to_be_visible()
    expect(page.locator(".a-chip")).to_contain_text(NAME)


def test_a_number_is_explained_at_a_key_and_closed_by_another(page: Page, stack: Any, campaign: str) -> None:
    open_analytics(page, stack)
    page.get_by_label("What “Click rate” means").focus()
    page.keyboard.press("Enter")
    help_text = tile(page, "Click rate").get_by_text("Clicks / impressions × 100.")
    expect(help_text).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_text).not_to_be_visible()


def test_an_export_is_written_while_one_looks_on(page: Page, stack: Any, campaign: str) -> None:
    open_analytics(page, stack)
    page.locator("summary", has_text="Export").click()
    page.get_by_label("A row for each campaign").check()
    page.get_by_role("button", name="CSV").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=WRITING_MS)
    with page.expect_download() as fetched:
        link.click()
    text = fetched.value.path().read_text("utf-8-sig")
    assert NAME in text
    assert "43210" in text


def test_a_phone_shows_the_page_without_sideways_scrolling(page: Page, stack: Any, campaign: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        page.goto(f"{stack.url}/admin/campaigns/campaign/analytics/")
        expect_drawn(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    finally:
        page.set_viewport_size({"width": 1440, "height": 900})


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
