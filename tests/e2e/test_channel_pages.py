"""Channel accounts and the outbox in a real browser: made, tried, preferred, switched off; keys never come back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PROBLEM = "127.0.0.1 is not a public address. The operator can open it with OUTBOUND_ALLOW."


def begin(page: Page, stack: Any, kind: str, name: str) -> None:
    """The form of a kind, for text messages."""
    page.goto(f"{stack.url}/admin/delivery/channelaccount/add/")
    expect(page.get_by_role("heading", name="Add a channel account")).to_be_visible()
    page.locator(".o-kinds").get_by_role("link", name=re.compile(kind)).click()
    page.locator("#id_name").fill(name)
    page.locator("#id_channel").select_option(label="SMS")


def open_account(page: Page, stack: Any, name: str) -> None:
    """Its page, by the list."""
    page.goto(f"{stack.url}/admin/delivery/channelaccount/?q={name}")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name="How it fares")).to_be_visible()


def keep(page: Page) -> None:
    """Save, and stay."""
    page.get_by_role("button", name="Save and continue editing").click()


def test_what_is_wrong_with_an_account_stands_at_its_field_and_none_is_made(page: Page, stack: Any) -> None:
    begin(page, stack, "Webhook", "Broken")
    page.get_by_label("Address").fill("http://gateway.example")
    page.get_by_label("Signing secret").fill("too short")
    keep(page)
    address, secret = page.locator(".field-x_url .errorlist"), page.locator(".field-x_signing_secret .errorlist")
    expect(address).to_have_text("The address must begin with https://, since the key is sent there.")
    expect(secret).to_have_text("It begins with whsec_, followed by 24 to 64 random bytes in base64.")
    assert "too short" not in page.content()
    page.goto(f"{stack.url}/admin/delivery/channelaccount/?q=Broken")
    expect(page.get_by_text("0 channel accounts")).to_be_visible()


def test_a_key_is_stored_and_never_shown_again(page: Page, stack: Any) -> None:
    begin(page, stack, "Webhook", "Gateway")
    page.get_by_label("Address").fill("https://127.0.0.1:9/sms")
    page.get_by_label("Signing secret").fill(SECRET)
    keep(page)
    expect(page.get_by_text("Nobody has tried it yet.")).to_be_visible()
    secret = page.get_by_label("Signing secret")
    expect(secret).to_have_value("")
    expect(secret).to_have_attribute("placeholder", "Stored. Leave it empty to keep it.")
    assert SECRET not in page.content()
    page.get_by_label("Messages a second").fill("5")
    keep(page)
    expect(page.get_by_label("Messages a second")).to_have_value("5")
    expect(secret).to_have_attribute("placeholder", "Stored. Leave it empty to keep it.")


def test_a_check_says_what_is_wrong(page: Page, stack: Any) -> None:
    open_account(page, stack, "Gateway")
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("Does not work")).to_be_visible()
    expect(page.locator("p.o-problem")).to_have_text(PROBLEM)
    assert SECRET not in page.content()


def test_a_test_message_says_why_it_did_not_leave(page: Page, stack: Any) -> None:
    open_account(page, stack, "Gateway")
    page.get_by_label("To", exact=True).fill("+47 912 34 567")
    page.get_by_role("button", name="Send a test message").click()
    expect(page.locator("p.o-problem")).to_have_text(PROBLEM)
    page.goto(f"{stack.url}/admin/delivery/outboxmessage/?q=91234567")
    expect(page.get_by_text("0 messages in the outbox")).to_be_visible()


def test_a_test_message_by_an_outbox_is_found_there(page: Page, stack: Any) -> None:
    begin(page, stack, "Outbox", "Just looking")
    keep(page)
    expect(page.get_by_text("Nothing leaves")).to_be_visible()
    page.get_by_label("To", exact=True).fill("+47 912 34 567")
    page.get_by_role("button", name="Send a test message").click()
    expect(page.get_by_text(re.compile("^The test message was taken.")).first).to_be_visible()
    page.goto(f"{stack.url}/admin/delivery/outboxmessage/?q=%2B4791234567")
    page.get_by_role("link", name="A test from Muster").click()
    expect(page.get_by_role("heading", name="As it would have looked")).to_be_visible()
    expect(page.locator(".t-preview")).to_contain_text("This is a test from Muster.")


def test_another_account_is_made_the_usual_way(page: Page, stack: Any) -> None:
    open_account(page, stack, "Just looking")
    expect(page.get_by_text("Is used only where it is named. Another way takes the rest.")).to_be_visible()
    page.get_by_role("button", name="Make it the usual way").click()
    expect(page.get_by_text("“Just looking” now takes all of its channel that names no other account.")).to_be_visible()
    page.goto(f"{stack.url}/admin/delivery/channelaccount/?q=")
    expect(page.get_by_role("row", name=re.compile("^.*Just looking"))).to_contain_text("Usual way")
    expect(page.get_by_role("row", name=re.compile("^.*Gateway"))).not_to_contain_text("Usual way")


def test_an_account_is_switched_off_after_a_question_and_on_again(page: Page, stack: Any) -> None:
    open_account(page, stack, "Gateway")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_role("button", name="Switch off")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("“Gateway” is switched off: nothing new goes out by it.")).to_be_visible()
    expect(page.get_by_role("button", name="Send a test message")).to_have_count(0)
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("“Gateway” is switched on.")).to_be_visible()


def test_a_colleague_who_may_only_look_sees_settings_and_no_keys(colleague: Page, stack: Any) -> None:
    open_account(colleague, stack, "Gateway")
    expect(colleague.get_by_text("https://127.0.0.1:9/sms")).to_be_visible()
    expect(colleague.get_by_text("Signing secret")).to_have_count(0)
    for name in ("Save", "Check now", "Switch off", "Send a test message"):
        expect(colleague.get_by_role("button", name=name)).to_have_count(0)


def test_a_stranger_finds_neither_account_nor_message(page: Page, stranger: Page, stack: Any) -> None:
    open_account(page, stack, "Gateway")
    stranger.goto(page.url)
    expect(stranger.get_by_text("doesn’t exist")).to_be_visible()
    expect(stranger.get_by_text("Gateway")).to_have_count(0)
    stranger.goto(f"{stack.url}/admin/delivery/outboxmessage/")
    expect(stranger.get_by_text("The outbox is empty")).to_be_visible()


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
