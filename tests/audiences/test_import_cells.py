"""What cells say, and which column they belong to."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiences import addresses
from audiences.importing import cells, mapping, phones
from audiences.importing.mapping import Column
from audiences.importing.rows import RowReader
from core.errors import InvalidError

COLUMNS = [Column("email"), Column("phone"), Column("full_name"), Column("text", "City")]
HEADERS = ["E-mail", "Mobile", "Name", "City"]


def read(*row, columns=COLUMNS, headers=HEADERS, region="NO"):
    """One row's cells for the staging table, or its problems."""
    line, problems = RowReader(columns, headers, region).read(2, list(row))
    return line.rstrip("\n").split("\t") if line else [(one.column, one.reason) for one in problems]


def test_a_row_becomes_a_line():
    found = read(" Kari@Example.com ", "912 34 567", "Kari Mari Nordmann", "Oslo")
    assert found == [
        "2", "", "kari@example.com", "+4791234567", "Kari Mari", "Nordmann", "", "", "kari mari", "nordmann",
        '{"City":"Oslo"}',
    ]  # fmt: skip


def test_what_copy_takes_for_a_sign_is_written_so_that_it_is_none():
    line, _ = RowReader(COLUMNS, HEADERS, "NO").read(2, ["a@example.com", "", "A\\N\tB", 'x\n"y"\\'])
    assert line == '2\t\ta@example.com\t\tA\\\\N\tB\t\t\ta\\\\n\tb\t{"City":"x\\\\n\\\\"y\\\\"\\\\\\\\"}'


def test_every_wrong_cell_is_told():
    assert read("kari", "12", "", "Oslo") == [
        ("E-mail", "This is not an e-mail address."),
        ("Mobile", "This is not a phone number. Without a country code it must be one of the country chosen."),
    ]


def test_nobody_can_be_found_without_an_address():
    assert read("", " ", "Kari", "Oslo") == [("", "It has no e-mail address, no phone number and no id.")]


def test_cells_that_are_missing_at_the_end_are_empty():
    assert read("a@example.com")[-1] == "{}"


def test_more_cells_than_the_header_are_refused_unless_empty():
    assert read("a@example.com", "", "", "", " ")[2] == "a@example.com"
    assert read("a@example.com", "", "", "", "x") == [("", "It has 5 cells, and the header has 4.")]


@pytest.mark.parametrize("sign", ["\x00", "\udcff", "\x1b"])
@pytest.mark.parametrize("place", [0, 2, 3])
def test_characters_that_cannot_be_kept_are_refused(sign, place):
    row = ["a@example.com", "", "A", "B"]
    row[place] += f"{sign}x"
    assert [column for column, _ in read(*row)] == [HEADERS[place]]


def test_a_second_row_with_the_same_address_is_a_repeat():
    reader = RowReader(COLUMNS, HEADERS, "NO")
    assert reader.read(2, ["a@example.com", "+4791234567"])[1] == []
    assert reader.read(3, ["A@example.com"])[1][0].reason == "Row 2 has the same e-mail address."
    assert reader.read(4, ["", "912 34 567"])[1][0].is_repeat


def test_a_refused_row_keeps_no_address_from_others():
    reader = RowReader(COLUMNS, HEADERS, "NO")
    reader.read(2, ["a@example.com", "x"])
    assert reader.read(3, ["a@example.com"])[1] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 234,50", 1234.5), ("1,234.50", 1234.5), ("-3", -3), ("0,5", 0.5), ("1\xa0000", 1000), ("'-7", -7)],
)
def test_numbers_as_people_write_them(text, value):
    assert cells.number(text) == value


@pytest.mark.parametrize("text", ["x", "1.2.3", "1e5", "٣", "9" * 20, "1,2,3,"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(cells.CellError):
        cells.number(text)


@pytest.mark.parametrize(
    ("text", "value"), [("2026-12-31", "2026-12-31"), ("31.12.2026", "2026-12-31"), ("1/2/2026", "2026-02-01")]
)
def test_dates_as_people_write_them(text, value):
    assert cells.day(text) == value


@pytest.mark.parametrize("text", ["31.02.2026", "2026-13-01", "yesterday"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(cells.CellError):
        cells.day(text)


@pytest.mark.parametrize(("text", "value"), [("Ja", True), ("no", False), ("X", True), ("0", False)])
def test_yes_and_no(text, value):
    assert cells.truth(text) is value


@given(st.from_regex(r"[A-Za-z0-9._+@-]{1,20}@[a-z0-9.-]{1,20}\.[a-z]{1,5}", fullmatch=True))
def test_plain_addresses_are_judged_as_all_others(text):
    try:
        found = cells.email(text)
    except cells.CellError:
        found = None
    assert found == addresses.email(text)


def test_plain_numbers_are_judged_as_all_others():
    picked, regions = random.Random(11), ["NO", "SE", "GB", "DE", "US", "IT", "BR", "KP", "CX", ""]
    for _ in range(4_000):
        region = picked.choice(regions)
        code = str(phonenumbers.country_code_for_region(region)) if region else picked.choice(["47", "44", "39", "999"])
        digits = "".join(picked.choice("0123456789") for _ in range(picked.randint(4, 13)))
        text = picked.choice([digits, f"+{code}{digits}", f"{code}{digits}", f"+{code} {digits[:3]} {digits[3:]}"])
        assert phones.canonical(text, region) == addresses.phone(text, region=region or None), (text, region)


def test_headers_are_guessed_in_both_languages():
    headers = ["Kundenr.", "E-post", "Mobil", "Fornavn", "ETTERNAVN", "Språk", "Poststed", "Født", "E-mail"]
    found = mapping.guess(headers, [["1", "a@b.no", "1", "A", "B", "nb", "Oslo", "1.2.1980", "x"]])
    assert found == [
        Column("external_id"), Column("email"), Column("phone"), Column("first_name"), Column("last_name"),
        Column("language"), Column("text", "Poststed"), Column("day", "Født"), Column("text", "E-mail"),
    ]  # fmt: skip


def test_the_same_header_twice_is_taken_once():
    assert mapping.guess(["City", "City", ""]) == [Column("text", "City"), Column(), Column()]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([Column("first_name")], "Say which column holds the e-mail address, the phone number or your id."),
        ([Column("email"), Column("email")], "Columns 1 and 2 cannot both be e-mail address."),
        ([Column("email"), Column("text", "a"), Column("number", "a")], "Two columns are called a."),
        ([Column("email"), Column("shoe")], "Column 2: there is nothing called “shoe”."),
        (
            [Column("email"), Column("text", "a.b")],
            "Column 2: A name has at most 64 letters, digits, spaces, hyphens and underscores.",
        ),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(columns, message):
    with pytest.raises(InvalidError) as refusal:
        mapping.check(columns)
    assert refusal.value.message == message
