"""Signed texts in addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import signing


def test_what_was_signed_is_read_again():
    assert signing.read("door", signing.sign("door", "a.b")) == "a.b"


@pytest.mark.parametrize("change", ["x{}", "{}x", "{}=", "{} ", ".{}"])
def test_nothing_can_be_changed(change):
    assert signing.read("door", change.format(signing.sign("door", "said"))) is None


@pytest.mark.parametrize("token", ["", ".", "said", "said.", ".AAAAAAAAAAAAAAAA", "å.AAAAAAAAAAAAAAAA"])
def test_what_is_no_token_says_nothing(token):
    assert signing.read("door", token) is None


def test_a_token_is_good_for_one_purpose():
    assert signing.read("gate", signing.sign("door", "said")) is None


def test_tokens_of_an_earlier_key_hold_while_it_is_listed(settings):
    token = signing.sign("door", "said")
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another key that is long enough for a test"
    assert signing.read("door", token) is None
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert signing.read("door", token) == "said"


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=300))
def test_signing_many_texts_is_signing_each(text):
    assert signing.signer("a purpose")(text) == signing.sign("a purpose", text)
