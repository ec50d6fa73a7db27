"""A window's recipients with the values for their messages, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from delivery.chunks import Claimed
from delivery.freezing import OWN
from delivery.models import Run

# Only what the template asks for is read.
_READ = """
SELECT record.number, record.address, encode(record.address_hash, 'hex'),
    CASE WHEN EXISTS (
            SELECT FROM audiences_suppression suppression WHERE suppression.company_id = %(company)s
                AND suppression.channel = %(channel)s AND suppression.address_hash = record.address_hash
        ) THEN 'suppressed'
        WHEN record.contact_id > 0 AND contact.id IS NULL THEN 'invalid' ELSE '' END{values}
FROM delivery_sendrecord record
LEFT JOIN audiences_contact contact ON contact.id = record.contact_id AND contact.company_id = %(company)s
WHERE record.run_id = %(run)s AND record.number > %(done)s AND record.number <= %(handed)s AND record.state = 'planned'
ORDER BY record.number
"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whose turn it is.

    Args:
        number: the place in the run.
        address: of the run's channel.
        key: the same for this recipient in this run, however often it is tried.
        left_out: `suppressed` or `invalid` where something happened since the audience was frozen.
        values: of the template's variables.
    """

    number: int
    address: str
    key: str
    left_out: str
    values: Mapping[str, str]


class Reader:
    """Reads the recipients of one run.

    Args:
        run: whose.
        names: the template's variables.
    """

    def __init__(self, run: Run, names: Sequence[str]) -> None:
        self._names = list(names)
        self._shared: dict[str, str] = {name: str(run.values[name]) for name in names if name in run.values}
        self._prefix = run.uuid.hex
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
                Recipient(number, address, f"{self._prefix}-{digest[:32]}", left_out, self._values(own))
                for number, address, digest, left_out, *own in cursor.fetchall()
            ]

    def _values(self, own: Sequence[str | None]) -> dict[str, str]:
        """What everybody gets, and what is this one's own above it."""
        return self._shared | {
            name: value for name, value in zip(self._names, own, strict=True) if value and not value.isspace()
        }
