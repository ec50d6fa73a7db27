"""A worker killed in the middle of a file: another goes on, nothing is lost and nothing done twice."""

from typing import Any

import psycopg
import pytest

from tests.faults.conftest import Plant, eventually

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

ROWS, BAD, REPEATED = 150_000, 500, 700

# What the back office does, in a process of its own.
_START = f"""
from audiences import importing
from audiences.importing.mapping import restored
from companies.models import Company
from core.tenancy import company_scope

def rows():
    yield b"Id,E-mail,Mobile,Name\\n"
    for n in range({ROWS}):
        yield b"C%d,p%d@example.com,+479%07d,Kari %d\\n" % (n, n, n, n)
    yield b"bad,bad,bad,bad\\n" * {BAD}
    yield b"".join(b"C%d,,,Kari\\n" % n for n in range({REPEATED}))

company = Company.objects.get(slug="quay").pk
with company_scope(company):
    found = importing.upload(company_id=company, name="many.csv", parts=rows())
    wishes = importing.Wishes(columns=restored(found.mapping), group="Many")
    importing.start(import_=found, wishes=wishes)
"""
_UNDO = """
from audiences import importing
from audiences.models import Import
from companies.models import Company
from core.tenancy import company_scope

with company_scope(Company.objects.get(slug="quay").pk):
    importing.take_back(import_=Import.objects.get())
"""


def asked(plant: Plant, statement: str) -> tuple[Any, ...]:
    """One row from the database."""
    with psycopg.connect(plant.postgres.url()) as connection:
        return connection.execute(statement).fetchone() or ()


def is_between(plant: Plant, statement: str, low: int, high: int) -> bool:
    """Whether a number has come so far; it must not have gone further."""
    (found,) = asked(plant, statement)
    assert found < high, "it was over before it could be killed"
    return bool(found > low)


def test_a_worker_killed_in_a_file_and_in_its_taking_back_is_replaced(plant: Plant):
    plant.manage("shell", "-c", _START)
    eventually(lambda: is_between(plant, "SELECT rows FROM audiences_import", 0, ROWS), 60)
    plant.kill("worker")
    assert asked(plant, "SELECT stage FROM audiences_import") == ("importing",)
    plant.start("worker")
    eventually(lambda: asked(plant, "SELECT stage FROM audiences_import") == ("done",), 300)
    names = "rows, created, updated, unchanged, invalid, duplicates, joined"
    whole = ROWS + BAD + REPEATED
    assert asked(plant, f"SELECT {names} FROM audiences_import") == (whole, ROWS, 0, 0, BAD, REPEATED, ROWS)
    assert asked(plant, "SELECT count(*), count(DISTINCT email) FROM audiences_contact") == (ROWS, ROWS)
    assert asked(plant, "SELECT count(*) FROM audiences_groupmember") == (ROWS,)
    # A bad row has two bad cells.
    assert asked(plant, "SELECT count(*) FROM audiences_importfault") == (2 * BAD + REPEATED,)
    assert asked(plant, "SELECT attempts > 1 FROM core_job WHERE kind = 'audiences.import'") == (True,)

    plant.manage("shell", "-c", _UNDO)
    eventually(lambda: is_between(plant, "SELECT removed FROM audiences_import", 0, ROWS), 60)
    plant.kill("worker")
    assert asked(plant, "SELECT stage FROM audiences_import") == ("undoing",)
    plant.start("worker")
    eventually(lambda: asked(plant, "SELECT stage FROM audiences_import") == ("undone",), 300)
    assert asked(plant, "SELECT removed, left_alone FROM audiences_import") == (ROWS, 0)
    assert asked(plant, "SELECT count(*) FROM audiences_contact") == (0,)
