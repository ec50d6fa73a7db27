"""The back office in a real browser: a marketer reads what a partner's item said."""

import re
import shutil
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, Request, expect, sync_playwright

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
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


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What went wrong in the browser: errors in its console, and requests to anywhere else."""
    return []


@pytest.fixture(scope="module")
def page(stack: Any, complaints: list[str]) -> Iterator[Page]:
    """A browser in which the marketer is signed in."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_foreign(request, stack.url)))
        page.goto(f"{stack.url}/admin/")
        page.get_by_label("E-mail address").fill(stack.credentials["marketer"]["email"])
        page.get_by_label("Password").fill(stack.credentials["marketer"]["password"])
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Home")).to_be_visible()
        yield page
        browser.close()


def _foreign(request: Request, own: str) -> list[str]:
    return [] if request.url.startswith((own, "data:", "blob:")) else [f"asked {request.url}"]


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
