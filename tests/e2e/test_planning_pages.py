"""The pages of content and planning in a real browser: written, planned, resumed, replaced, taken back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

WRITING_MS = 45_000


@pytest.fixture(scope="module")
def door(stack: Any) -> Iterator[httpx2.Client]:
    """The native API, signed in."""
    headers = {"Authorization": f"Bearer {stack.marketer_token()}"}
    with httpx2.Client(base_url=f"{stack.url}/api", headers=headers) as client:
        yield client


def make(door: httpx2.Client, name: str, text: str = "", **content: Any) -> str:
    """A campaign with one post, by the API; returns the campaign's id."""
    campaign = door.post("/campaigns", json={"name": name}).json()["id"]
    if text:
        body = {"campaignId": campaign, "type": "social", "platform": "x", "content": text, **content}
        answer = door.post("/content", json=body)
        assert answer.status_code == 201, answer.text
    return str(campaign)


def open_campaign(page: Page, stack: Any, name: str) -> None:
    """Its page, by the list."""
    page.goto(f"{stack.url}/admin/campaigns/campaign/?q={name.replace(' ', '+')}")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name="Status")).to_be_visible()


def test_a_post_is_written_counted_and_scheduled(page: Page, stack: Any, door: httpx2.Client) -> None:
    make(door, "Harbour days")
    open_campaign(page, stack, "Harbour days")
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_label("Platform").select_option("x")
    text = page.get_by_label("Text")
    text.fill("a" * 281)
    expect(page.get_by_text("281 / 280 on X")).to_have_class(re.compile("o-over"))
    text.fill("Boats, coffee and keys.")
    expect(page.get_by_text("23 / 280 on X")).not_to_have_class(re.compile("o-over"))
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_label("Publish at").fill("2035-06-01T09:30")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.get_by_text("is scheduled for Friday 1 June 2035, 09:30 (Europe/Oslo)")).to_be_visible()
    open_campaign(page, stack, "Harbour days")
    expect(page.locator("#drafts").get_by_text("1 Jun 2035, 09:30")).to_be_visible()


def test_a_campaign_is_planned_in_a_chat_and_its_drafts_are_written_live(
    page: Page, stack: Any, door: httpx2.Client
) -> None:
    make(door, "Orchard weeks")
    open_campaign(page, stack, "Orchard weeks")
    page.get_by_role("link", name="Plan with the assistant").first.click()
    page.get_by_label("Your message").fill(
        "The goal is 300 visits. It runs from 12 to 25 April 2035 on Instagram and LinkedIn."
    )
    page.keyboard.press("Enter")
    turns = page.get_by_label("Chat").get_by_role("listitem")
    expect(turns).to_have_count(3)
    expect(turns.nth(2)).not_to_have_text(re.compile("…$"))
    page.reload()
    expect(turns).to_have_count(3)
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_text(re.compile(r"^Changed: .*Starts, Ends"))).to_be_visible()
    expect(page.get_by_text("12 Apr 2035, 00:00")).to_be_visible()
    page.get_by_role("button", name="Write drafts").click()
    # The page keeps itself fresh: nobody reloads while the job runs.
    drafts = page.locator("[data-drafts]")
    expect(drafts.get_by_text("Succeeded")).to_be_visible(timeout=WRITING_MS)
    drafts.get_by_role("link").first.click()
    expect(page.get_by_text("the built-in assistant")).to_be_visible()


def test_a_resume_shows_every_date_first_and_is_taken_back(page: Page, stack: Any, door: httpx2.Client) -> None:
    when = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    campaign = make(door, "Quay walks", "See you at the quay", scheduledAt=when)
    for status in ("ACTIVE", "PAUSED"):
        assert door.put(f"/campaigns/{campaign}", json={"status": status}).status_code == 200
    open_campaign(page, stack, "Quay walks")
    page.get_by_role("button", name="Resume …").click()
    row = page.get_by_role("row", name=re.compile("See you at the quay"))
    expect(row).to_be_visible()
    page.get_by_label("Cancel what is scheduled").check()
    expect(row.get_by_text("Cancelled")).to_be_visible()
    page.get_by_role("button", name="Resume like this").click()
    expect(page.get_by_text("runs again")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: Resumed")).to_be_visible()
    expect(page.get_by_role("button", name="Resume …")).to_be_visible()


def test_find_and_replace_shows_its_difference_and_is_taken_back(page: Page, stack: Any, door: httpx2.Client) -> None:
    make(door, "Berry fair", "BLÅBÆR and cream")
    open_campaign(page, stack, "Berry fair")
    page.get_by_role("link", name="Find and replace").click()
    page.get_by_label("Find").fill("blåbær")
    page.get_by_label("Replace with").fill("Bringebær")
    page.keyboard.press("Enter")
    expect(page.locator("del")).to_have_text("BLÅBÆR")
    expect(page.locator("ins")).to_have_text("Bringebær")
    page.get_by_role("button", name="Replace 1 occurrence").click()
    expect(page.get_by_text("1 occurrence replaced.")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Taken back: “blåbær” replaced by “Bringebær”. 1 row restored.")).to_be_visible()
    expect(page.locator("#drafts").get_by_text("BLÅBÆR and cream")).to_be_visible()


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
