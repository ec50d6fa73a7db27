"""A company's lock on its numbers: callers who report events share it, whoever moves or recounts them has it alone."""

from django.db import connection

_CLASS = "hashtext('analytics of company')"
_KEY = "(%s::bigint & 2147483647)::int"


def share(company_id: int) -> None:
    """Wait while somebody has it alone; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_CLASS}, {_KEY})", [company_id])


def have_alone(company_id: int) -> None:
    """Wait until nobody else has it; held until the transaction ends. Callers who come meanwhile wait behind."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_CLASS}, {_KEY})", [company_id])
