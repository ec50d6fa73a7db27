"""A look ahead: does a chunk hold anybody who is there already? Asked while the chunk before it is taken in."""

from collections import deque
from typing import Any

from django.db import connection, transaction

from audiences.importing import statements
from audiences.importing.rows import Keys

# Chunks that may not be committed yet while one is looked at: one is being taken in, one waits.
UNDER_WAY = 2


class Scout:
    """Looks at the chunks of one file in their order.

    What it says is a hint. Somebody may come to be between the look and the merge; a unique key finds that out.

    Args:
        company_id: whose contacts it looks among.
    """

    def __init__(self, company_id: int) -> None:
        self._company_id = company_id
        self._before = deque[Keys](maxlen=UNDER_WAY)

    def finds_nobody(self, keys: Keys) -> bool:
        """Whether none of a chunk's keys is a contact's, or stands in one of the chunks just before it."""
        is_apart = all(
            now.keys().isdisjoint(then) for before in self._before for now, then in zip(keys, before, strict=True)
        )
        self._before.append(keys)
        return is_apart and not self._is_anybody_there(keys)

    def _is_anybody_there(self, keys: Keys) -> bool:
        ids, emails, phones = (list(one) for one in keys)
        named: dict[str, Any] = {"company": self._company_id, "external_id": ids, "email": emails, "phone": phones}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements.PINNED)
            cursor.execute(statements.SCOUT, named)
            (found,) = cursor.fetchone()
        return bool(found)
