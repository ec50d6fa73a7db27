"""The template editor in a real browser: a message is written beside its preview, and submitted."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def begin(page: Page, stack: Any, name: str, channel: str) -> None:
    """A new template, opened to be written."""
    page.goto(f"{stack.url}/admin/templates_app/messagetemplate/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Channel").select_option(channel)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()


def test_an_email_is_seen_while_it_is_written(page: Page, stack: Any) -> None:
    begin(page, stack, "Spring letter", "email")
    page.get_by_label("Written in").select_option("mjml")
    page.get_by_label("Subject").fill("{{ name }}, spring is here")
    expect(page.locator(".t-inbox")).to_contain_text("Kari Nordmann, spring is here")
    inside = "<mj-text>Dear {{ name }}, {{ offer }} on all boats.</mj-text>"
    source = page.get_by_label("Source")
    source.fill(f"<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>")
    mail = page.frame_locator("iframe.t-mail")
    expect(mail.get_by_text("Dear Kari Nordmann, 20 % off on all boats.")).to_be_visible()
    expect(mail.get_by_role("link", name="Unsubscribe")).to_be_visible()
    page.get_by_label("offer").fill("<b>Half</b>")
    expect(mail.get_by_text("Dear Kari Nordmann, <b>Half</b> on all boats.")).to_be_visible()
    page.get_by_text("Text", exact=True).click()
    expect(page.locator(".t-text")).to_contain_text("Dear Kari Nordmann, <b>Half</b> on all boats.")
    source.fill("<mjml><mj-body><mj-foo/></mj-body></mjml>")
    expect(page.get_by_text("MJML has no element “mj-foo”.")).to_be_visible()


def test_a_whatsapp_carousel_is_built_row_by_row_and_submitted(page: Page, stack: Any) -> None:
    begin(page, stack, "Milk round", "whatsapp")
    page.get_by_label("Body").fill("Fresh *today*, {{ name | friend }}: choose one.")
    expect(page.locator(".t-bubble strong")).to_have_text("today")
    for n, words in enumerate(("Milk", "Oats"), 1):
        page.get_by_role("button", name="Add a card").click()
        page.get_by_label(f"Words of card {n}").fill(f"{words} {{{{1}}}}")
    expect(page.locator(".t-cards > li")).to_have_count(2)
    expect(page.get_by_text("It cannot be submitted yet")).to_have_count(0)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_label("Words of card 2")).to_have_value("Oats {{1}}")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("Version 1 waits for approval.")).to_be_visible()
    expect(page.get_by_label("Body")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^.*Versions and what they changed")).click()
    expect(page.get_by_role("heading", name=re.compile("Version 1"))).to_be_visible()


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
