"""The back office in a real browser: a marketer reads what a partner's item said."""

import re
import time
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

READING_SECONDS = 45


@pytest.fixture(scope="module")
def item(stack: Any) -> dict[str, str]:
    """What the partner's call for a demo page came to."""
    reference = f"E2E-{time.time_ns()}"
    source = {
        "material": [f"{stack.url}/demo/majorstuenveien-14.svg"],
        "name": "Majorstuenveien 14",
        "reference_id": reference,
        "target_url": f"{stack.url}/demo/majorstuenveien-14",
    }
    token = httpx2.post(f"{stack.url}/auth/token", json=stack.credentials["partner"]).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx2.post(f"{stack.url}/api/campaign", json={"source": source}, headers=headers)
    assert answer.status_code == 201, answer.text
    return {"reference": reference, **answer.json()}


def test_the_partners_link_opens_the_campaign_with_what_its_page_says(page: Page, item: dict[str, str]) -> None:
    page.goto(item["ad_creation_link"])
    expect(page.get_by_role("heading", name="What the landing page says")).to_be_visible()
    # The page keeps itself fresh: nobody reloads while the job runs.
    card = page.locator("#landing-page")
    expect(card.get_by_text("Headline", exact=True)).to_be_visible(timeout=READING_SECONDS * 1000)
    expect(card.get_by_text("6,450,000 NOK")).to_be_visible()
    expect(card.get_by_text("→ Brief").first).to_be_visible()
    expect(card.get_by_text("95 %").first).to_be_visible()
    expect(page.get_by_label("Brief")).to_have_value(re.compile("Majorstuenveien 14"))


def test_the_marketer_activates_the_campaign(page: Page, item: dict[str, str]) -> None:
    page.goto(item["ad_creation_link"])
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_text("is now active")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_the_campaign_is_found_by_a_part_of_its_name(page: Page, stack: Any, item: dict[str, str]) -> None:
    page.goto(f"{stack.url}/admin/campaigns/campaign/")
    page.get_by_placeholder("Part of a name").fill("JORSTUENVEIEN")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=item["reference"])).to_be_visible()


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
