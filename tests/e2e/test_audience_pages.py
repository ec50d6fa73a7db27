"""Contacts, groups, segments and suppressions in a real browser, seen by owner, colleague and stranger."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

ADDRESS = "ingrid.moe@people.example"


def go(page: Page, stack: Any, path: str) -> None:
    """A page of audiences."""
    page.goto(f"{stack.url}/admin/audiences/{path}")


def open_contact(page: Page, stack: Any, address: str = ADDRESS) -> None:
    """A contact's page, by the list."""
    go(page, stack, f"contact/?q={address}")
    page.locator("#result_list").get_by_role("link").first.click()
    expect(page.locator(".o-card-title", has_text="Messages")).to_be_visible()


def keep(page: Page) -> None:
    """Save, and stay."""
    page.get_by_role("button", name="Save and continue editing").click()


def test_a_contact_is_kept_with_attributes_and_consent(page: Page, stack: Any) -> None:
    go(page, stack, "contact/add/")
    expect(page.get_by_role("heading", name="Add contact")).to_be_visible()
    page.get_by_label("First name").fill("Ingrid")
    page.get_by_label("E-mail address").fill("Ingrid.Moe@PEOPLE.example")
    page.get_by_label("Phone").fill("+47 912 34 567")
    page.get_by_label("Time zone").fill("Europe/Oslo")
    page.get_by_label("Attributes").fill("town: Hamar\nsize of shoe: 42\nmember: yes")
    page.locator("#id_consent_email").select_option("given")
    page.get_by_label("Where it comes from").fill("Newsletter form")
    keep(page)
    expect(page.get_by_label("E-mail address")).to_have_value(ADDRESS)
    expect(page.get_by_label("Phone")).to_have_value("+4791234567")
    expect(page.get_by_label("Attributes")).to_have_value("town: Hamar\nmember: yes\nsize of shoe: 42")
    expect(page.locator("#id_consent_email")).to_have_value("given")
    expect(page.get_by_text("Gets messages")).to_have_count(3)


def test_what_is_wrong_with_a_contact_stands_at_its_field_and_nobody_is_added(page: Page, stack: Any) -> None:
    go(page, stack, "contact/add/")
    page.get_by_label("First name").fill("Nobody")
    page.get_by_label("E-mail address").fill("not an address")
    page.get_by_label("Time zone").fill("Middle of nowhere")
    keep(page)
    for field in ("email", "time_zone"):
        expect(page.locator(f".field-{field} .errorlist li")).to_have_count(1)
    expect(page.get_by_label("E-mail address")).to_have_value("not an address")
    go(page, stack, "contact/?q=Nobody")
    expect(page.get_by_text("0 contacts")).to_be_visible()


def test_a_group_takes_who_is_known_and_names_who_is_not(page: Page, stack: Any) -> None:
    go(page, stack, "group/add/")
    page.get_by_label("Name").fill("Harbour regulars")
    keep(page)
    expect(page.get_by_text("Nobody yet.")).to_be_visible()
    page.get_by_label("E-mail addresses, numbers or your ids").fill(f"{ADDRESS}\nwho@nobody.example")
    page.locator("form:has(#who)").get_by_role("button", name="Put in").click()
    expect(page.get_by_text("1 contact put in. Nobody has: who@nobody.example.")).to_be_visible()
    expect(page.get_by_text(ADDRESS)).to_be_visible()


def test_a_contact_leaves_a_group_on_their_own_page(page: Page, stack: Any) -> None:
    open_contact(page, stack)
    page.get_by_role("button", name="Take out of Harbour regulars").click()
    expect(page.get_by_text("Taken out of “Harbour regulars”.")).to_be_visible()
    expect(page.get_by_text("In no group.")).to_be_visible()


