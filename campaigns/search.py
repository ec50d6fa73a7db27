"""Campaigns by part of their name: one statement finds, counts and orders them, and knows when to stop counting.

PostgreSQL cannot see from the term how many names hold it, and guesses wrong by the thousandfold. So that it need not
guess, each way is written such that only one plan is possible: `LIKE` is what the trigram index answers, `strpos` is
what no index answers, and a materialised part is planned by itself.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

# So many of the newest are looked at before all hits are sorted: a term of many hits nearly always has a page of them
# there, and otherwise little is lost.
NEAR = 20_000

_TRIGRAMS = "name_folded LIKE %(pattern)s"
_WALK = "strpos(name_folded, %(term)s) > 0"

_COLLECT = """
WITH hits AS MATERIALIZED (
    SELECT id, created_at FROM campaigns_campaign WHERE {narrowed} AND {named} LIMIT %(most)s
)
SELECT (SELECT count(*) FROM hits),
       ARRAY(SELECT id FROM hits ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s)
"""
_NEAREST = """
SELECT id FROM (
    SELECT id, created_at, name_folded FROM campaigns_campaign WHERE {narrowed}
    ORDER BY created_at DESC, id DESC LIMIT %(near)s
) AS newest
WHERE {named} ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for.

    Args:
        term: part of a folded name.
        narrowed: a condition in SQL for everything but the name; its values are in `values`.
        values: by name.
        by_trigrams: whether to ask the trigram index, rather than looking at every name.
        cap: from more hits than this the count stops; None counts all.
    """

    term: str
    narrowed: str
    values: dict[str, Any]
    by_trigrams: bool
    cap: int | None

    def statement(self, template: str, *, by_trigrams: bool) -> str:
        """The template with its conditions."""
        return template.format(narrowed=self.narrowed, named=_TRIGRAMS if by_trigrams else _WALK)

    def parameters(self, **more: Any) -> dict[str, Any]:
        """All values of a statement."""
        escaped = self.term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return {**self.values, "term": self.term, "pattern": f"%{escaped}%", **more}


def find(wanted: Wanted, *, limit: int, offset: int) -> tuple[list[int], int]:
    """The ids of a page, newest first, and how many hits there are; more than the cap are one more than the cap."""
    most = None if wanted.cap is None else wanted.cap + 1
    ids, count = _collect(wanted, most, limit, offset)
    if wanted.cap is None or count <= wanted.cap:
        return ids, count
    # What was collected are any hits, not the newest.
    near = _rows(
        wanted.statement(_NEAREST, by_trigrams=False), wanted.parameters(near=NEAR, limit=limit, offset=offset)
    )
    if len(near) == limit:
        return [row[0] for row in near], count
    return _collect(wanted, None, limit, offset)[0], count


def _collect(wanted: Wanted, most: int | None, limit: int, offset: int) -> tuple[list[int], int]:
    statement = wanted.statement(_COLLECT, by_trigrams=wanted.by_trigrams)
    count, ids = _rows(statement, wanted.parameters(most=most, limit=limit, offset=offset))[0]
    return ids, count


def _rows(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
