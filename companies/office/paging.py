"""Paging that never counts a big table to its end."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

CAP = 10_000


class CappedPaginator(Paginator[Any]):
    """Counts up to a cap and says so; `is_capped` tells that there are more."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        """How many rows there are, or the cap."""
        return min(self._counted, CAP)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than `count` says."""
        return self._counted > CAP

    @cached_property
    def _counted(self) -> int:
        # Keys alone: what is read beside each row for a page is not read for each that is counted.
        return self.object_list.order_by().values("pk")[: CAP + 1].count()