def test_a_segment_is_built_of_conditions_and_counted_meanwhile(page: Page, stack: Any) -> None:
    go(page, stack, "segment/add/")
    page.get_by_label("Name").fill("Hamar by e-mail")
    page.get_by_label("What is looked at").select_option("attributes")
    page.get_by_label("Attribute", exact=True).fill("town")
    page.get_by_label("Value", exact=True).fill("Hamar")
    whom = page.locator("[data-preview]")
    expect(whom).to_contain_text("1 contact")
    expect(whom.get_by_role("link", name="Ingrid")).to_be_visible()
    page.get_by_role("button", name="Box of conditions").click()
    page.get_by_label("How it is compared").last.select_option("is not set")
    expect(whom).to_contain_text("0 contacts")
    page.get_by_label("How it is compared").last.select_option("is set")
    expect(whom).to_contain_text("1 contact")
    keep(page)
    expect(page.get_by_label("Attribute", exact=True)).to_have_value("town")
    expect(page.get_by_label("What is looked at")).to_have_count(2)


def test_an_unfinished_condition_is_named_until_it_is_finished(page: Page, stack: Any) -> None:
    go(page, stack, "segment/add/")
    page.get_by_label("Name").fill("Unfinished")
    page.get_by_label("What is looked at").select_option("attributes")
    page.get_by_role("button", name="Save", exact=True).click()
    above = page.get_by_text("Some conditions are not complete.")
    expect(above).to_be_visible()
    expect(page.get_by_text("Say which attribute.")).to_be_visible()
    page.get_by_label("Attribute", exact=True).fill("town")
    page.get_by_label("Value", exact=True).fill("Hamar")
    expect(above).to_be_hidden()
    expect(page.get_by_text("Say which attribute.")).to_be_hidden()
    go(page, stack, "segment/?q=Unfinished")
    expect(page.get_by_text("0 segments")).to_be_visible()


def test_an_address_gets_nothing_until_that_is_lifted_with_a_reason(page: Page, stack: Any) -> None:
    open_contact(page, stack)
    page.get_by_text("Send nothing more").first.click()
    page.locator("#note-email").fill("Call on 17 May")
    page.get_by_role("button", name="Suppress").first.click()
    expect(page.get_by_text("Suppressed", exact=True)).to_have_count(1)
    go(page, stack, f"suppression/?q={ADDRESS}")
    expect(page.get_by_role("row", name=re.compile("Call on 17 May"))).to_contain_text("Added by hand")
    page.locator("#result_list").get_by_role("link").first.click()
    page.get_by_label("Why").fill("Asked for it by phone")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Lift").click()
    expect(page.get_by_text("Lifted: the address may get messages by E-mail again.")).to_be_visible()
    open_contact(page, stack)
    expect(page.get_by_text("Gets messages")).to_have_count(3)


def test_a_suppression_is_added_by_hand_and_its_address_is_not_shown_again(page: Page, stack: Any) -> None:
    go(page, stack, "suppression/add/")
    page.get_by_label("Address").fill("left.us@people.example")
    page.get_by_label("Who asked for it, and when").fill("Letter of 3 June")
    page.get_by_role("button", name="Save", exact=True).click()
    go(page, stack, "suppression/")
    expect(page.get_by_role("row", name=re.compile("Letter of 3 June"))).to_be_visible()
    expect(page.locator("#result_list")).not_to_contain_text("left.us@people.example")


def test_a_colleague_who_may_only_look_reads_and_cannot_write(colleague: Page, stack: Any) -> None:
    open_contact(colleague, stack)
    expect(colleague.get_by_text("town: Hamar")).to_be_visible()
    expect(colleague.get_by_text("E-mail: given (Newsletter form)")).to_be_visible()
    for name in ("Save", "Suppress", "Put in"):
        expect(colleague.get_by_role("button", name=name)).to_have_count(0)
    go(colleague, stack, "segment/?q=Hamar")
    colleague.get_by_role("link", name="Hamar by e-mail").click()
    expect(colleague.locator("[data-builder]")).to_have_count(0)
    expect(colleague.locator("[data-preview]")).to_contain_text("1 contact")
    go(colleague, stack, "contact/add/")
    expect(colleague.get_by_label("First name")).to_have_count(0)


def test_a_stranger_finds_none_of_it(page: Page, stranger: Page, stack: Any) -> None:
    open_contact(page, stack)
    stranger.goto(page.url)
    expect(stranger.get_by_text(ADDRESS)).to_have_count(0)
    expect(stranger.get_by_text("doesn’t exist")).to_be_visible()
    for kind in ("contact", "group", "segment", "suppression"):
        go(stranger, stack, f"{kind}/")
        expect(stranger.get_by_text(f"0 {kind}s")).to_be_visible()


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
