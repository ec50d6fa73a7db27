"""A broadcast in a real browser: made, checked, sent, watched to its end, and found in the outbox."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

SENDING_MS = 45_000
PEOPLE = "anna.berg@people.example\ncarla.eide@people.example"


def test_a_group_is_made_of_two_people(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}/admin/audiences/group/add/")
    page.get_by_label("Name").fill("Early birds")
    page.get_by_role("button", name="Save and continue editing").click()
    page.locator("textarea[name=who]").fill(PEOPLE)
    page.locator("form:has(textarea[name=who]) button[type=submit]").click()
    expect(page.get_by_text("2 contacts put in.")).to_be_visible()


def test_a_broadcast_is_made_and_filled(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}/admin/delivery/broadcast/")
    page.goto(f"{stack.url}/admin/delivery/broadcast/add/")
    page.get_by_label("Name").fill("Breakfast offer")
    page.get_by_label("Template").select_option(label="weekly_offer (E-mail)")
    page.get_by_label("Early birds").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“Breakfast offer” is made.")).to_be_visible()
    page.get_by_label("offer", exact=True).fill("Porridge for two")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_label("offer", exact=True)).to_have_value("Porridge for two")


def test_it_is_checked_sent_and_watched_to_its_end(page: Page, stack: Any) -> None:
    page.get_by_role("link", name="Check and send …").click()
    expect(page.get_by_role("heading", name="As the first ones get it")).to_be_visible()
    mail = page.frame_locator("iframe").first
    expect(mail.get_by_text("This is for you: Porridge for two.")).to_be_visible()
    expect(page.get_by_text("Nothing leaves: the channel has no account yet")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Send to 2 people now").click()
    expect(page.get_by_text("Run 1 has begun: 2 people.")).to_be_visible()
    # The page keeps itself fresh: nobody reloads while the run goes on.
    balance = page.locator("[data-view=whole]")
    expect(balance).to_have_attribute("data-state", "sent", timeout=SENDING_MS)
    expect(balance.locator("li").filter(has_text=re.compile("^Sent"))).to_contain_text("2")
    recipients = page.locator("#recipients")
    expect(recipients.get_by_role("row", name=re.compile("anna.berg@people.example"))).to_contain_text("Sent")


def test_the_campaigns_page_and_the_list_show_what_became_of_it(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}/admin/delivery/broadcast/?q=breakfast")
    row = page.get_by_role("row", name=re.compile("Breakfast offer"))
    expect(row.get_by_text("2 of 2 sent")).to_be_visible()
    page.goto(f"{stack.url}/admin/campaigns/campaign/?q=breakfast")
    page.get_by_role("link", name="Breakfast offer").click()
    expect(page.get_by_role("heading", name="Runs of the broadcast")).to_be_visible()


def test_the_outbox_has_both_messages(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}/admin/delivery/outboxmessage/?q=Porridge")
    for address in PEOPLE.splitlines():
        expect(page.get_by_role("row", name=re.compile(re.escape(address)))).to_be_visible()


def test_a_schedule_is_kept_and_one_time_skipped(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}/admin/delivery/broadcast/?q=breakfast")
    page.get_by_role("link", name="Breakfast offer").click()
    page.get_by_role("link", name="Change the schedule").click()
    page.get_by_role("radio", name="On weekdays").check()
    page.get_by_label("Monday").fill("09:30, 17:00")
    page.get_by_role("button", name="Save the schedule").click()
    expect(page.get_by_text(re.compile("It runs next on Monday"))).to_be_visible()
    schedule = page.locator("#schedule")
    expect(schedule.get_by_role("button", name=re.compile("^Skip"))).to_have_count(10)
    page.once("dialog", lambda dialog: dialog.accept())
    schedule.get_by_role("button", name=re.compile("^Skip")).first.click()
    expect(schedule.get_by_text("Skipped by hand")).to_be_visible()


def test_one_time_is_moved_and_put_back_and_so_is_the_skipped_one(page: Page, stack: Any) -> None:
    schedule = page.locator("#schedule")
    schedule.get_by_role("link", name=re.compile("^Move")).first.click()
    new = page.get_by_label(re.compile("^New time"))
    day = new.input_value().split("T")[0]
    new.fill(f"{day}T21:45")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text(re.compile("It runs on Monday .*, 21:45 .* instead"))).to_be_visible()
    moved = schedule.get_by_role("listitem").filter(has_text="21:45")
    expect(moved).to_contain_text(re.compile("instead of Mon .*, 17:00"))
    moved.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_text(re.compile("It runs on Monday .*, 17:00 .* again"))).to_be_visible()
    expect(schedule.get_by_text("21:45")).to_have_count(0)
    schedule.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_text(re.compile("It runs on Monday .*, 09:30 .* again"))).to_be_visible()
    expect(schedule.get_by_text("Skipped by hand")).to_have_count(0)


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
