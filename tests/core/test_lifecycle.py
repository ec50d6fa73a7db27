"""A lifecycle is a table; a move is a guarded UPDATE."""

import pytest

from campaigns.creation import create_campaign
from campaigns.models import Campaign
from core.errors import ConflictError
from core.lifecycle import Lifecycle

TABLE = Lifecycle({"A": ("B", "C"), "B": ("A",), "C": ()}, {("C", "A"): "C is the end."})


def test_what_may_follow_in_the_tables_order():
    assert [TABLE.targets(state) for state in "ABCX"] == [["B", "C"], ["A"], [], []]


def test_from_where_a_state_is_entered():
    assert [TABLE.sources(state) for state in "ABCX"] == [["B"], ["A"], ["A"], []]


@pytest.mark.parametrize(("source", "target"), [("A", "B"), ("A", "C"), ("B", "A")])
def test_an_edge_of_the_table_is_no_refusal(source, target):
    assert TABLE.check(source, target) is None


@pytest.mark.parametrize(
    ("source", "target", "message", "allowed"),
    [
        ("C", "A", "C is the end.", []),
        ("B", "C", "A move from B to C is not possible.", ["A"]),
        ("A", "A", "A move from A to A is not possible.", ["B", "C"]),
        ("X", "A", "A move from X to A is not possible.", []),
    ],
)
def test_any_other_says_why_and_what_is_allowed(source, target, message, allowed):
    with pytest.raises(ConflictError) as refused:
        TABLE.check(source, target)
    error = refused.value
    assert (error.code, error.message) == ("INVALID_STATUS_TRANSITION", message)
    assert error.data == {"current_status": source, "allowed": allowed}


@pytest.mark.django_db
def test_a_move_is_one_statement_and_sets_its_columns(company, scope, django_assert_num_queries):
    create_campaign(company_id=company.pk, name="x")
    table = Lifecycle({"DRAFT": ("ACTIVE",)})
    with django_assert_num_queries(1):
        assert table.move(Campaign.objects.all(), current="DRAFT", target="ACTIVE", goal="moved") is True
    assert Campaign.objects.filter(status="ACTIVE", goal="moved").exists()
    assert table.move(Campaign.objects.all(), current="DRAFT", target="ACTIVE", goal="again") is False
    assert Campaign.objects.filter(goal="moved").exists()
