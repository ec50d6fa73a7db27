"""Inserting one row by a statement that is put together once for each model."""

from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery


def insert(row: Model, *, unless_conflict: bool = False) -> bool:
    """Insert a new row, as `save(force_insert=True)` does, and set its primary key.

    The ORM compiles an INSERT anew for every row, which costs more than PostgreSQL needs to execute it: this is for
    rows that every call of a machine writes. Signals are not sent; nothing here listens to any.

    Args:
        row: complete; database defaults are not asked for. A primary key that is set is kept.
        unless_conflict: whether to do nothing where a unique constraint stands against it.

    Returns:
        Whether it was inserted.
    """
    fields, statement = _statement(type(row), row.pk is not None, unless_conflict)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk = found[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


@lru_cache
def _statement(model: type[Model], with_key: bool, unless_conflict: bool) -> tuple[list[Field[Any, Any]], str]:
    """The columns that are given, and the statement."""
    meta = model._meta
    fields = [field for field in meta.local_concrete_fields if with_key or not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join(_placeholder(field, model) for field in fields)
    conflict = " ON CONFLICT DO NOTHING" if unless_conflict else ""
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({values}){conflict} RETURNING {key}"  # noqa: S608


def _placeholder(field: Any, model: type[Model]) -> str:
    """`%s`, with the type behind it where the field wants it."""
    if not hasattr(field, "get_placeholder"):
        return "%s"
    return str(field.get_placeholder(None, InsertQuery(model).get_compiler(connection=connection), connection))
