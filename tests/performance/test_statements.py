"""How many statements the hot calls take, and that a hit writes nothing: exact, and free of the machine's noise."""

from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns import listing
from config.middleware import trust_open_connection
from tests.conftest import Caller, make_company, make_member, make_partner
from tests.performance.rows import make_campaigns


def item(reference: str = "LISTING-7") -> dict[str, Any]:
    return {
        "source": {
            "material": ["https://images.example/7.jpg"],
            "name": "Fjordveien 7",
            "reference_id": reference,
            "target_url": "https://homes.example/7",
        }
    }


@contextmanager
def statements(count: int):
    with CaptureQueriesContext(connection) as queries:
        yield
    found = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(found) == count, "\n".join(found)


def one_value(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def sequences() -> Any:
    return one_value("SELECT jsonb_object_agg(sequencename, last_value)::text FROM pg_sequences")


def test_a_hit_is_one_statement(partner: Caller):
    partner.post("/api/campaign", item())
    with statements(1):
        assert partner.post("/api/campaign", item()).status_code == 200


def test_a_hit_takes_no_transaction_id_and_no_value_of_a_sequence(transactional_db: None):
    partner = make_partner(make_company("storhaug"))
    partner.post("/api/campaign", item())
    before = sequences()
    with transaction.atomic():
        assert partner.post("/api/campaign", item()).status_code == 200
        # Whoever writes anything gets a transaction id first.
        assert one_value("SELECT pg_current_xact_id_if_assigned()::text") is None
    assert sequences() == before


def test_a_hit_writes_no_wal(transactional_db: None):
    if connection.pg_version < 180000:
        pytest.skip("PostgreSQL counts the WAL of one session from release 18 on")
    partner = make_partner(make_company("storhaug"))
    partner.post("/api/campaign", item())
    one_value("SELECT count(*) FROM partners_partnersource")  # sets hint bits, which would be counted as ours
    written = []
    for _ in range(2):
        one_value("SELECT pg_stat_force_next_flush()::text")
        written.append(one_value("SELECT wal_bytes FROM pg_stat_get_backend_wal(pg_backend_pid())"))
        assert partner.post("/api/campaign", item()).status_code == 200
    assert written[0] == written[1] > 0


def test_a_miss_is_one_look_and_one_statement_for_each_row(partner: Caller):
    partner.post("/api/campaign", item("first"))
    with statements(6):  # look, source, revision, job, campaign, audit fact
        assert partner.post("/api/campaign", item()).status_code == 201


def test_a_miss_updates_no_row_that_it_wrote(partner: Caller):
    with transaction.atomic():
        before = updated()  # of this session, also by transactions that it has not reported yet
        assert partner.post("/api/campaign", item()).status_code == 201
        assert updated() == before


def updated() -> list[int]:
    """How many rows this session has updated lately, by table."""
    tables = ("partners_partnersource", "campaigns_campaign", "core_job")
    return [one_value(f"SELECT pg_stat_get_xact_tuples_updated('{table}'::regclass)") for table in tables]


@pytest.mark.parametrize("count", [8, 60])
@pytest.mark.parametrize(
    ("query", "expected"),
    [("", 3), ("?status=ACTIVE&type=ONE_TIME", 3), ("?search=spring", 5)],
    ids=["plain", "filtered", "searched"],
)
def test_a_page_takes_as_many_statements_whatever_its_size(count: int, query: str, expected: int, db: None):
    company = make_company("storhaug")
    owner = make_member(company, "olga", "owner")
    make_campaigns(company.pk, count)
    with statements(expected):  # who calls, the page with its total, the brand
        assert owner.get(f"/api/campaigns{query}").status_code == 200


def test_a_deep_page_counts_first(owner: Caller, company: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listing, "DEEP_OFFSET", 10)
    make_campaigns(company.pk, 60)
    with statements(4):
        assert owner.get("/api/campaigns?offset=40").json()["items"]


def test_a_kept_connection_is_trusted_without_a_statement(transactional_db: None):
    connection.ensure_connection()
    connection.health_check_done = False
    with statements(0):
        trust_open_connection()
    assert connection.health_check_done


def test_a_connection_that_the_server_closed_is_not_trusted(transactional_db: None):
    connection.ensure_connection()
    info = connection.connection.info
    with psycopg.connect(info.dsn, password=info.password) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [info.backend_pid])
    connection.health_check_done = False
    trust_open_connection()
    assert not connection.health_check_done
    connection.close()
