"""The rows of an export: contacts of a group, of a segment or all, as a stream from one picture of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from audiences import segments
from audiences.filters import Sql
from audiences.models import ContactExport
from core.channels import Channel
from core.csv_cells import defused

BATCH = 2_000
MOST_ATTRIBUTES = 1_000
# Sorting millions of rows takes longer than a page's statement may.
PATIENCE = "10min"

Row = list[object]

_COLUMNS = {
    "external_id": "Id",
    "email": "E-mail",
    "phone": "Phone",
    "first_name": "First name",
    "last_name": "Last name",
    "language": "Language",
    "time_zone": "Time zone",
}
_TOKENS = {"app_tokens": "App push tokens", "web_tokens": "Web push tokens"}
# Kept in one form, in which they are no formula and must stay as they are.
_AS_THEY_ARE = ("phone",)


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written.

    Args:
        header: what the columns are called.
        total: how many rows there are.
        batches: the rows, some at a time.
    """

    header: list[str]
    total: int
    batches: Iterator[list[Row]]


@contextmanager
def opened(export: ContactExport) -> Iterator[Table]:
    """The table that an export is of, read on a connection of its own: in one transaction, beside the job's."""
    source = _source(export)
    tokens = _TOKENS if export.with_tokens else {}
    with _reader() as reader:
        names = [name for (name,) in _fetched(reader, *_attribute_names(source))]
        labels = [*_COLUMNS.values(), *(f"Consent: {channel.label}" for channel in Channel), *tokens.values()]
        count = f"SELECT count(*) FROM ({source[0]}) AS wanted"  # noqa: S608 - a statement of ours
        yield Table(
            header=[*labels, *map(defused, names)],
            total=_fetched(reader, count, source[1])[0][0],
            batches=_batches(reader, source, [*tokens], names),
        )


def _source(export: ContactExport) -> Sql:
    """A statement that selects the ids of the contacts."""
    if export.segment is not None:
        return segments.sql(export.segment)
    if export.group_id is not None:
        statement = "SELECT contact_id AS id FROM audiences_groupmember WHERE company_id = %s AND group_id = %s"
        return statement, [export.company_id, export.group_id]
    return "SELECT id FROM audiences_contact WHERE company_id = %s", [export.company_id]


def _attribute_names(source: Sql) -> Sql:
    statement = f"""
        SELECT DISTINCT name COLLATE "C" AS name FROM audiences_contact contact
        JOIN ({source[0]}) AS wanted (id) ON wanted.id = contact.id
        CROSS JOIN LATERAL jsonb_object_keys(contact.attributes) AS name
        ORDER BY 1 LIMIT {MOST_ATTRIBUTES}"""  # noqa: S608 - a statement of ours
    return statement, source[1]


@contextmanager
def _reader() -> Iterator[Any]:
    """A second connection to the same database, in a transaction that sees one picture."""
    reader = connection.copy()
    try:
        reader.set_autocommit(False)
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
        yield reader
    finally:
        reader.close()


def _fetched(reader: Any, statement: str, values: Any) -> list[tuple[Any, ...]]:
    with reader.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _batches(reader: Any, source: Sql, tokens: list[str], names: list[str]) -> Iterator[list[Row]]:
    """Rows through a cursor on the server's side: never more than a batch of them is here."""
    columns = ", ".join(f"contact.{name}" for name in (*_COLUMNS, "attributes", "consent", *tokens))
    statement = f"""
        SELECT {columns} FROM audiences_contact contact
        JOIN ({source[0]}) AS wanted (id) ON wanted.id = contact.id ORDER BY contact.id"""  # noqa: S608 - likewise
    with reader.chunked_cursor() as cursor:
        cursor.execute(statement, source[1])
        while found := cursor.fetchmany(BATCH):
            yield [_row(values, names) for values in found]


def _row(values: tuple[Any, ...], names: list[str]) -> Row:
    width = len(_COLUMNS)
    texts, (attributes, consent), tokens = (
        values[:width],
        map(orjson.loads, values[width : width + 2]),
        values[width + 2 :],
    )
    return [
        *(text if name in _AS_THEY_ARE else defused(text) for name, text in zip(_COLUMNS, texts, strict=True)),
        *((consent.get(channel) or {}).get("status", "") for channel in Channel.values),
        *(defused(" ".join(one)) for one in tokens),
        *(_cell(attributes.get(name)) for name in names),
    ]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return defused(value) if isinstance(value, str) else "" if value is None else str(value)
