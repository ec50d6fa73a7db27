"""The part of a text that the database may ask for first: whatever is found holds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.replacing import certain_part, replaced

PARTS = {"harbour": "harbour", "Old Product": "Old Product", "his house": " hou", "kiss": "", "blåbær": "", "ab": ""}


@pytest.mark.parametrize(("find", "part"), PARTS.items())
def test_only_what_nothing_else_folds_to_counts(find, part):
    assert certain_part(find) == part


@given(
    st.text(alphabet="abcdefiklnrstuvwﬁﬂﬆſKİıßŉ \u0301ABCDEFIKST", max_size=30),
    st.text("abdefiklorst", min_size=1, max_size=6),
)
def test_a_text_without_it_has_no_occurrence(text, find):
    part = certain_part(find)
    if part and part.upper() not in text.upper():
        assert replaced(text, find=find, replace="")[1] == 0
