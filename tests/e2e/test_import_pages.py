"""Files of contacts in a real browser: uploaded, mapped, taken in, corrected, taken back, and written out again."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

WORKING_MS = 45_000
GOOD = [f"member{n}@import.example,Member{n},Hamar" for n in range(40)]
LINES = ["E-mail,First name,Town", "not-an-address,Bad,Oslo", *GOOD]


def upload(page: Page, stack: Any, name: str, text: str) -> None:
    """Hand a file over."""
    page.goto(f"{stack.url}/admin/audiences/import/add/")
    expect(page.get_by_role("heading", name="Import contacts")).to_be_visible()
    file: Any = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()


def open_import(page: Page, stack: Any, name: str = "members.csv") -> None:
    """Its page, by the list."""
    page.goto(f"{stack.url}/admin/audiences/import/")
    page.get_by_role("link", name=name).click()


def downloaded(page: Page, link: str) -> list[list[str]]:
    """The rows of the file behind a link."""
    with page.expect_download() as found:
        page.get_by_role("link", name=link).click()
    with Path(found.value.path()).open(newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def counted(page: Page, what: str) -> str:
    """A number of the card that says what came of it."""
    return page.locator(f"dt:text-is('{what}') + dd").inner_text()


def test_a_file_without_a_row_is_refused_in_words(page: Page, stack: Any) -> None:
    upload(page, stack, "nothing.csv", "")
    expect(page.get_by_role("alert")).to_have_text("The file is empty, or does not begin with a row of column names.")
    page.goto(f"{stack.url}/admin/audiences/import/")
    expect(page.get_by_text("0 imports")).to_be_visible()


def test_a_file_is_thrown_away_before_anything_happens(page: Page, stack: Any) -> None:
    upload(page, stack, "mistake.csv", "a@import.example;Anna\nb@import.example;Bo\n")
    expect(page.get_by_text("The first row looks like a person.")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Throw the file away").click()
    expect(page.get_by_text("“mistake.csv” is thrown away. No contact was touched.")).to_be_visible()


def test_the_columns_are_guessed_shown_with_their_first_cells_and_tried(page: Page, stack: Any) -> None:
    upload(page, stack, "members.csv", "\n".join(LINES))
    expect(page.get_by_label("Where E-mail goes")).to_have_value("email")
    expect(page.get_by_label("Where First name goes")).to_have_value("first_name")
    expect(page.get_by_role("rowheader", name=re.compile("^E-mail"))).to_contain_text("member0@import.example")
    expect(page.get_by_text("Row 2, E-mail: not-an-address – This is not an e-mail address.")).to_be_visible()
    # Only what goes to an attribute has a name of its own.
    expect(page.get_by_label("The attribute’s name of Town")).to_have_value("Town")
    expect(page.get_by_label("The attribute’s name of E-mail")).to_be_hidden()
    page.get_by_label("Where E-mail goes").select_option("")
    page.get_by_role("button", name="Try on the first 10 rows").click()
    refusal = "Say which column holds the e-mail address, the phone number or your id."
    expect(page.get_by_role("alert")).to_contain_text(refusal)


def test_consent_without_its_source_does_not_start(page: Page, stack: Any) -> None:
    open_import(page, stack)
    page.get_by_label("E-mail", exact=True).check()
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("Say where the consent to E-mail is from"))
    page.goto(f"{stack.url}/admin/audiences/contact/?q=member0@import.example")
    expect(page.get_by_text("0 contacts")).to_be_visible()


def test_an_import_is_watched_to_its_end(page: Page, stack: Any) -> None:
    open_import(page, stack)
    page.get_by_label("Put all into the group").fill("Newcomers")
    page.get_by_role("button", name="Start the import").click()
    # The page keeps itself fresh: nobody reloads while the job runs.
    expect(page.get_by_role("button", name="Take it back")).to_be_visible(timeout=WORKING_MS)
    found = [counted(page, what) for what in ("Rows read", "New contacts", "Joined the group", "Refused")]
    assert found == ["41", "40", "40", "1"]


def test_the_refused_rows_come_as_a_file_that_says_why(page: Page, stack: Any) -> None:
    open_import(page, stack)
    expect(page.locator("#refused").get_by_role("row", name=re.compile("not-an-address"))).to_be_visible()
    head, row = downloaded(page, "These rows as a file")
    assert row[: len(head)] == ["2", "E-mail", "not-an-address", "This is not an e-mail address."]


def test_contacts_are_exported_and_fetched(page: Page, stack: Any) -> None:
    page.goto(f"{stack.url}/admin/audiences/import/export/")
    expect(page.get_by_role("heading", name="Export contacts")).to_be_visible()
    page.get_by_label("Which").select_option(label="Newcomers")
    page.get_by_role("button", name="Write the file").click()
    # The page keeps itself fresh: nobody reloads while the job runs.
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=WORKING_MS)
    expect(page.get_by_text("40 contacts")).to_be_visible()
    head, *rows = downloaded(page, "Download")
    addresses = sorted(row[head.index("E-mail")] for row in rows)
    assert addresses == sorted(line.partition(",")[0] for line in GOOD)
    assert {row[head.index("Town")] for row in rows} == {"Hamar"}


def test_a_colleague_who_may_only_look_sees_what_came_and_changes_nothing(colleague: Page, stack: Any) -> None:
    open_import(colleague, stack)
    expect(colleague.get_by_role("heading", name="What came of it")).to_be_visible()
    expect(colleague.get_by_role("button", name="Take it back")).to_have_count(0)
    answer = colleague.goto(f"{stack.url}/admin/audiences/import/export/")
    assert answer is not None
    assert answer.status == 403
    colleague.goto(f"{stack.url}/admin/audiences/import/add/")
    expect(colleague.get_by_label("CSV file")).to_have_count(0)


def test_a_stranger_finds_neither_the_import_nor_its_rows(page: Page, stranger: Page, stack: Any) -> None:
    open_import(page, stack)
    refused = page.url.replace("change/", "refused/")
    stranger.goto(page.url)
    expect(stranger.get_by_text("doesn’t exist")).to_be_visible()
    answer = stranger.goto(refused)
    assert answer is not None
    assert answer.status == 404


def test_an_import_is_taken_back_and_its_contacts_are_gone(page: Page, stack: Any) -> None:
    open_import(page, stack)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back", exact=True).first).to_be_visible()
    expect(page.locator("dt:text-is('Removed again') + dd")).to_have_text("40", timeout=WORKING_MS)
    page.goto(f"{stack.url}/admin/audiences/contact/?q=member0@import.example")
    expect(page.get_by_text("0 contacts")).to_be_visible()


def test_nothing_went_wrong_and_nobody_else_was_asked(complaints: list[str]) -> None:
    assert complaints == []
