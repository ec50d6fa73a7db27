"""Three ids, one rule."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ids

BIGINTS = st.integers(min_value=0, max_value=2**63 - 1)


@given(BIGINTS)
def test_a_short_id_leads_back(pk):
    text = ids.short_id(pk)
    assert ids.parse_short_id(text) == pk
    assert 8 <= len(text) <= 32
    assert text.isascii()
    assert text.isalnum()


@given(st.text("abcXYZ019", min_size=1, max_size=14))
def test_only_the_canonical_spelling_is_read(text):
    found = ids.parse_short_id(text)
    assert found is None or ids.short_id(found) == text


@pytest.mark.parametrize("pk", [1, 7, 2**31, 2**63 - 1])
def test_another_secret_reads_nothing_of_it(pk, settings):
    text = ids.short_id(pk)
    settings.SHORT_ID_SECRET = "another secret"
    assert ids.parse_short_id(text) != pk


def test_neighbours_do_not_look_alike():
    texts = [ids.short_id(pk) for pk in range(1, 200)]
    assert len({text[:3] for text in texts}) > 150


@pytest.mark.parametrize(
    "text", ["", " ", "a b", "x" * 33, "x" * 10_000, "é" * 8, "\x00", "AbC123-_", "１２３４５６７８", "٣" * 8]
)
def test_what_no_short_id_can_be_is_none(text):
    assert ids.parse_short_id(text) is None


def test_two_numbers_in_one_are_none():
    assert ids.parse_short_id(ids._codec(ids.settings.SHORT_ID_SECRET).encode([1, 2])) is None


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda text: text + text[0], lambda text: text[1:], lambda text: f" {text}"]
)
def test_a_changed_spelling_is_not_the_same(change):
    assert ids.parse_short_id(change(ids.short_id(12345))) != 12345


def test_new_ids_are_version_7_and_in_order_of_time():
    made = [ids.new_uuid() for _ in range(1000)]
    assert {one.version for one in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_new_ids_as_text_are_the_same_kind():
    made = [ids.new_uuid_text() for _ in range(1000)]
    assert made == sorted(set(made))
    assert {ids.parse_uuid(one).version for one in made} == {7}


@given(st.uuids())
def test_a_uuid_is_read_in_its_usual_form_in_any_case(value):
    assert ids.parse_uuid(str(value)) == ids.parse_uuid(str(value).upper()) == value


@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text.replace("-", ""),
        lambda text: "{" + text + "}",
        lambda text: f"urn:uuid:{text}",
        lambda text: f" {text}",
        lambda text: f"{text}\n",
        lambda text: text[:-1],
        lambda text: text.replace("0", "٠"),
        lambda text: "",
    ],
)
def test_in_any_other_spelling_it_is_none(spell):
    assert ids.parse_uuid(spell("019a8f3e-6c1b-7d20-9b43-0a5f1e2d3c4b")) is None


@pytest.mark.parametrize("value", [None, 7, b"019a8f3e-6c1b-7d20-9b43-0a5f1e2d3c4b", UUID(int=7)])
def test_what_is_no_text_is_none(value):
    assert ids.parse_uuid(value) is None
