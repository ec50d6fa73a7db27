"""Filters: who belongs to an audience, as data that a form writes and PostgreSQL answers.

    {"all": [
        {"field": "attributes.city", "op": "is", "value": "Oslo"},
        {"any": [
            {"did": "open", "within_days": 30, "times": 2},
            {"field": "created_at", "op": "in the last n days", "value": 7}
        ]}
    ]}

What is missing is never equal to anything, smaller, later or like it; “is not” is the exact opposite of “is”, so that
it also fits whoever has nothing there. An empty text counts as missing. Capitals matter in identifiers only.
"""

from audiences.filters.compiling import Moment, Sql, select
from audiences.filters.nodes import Behaviour, Combined, Condition, Node, leaves
from audiences.filters.parsing import parse

__all__ = ["Behaviour", "Combined", "Condition", "Moment", "Node", "Sql", "leaves", "parse", "select"]
