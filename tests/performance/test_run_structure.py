"""What freezing and sending a run take in statements and rows, whatever the size: free of the machine's noise."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audiences import groups
from audiences.models import Group
from companies.models import Company
from core.channels import Channel as Reach
from delivery import accounts, sending
from delivery.channels import kinds
from delivery.channels.base import Channel, Outcome, Outgoing
from delivery.execution import execute
from delivery.models import Broadcast, Run, SendRecord
from tests.delivery.conftest import make_broadcast, make_version, to_group

pytestmark = pytest.mark.django_db
WINDOW = ("UPDATE delivery_chunk", "SELECT record.number", "UPDATE delivery_chunk", 'UPDATE "delivery_run"')


class Null(Channel):
    """Takes every message and gives no id."""

    kind = "null"
    label = "Nothing"
    carries = tuple(Reach.values)
    takes_key = True
    fields = ()

    def check(self) -> str:
        return "Messages are dropped."

    def send(self, batch: Sequence[Outgoing]) -> Iterator[Outcome]:
        return (Outcome(item.id, "sent") for item in batch)


@pytest.fixture
def broadcast(company: Company, scope: None, monkeypatch: pytest.MonkeyPatch) -> Broadcast:
    """A broadcast by a channel that takes everything at once."""
    monkeypatch.setitem(kinds.KINDS, "null", Null)
    account = accounts.create(
        company_id=company.pk, kind="null", channel="sms", name="Nothing", settings={}, secrets={}
    )
    return make_broadcast(company, make_version(company, channel=Reach.SMS), account=account)


@contextmanager
def captured() -> Iterator[list[str]]:
    """The statements of a block, filled in when it ends."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield found
    found += [query["sql"].strip() for query in context if "SAVEPOINT" not in query["sql"]]


_PEOPLE = """
INSERT INTO audiences_contact (uuid, company_id, external_id, email, phone, app_tokens, web_tokens, first_name,
    last_name, first_name_folded, last_name_folded, language, time_zone, attributes, consent, created_at, updated_at)
SELECT core_uuid7(), %s, '', '', '+479' || %s + i, '{}', '{}', 'Kari', '', 'kari', '', '', '', '{"offer": "half"}',
    '{}', now(), now()
FROM generate_series(1, %s) AS i RETURNING id
"""


def group_of(company: Company, count: int) -> Group:
    """So many people with a phone number, who are in no other group."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [company.pk, count * 1000, count])
        ids = [pk for (pk,) in cursor.fetchall()]
    group = groups.create(company_id=company.pk, name=f"Group of {count}")
    groups.add(group=group, contact_ids=ids)
    return group


def written(table: str) -> tuple[int, int]:
    """Rows that this transaction has inserted into a table, and updated in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_get_xact_tuples_inserted(oid), pg_stat_get_xact_tuples_updated(oid) FROM pg_class"
            " WHERE oid = %s::regclass",
            [table],
        )
        return cursor.fetchone()


def sent(run: Run) -> int:
    return sending.send_slice(run_id=run.pk, seconds=60).messages


def test_executing_takes_as_many_statements_whatever_the_audience(company, broadcast):
    groups_of = [group_of(company, count) for count in (5, 6, 300)]
    taken = []
    for group in groups_of:
        with captured() as found:
            execute(broadcast=broadcast, audience=to_group(group), force=True)
        taken.append(len(found))
    # The first execution starts the campaign, too.
    assert taken[1] == taken[2]
    assert len([sql for sql in found if "INSERT INTO delivery_sendrecord" in sql]) == 1
    assert SendRecord.objects.count() == 311


def test_a_run_writes_one_row_a_recipient_and_touches_none_again(company, broadcast):
    audience = to_group(group_of(company, 300))
    with transaction.atomic():
        before = written("delivery_sendrecord")
        run = execute(broadcast=broadcast, audience=audience)
        assert sent(run) == 300
        after = written("delivery_sendrecord")
    assert (after[0] - before[0], after[1] - before[1]) == (300, 0)


def test_a_window_takes_four_statements_whatever_its_size(company, broadcast, monkeypatch):
    for size in (10, 100):
        monkeypatch.setattr(sending, "SMALLEST", size)
        monkeypatch.setattr(sending, "LARGEST", size)
        run = execute(broadcast=broadcast, audience=to_group(group_of(company, 3 * size)), force=True)
        with captured() as found:
            assert sent(run) == 3 * size
        first = next(at for at, sql in enumerate(found) if "SET handed_to" in sql)
        windows = found[first : first + 12]
        assert [any(sql.startswith(start) for start in WINDOW) for sql in windows] == [True] * 12
        assert len([sql for sql in found if "SET handed_to" in sql]) == 3


def test_a_large_run_takes_less_than_a_statement_for_a_hundred(company, broadcast, monkeypatch):
    monkeypatch.setattr(sending, "SMALLEST", sending.LARGEST)  # as it is after its first messages
    run = execute(broadcast=broadcast, audience=to_group(group_of(company, 6_000)))
    with captured() as found:
        assert sent(run) == 6_000
    assert len(found) <= 60
