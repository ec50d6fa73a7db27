"""One fact per change, never changed again; and who is acting."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.creation import create_campaign
from core import audit
from core.context import SYSTEM, Actor, acting, current
from core.errors import ConflictError
from core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(company, scope):
    return create_campaign(company_id=company.pk, name="Spring")


def sql(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET action = 'x'",
        "UPDATE core_auditentry SET company_id = company_id",
        "DELETE FROM core_auditentry",
        "DELETE FROM core_auditentry WHERE action = 'created'",
    ],
)
def test_the_database_refuses_to_change_a_fact(statement, campaign):
    before = AuditEntry.objects.values().get()
    with pytest.raises(IntegrityError, match="audit entries are append-only"):
        sql(statement)
    assert AuditEntry.objects.values().get() == before


@pytest.mark.parametrize("change", [lambda facts: facts.update(action="x"), lambda facts: facts.delete()])
def test_so_does_it_through_the_orm(change, campaign):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(AuditEntry.objects.all())
    assert AuditEntry.objects.get().action == "created"


def test_saving_a_fact_again_is_refused(campaign):
    fact = AuditEntry.objects.get()
    fact.action = "x"
    with pytest.raises(ConflictError, match="never changed"):
        fact.save()
    assert AuditEntry.objects.get().action == "created"


def test_retention_says_so_and_may_delete_but_not_change(campaign):
    sql("SET LOCAL muster.audit_purge = 'on'; DELETE FROM core_auditentry")
    assert not AuditEntry.objects.exists()
    audit.record(campaign, "seen")
    with pytest.raises(IntegrityError, match="append-only"):
        sql("SET LOCAL muster.audit_purge = 'on'; UPDATE core_auditentry SET action = 'x'")


@pytest.mark.django_db(transaction=True)
def test_the_permission_ends_with_its_transaction(transactional_db):
    from tests.conftest import make_company

    company = make_company("storhaug")
    audit.record(company, "seen")
    sql("SET LOCAL muster.audit_purge = 'on'")
    with pytest.raises(IntegrityError, match="append-only"):
        sql("DELETE FROM core_auditentry")
    sql("SET LOCAL muster.audit_purge = 'on'; DELETE FROM core_auditentry")


def test_a_fact_that_is_rolled_back_was_none(campaign):
    with transaction.atomic():
        audit.record(campaign, "seen")
        transaction.set_rollback(True)
    assert [fact.action for fact in AuditEntry.objects.all()] == ["created"]


def test_a_fact_says_who_through_which_door_in_which_call(campaign):
    with acting(actor=Actor("person", 7, "Olga"), door="native", request_id="r1"):
        audit.record(campaign, "seen")
    fact = AuditEntry.objects.get(action="seen")
    found = (fact.actor_kind, fact.actor_id, fact.actor_label, fact.door, fact.request_id, fact.company_id)
    assert found == ("person", 7, "Olga", "native", "r1", campaign.company_id)
    assert (fact.object_type, fact.object_id, fact.object_label) == ("campaigns.campaign", campaign.pk, "Spring")


def test_long_labels_are_cut(campaign):
    campaign.name = "x" * 300
    with acting(actor=Actor("person", 7, "y" * 300)):
        audit.record(campaign, "seen")
    fact = AuditEntry.objects.get(action="seen")
    assert (len(fact.object_label), len(fact.actor_label)) == (255, 255)


def test_a_fact_of_the_company_itself_is_the_companys(company, scope):
    audit.record(company, "renamed")
    assert AuditEntry.objects.get().company_id == company.pk


def test_values_are_kept_as_json_holds_them(campaign):
    at, uuid = datetime(2027, 3, 1, tzinfo=UTC), UUID(int=7)
    audit.record(campaign, "seen", {"a": [None, at], "b": [uuid, Decimal("1.50")], "c": [{"x": at}, (1, True)]})
    assert AuditEntry.objects.get(action="seen").changes == {
        "a": [None, "2027-03-01T00:00:00+00:00"],
        "b": ["00000000-0000-0000-0000-000000000007", "1.5"],
        "c": [{"x": "2027-03-01T00:00:00+00:00"}, [1, True]],
    }


def test_many_facts_are_one_statement(campaign, company, django_assert_num_queries):
    more = [create_campaign(company_id=company.pk, name=str(number)) for number in range(20)]
    with django_assert_num_queries(1):
        audit.record_many(more, "seen", {"a": [1, 2]})
    assert AuditEntry.objects.filter(action="seen", changes={"a": [1, 2]}).count() == 20


def test_only_what_differs_is_a_change():
    before, after = {"a": 1, "b": None, "c": []}, {"a": 1, "b": "x", "c": [1], "d": 2}
    assert audit.changed(before, after) == {"b": [None, "x"], "c": [[], [1]], "d": [None, 2]}


def test_the_context_changes_for_the_block_alone():
    assert (current().actor, current().door) == (SYSTEM, "")
    with acting(door="native"), acting(request_id="r"):
        assert (current().door, current().request_id) == ("native", "r")
    assert (current().door, current().request_id) == ("", "")


@pytest.mark.parametrize("given", ["a b", "x" * 64, "0"])
def test_a_calls_own_id_is_kept(given, owner):
    assert owner.get("/api/company", **{"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "é", "a\nb", "\x00", "a\tb"])
def test_an_odd_one_is_replaced(given, owner, client):
    answer = client.get("/api/company", headers=owner.headers, HTTP_X_REQUEST_ID=given)
    assert len(answer["X-Request-ID"]) == 32
    assert answer["X-Request-ID"] != given
