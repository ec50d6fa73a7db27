"""A window's recipients with the values for their messages, in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from delivery.chunks import Claimed
from delivery.freezing import OWN
from delivery.models import Run

# Only what the template asks for is read.
_READ = """
SELECT record.number, record.address, record.address_hash,
    CASE WHEN EXISTS (
            SELECT FROM audiences_suppression suppression WHERE suppression.company_id = %(company)s
                AND suppression.channel = %(channel)s AND suppression.address_hash = record.address_hash
        ) OR contact.consent -> %(channel)s ->> 'status' = 'withdrawn' THEN 'suppressed'
        WHEN record.contact_id > 0 AND contact.id IS NULL THEN 'invalid' ELSE '' END{values}
FROM delivery_sendrecord record
LEFT JOIN audiences_contact contact ON contact.id = record.contact_id AND contact.company_id = %(company)s
WHERE record.run_id = %(run)s AND record.number > %(done)s AND record.number <= %(handed)s AND record.state = 'planned'
ORDER BY record.number
"""


class Recipient(NamedTuple):
    """Somebody whose turn it is.

    Args:
        number: the place in the run.
        address: of the run's channel.
        hashed: the hash of the address, by which it is suppressed.
        left_out: `suppressed` or `invalid` where something happened since the audience was frozen.
        values: of the template's variables.
    """

    number: int
    address: str
    hashed: bytes
    left_out: str
    values: Mapping[str, str | None]


class Reader:
    """Reads the recipients of one run.

    Args:
        run: whose.
        names: the template's variables.
    """

    def __init__(self, run: Run, names: Sequence[str]) -> None:
        self._names = list(names)
        self._shared: dict[str, str] = {name: str(run.values[name]) for name in names if name in run.values}
        self._named: dict[str, Any] = {"company": run.company_id, "channel": run.channel, "run": run.pk}
        columns = []
        for number, name in enumerate(self._names):
            own = OWN.get(name, f"contact.attributes ->> %(variable{number})s::text")
            columns.append(f", coalesce(nullif(trim(record.values ->> %(variable{number})s::text), ''), {own})")
            self._named[f"variable{number}"] = name
        self._statement = _READ.format(values="".join(columns))

    def window(self, chunk: Claimed) -> list[Recipient]:
        """Everybody of the window that a chunk has said to hand over."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement, {**self._named, "done": chunk.done_to, "handed": chunk.handed_to})
            return [
                Recipient(number, address, hashed, left_out, self._values(own))
                for number, address, hashed, left_out, *own in cursor.fetchall()
            ]

    def _values(self, own: Sequence[str | None]) -> Mapping[str, str | None]:
        """What everybody gets, and what is this one's own above it; what is blank counts as missing to a template."""
        if not self._shared:
            return dict(zip(self._names, own, strict=True))
        return self._shared | {
            name: value for name, value in zip(self._names, own, strict=True) if value and not value.isspace()
        }
