"""Campaigns by part of their name: one statement finds, counts and orders them, and knows when to stop counting.

PostgreSQL cannot see from the term how many names hold it, and guesses wrong by the thousandfold. So that it need not
guess, each way is written such that only one plan is possible: `LIKE` is what the trigram index answers, `strpos` is
what no index answers, and a materialised part is planned by itself.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

# A term that a quarter of the newest hold is common: then the newest alone have more hits than are counted.
SAMPLE = 1_000
COMMON = SAMPLE // 4
# So many of the newest are looked at for hits of such a term, or for a page of any that has more than are counted.
NEAR = 50_000

_ANY = "SELECT id, created_at FROM campaigns_campaign WHERE {narrowed} AND {named}"
_NEWEST = """
SELECT id, created_at FROM (
    SELECT id, created_at, name_folded FROM campaigns_campaign WHERE {narrowed}
    ORDER BY created_at DESC, id DESC LIMIT %(near)s
) AS newest WHERE {named} ORDER BY created_at DESC, id DESC
"""
# Few rows are walked twice, for a page rarely to the end; of many, what was found once is kept.
_FEW = "NOT MATERIALIZED ({hits})"
_MANY = "MATERIALIZED ({hits} LIMIT %(most)s)"
_PAGE = """
WITH hits AS {hits}
SELECT (SELECT count(*) FROM hits),
       ARRAY(SELECT id FROM hits ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s)
"""
_TRIGRAMS = "name_folded LIKE %(pattern)s"
_WALK = "strpos(name_folded, %(term)s) > 0"

Found = tuple[list[int], int]


@dataclass(frozen=True, slots=True)
class Search:
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

    def page(self, *, limit: int, offset: int) -> Found:
        """The ids of a page, newest first, and how many hits there are; if more than the cap, any number above it."""
        if self.cap is None:
            return self._found(_FEW, self._hits(), limit=limit, offset=offset)
        most = self.cap + 1
        if self._is_common():
            ids, count = self._newest(limit, offset, NEAR, most)
            if count == most and offset + limit <= most:
                return ids, count
        ids, count = self._any(limit, offset, most)
        if count < most:
            return ids, count
        # These are any hits, not the newest.
        ids, _ = self._newest(limit, offset, NEAR, None)
        return (ids if len(ids) == limit else self._any(limit, offset, None)[0]), count

    def _is_common(self) -> bool:
        return self._newest(0, 0, SAMPLE, None)[1] >= COMMON

    def _any(self, limit: int, offset: int, most: int | None) -> Found:
        return self._found(_MANY, self._hits(), limit=limit, offset=offset, most=most)

    def _newest(self, limit: int, offset: int, near: int, most: int | None) -> Found:
        hits = _NEWEST.format(narrowed=self.narrowed, named=_WALK)
        return self._found(_MANY, hits, limit=limit, offset=offset, most=most, near=near)

    def _hits(self) -> str:
        return _ANY.format(narrowed=self.narrowed, named=_TRIGRAMS if self.by_trigrams else _WALK)

    def _found(self, how: str, hits: str, **bounds: int | None) -> Found:
        escaped = self.term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values = {**self.values, "term": self.term, "pattern": f"%{escaped}%", **bounds}
        with connection.cursor() as cursor:
            cursor.execute(_PAGE.format(hits=how.format(hits=hits)), values)
            count, ids = cursor.fetchone()
        return ids, count
