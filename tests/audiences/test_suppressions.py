"""The ledger of who gets no messages."""

import pytest
from django.db import connection

from audiences import contacts, feedback, suppressions
from audiences.addresses import address_hash
from audiences.models import Suppression
from core.errors import InvalidError, NotFoundError
from core.models import AuditEntry
from core.tenancy import company_scope
from tests.audiences.conftest import ledger, make_contact
from tests.racing import at_once

pytestmark = pytest.mark.django_db
HASH = address_hash("a@b.no")


def suppress(company, *addresses, channel="email", reason="bounced", source="test"):
    return suppressions.suppress(
        company_id=company.pk, channel=channel, addresses=addresses, reason=reason, source=source
    )


def test_a_set_in_any_spelling_is_kept_once(company, scope):
    assert suppress(company, "A@b.no", " a@B.no ", "c@b.no", "nobody") == 2
    assert suppress(company, "a@b.no") == 0
    rows = sorted([HASH, address_hash("c@b.no")])
    assert ledger(company) == [("email", row, "bounced", "test") for row in rows]


def test_the_address_itself_is_nowhere(company, scope):
    suppressions.add_by_hand(company_id=company.pk, channel="email", address="zwieback@b.no")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT s::text FROM audiences_suppression s) || (SELECT a::text FROM core_auditentry a)"
        )
        assert "zwieback" not in cursor.fetchone()[0]


def test_postgresql_makes_the_same_hash(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256(convert_to(%s, 'UTF8'))", ["åse@example.com"])
        assert bytes(cursor.fetchone()[0]) == address_hash("åse@example.com")


def test_each_reason_is_a_row_of_its_own(company, scope):
    suppress(company, "a@b.no", reason="unsubscribed")
    suppress(company, "a@b.no", reason="complained")
    assert suppressions.reasons(company_id=company.pk, channel="email", hashed=HASH) == ["unsubscribed", "complained"]
    assert suppressions.reasons(company_id=company.pk, channel="sms", hashed=HASH) == []


def test_lifting_one_reason_leaves_the_other_and_a_fact(company, scope):
    suppress(company, "a@b.no", reason="unsubscribed")
    suppress(company, "a@b.no", reason="bounced", source="postmark")
    suppressions.lift(suppression=Suppression.objects.get(reason="bounced"), why=" The mailbox works again. ")
    assert ledger(company) == [("email", HASH, "unsubscribed", "test")]
    fact = AuditEntry.objects.get(action="lifted")
    assert (fact.object_type, fact.object_label) == ("audiences.suppression", "E-mail: Bounced for good")
    assert fact.changes["why"] == [None, "The mailbox works again."]
    assert (fact.changes["reason"], fact.changes["source"]) == (["bounced", None], ["postmark", None])


@pytest.mark.parametrize("why", ["", "  ", "x" * 256])
def test_without_a_reason_nothing_is_lifted(company, scope, why):
    suppress(company, "a@b.no")
    with pytest.raises(InvalidError):
        suppressions.lift(suppression=Suppression.objects.get(), why=why)
    assert len(ledger(company)) == 1


def test_lifting_twice_is_one_lifting(company, scope):
    suppress(company, "a@b.no")
    row = Suppression.objects.get()
    suppressions.lift(suppression=row, why="Asked for it")
    with pytest.raises(NotFoundError):
        suppressions.lift(suppression=row, why="Asked for it")
    assert AuditEntry.objects.filter(action="lifted").count() == 1


def test_another_companys_row_is_not_there(company, other_company, scope):
    suppress(company, "a@b.no")
    row = Suppression.objects.get()
    row.company_id = other_company.pk
    with company_scope(other_company.pk), pytest.raises(NotFoundError):
        suppressions.lift(suppression=row, why="Stolen")
    assert len(ledger(company)) == 1


def test_by_hand_is_a_fact_and_again_is_none(company, scope):
    first = suppressions.add_by_hand(company_id=company.pk, channel="sms", address="+47 901 23 456", note="Called")
    again = suppressions.add_by_hand(company_id=company.pk, channel="sms", address="+4790123456", note="Wrote")
    assert first == again
    assert ledger(company) == [("sms", address_hash("+4790123456"), "by-hand", "Called")]
    assert [fact.action for fact in AuditEntry.objects.all()] == ["added"]


def test_by_hand_refuses_what_is_no_address(company, scope):
    with pytest.raises(InvalidError) as error:
        suppressions.add_by_hand(company_id=company.pk, channel="sms", address="a@b.no")
    assert [(fault.name, fault.message) for fault in error.value.faults] == [
        ("address", "This is not an address for SMS.")
    ]
    assert not ledger(company)


def test_a_contacts_new_address_is_its_own(company, scope):
    contact = make_contact(company, "a@b.no", phone="+4790123456")
    suppress(company, "a@b.no")
    suppress(company, "+4790123456", channel="whatsapp")
    assert [row.channel for row in suppressions.of_contact(contact)] == ["email", "whatsapp"]
    contact = contacts.change(contact=contact, fields={"email": "c@b.no"})
    assert [row.channel for row in suppressions.of_contact(contact)] == ["whatsapp"]


@pytest.mark.django_db(transaction=True)
def test_lists_that_share_addresses_do_not_lock_each_other_out(company):
    people = [f"a{n}@b.no" for n in range(500)]

    def one(addresses):
        def call():
            with company_scope(company.pk):
                return suppress(company, *addresses)

        return call

    found = at_once(one(people), one(people[::-1]), one(people[100:] + people[:100]))
    assert sum(found) == 500


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("bounce", "bounced"), ("complaint", "complained"), ("opt-out", "unsubscribed")],
)
def test_feedback_that_suppresses(company, scope, kind, expected):
    said = {"company_id": company.pk, "channel": "email", "address": "A@b.no", "kind": kind, "source": "postmark"}
    assert feedback.take(**said) is True
    assert feedback.take(**said) is False
    assert ledger(company) == [("email", HASH, expected, "postmark")]


def test_a_soft_bounce_suppresses_nobody(company, scope):
    said = {"company_id": company.pk, "channel": "email", "address": "a@b.no", "source": "postmark"}
    assert feedback.take(**said, kind="soft-bounce") is False
    assert not ledger(company)


def test_unknown_feedback_is_an_error_of_ours(company, scope):
    with pytest.raises(ValueError, match="applause"):
        feedback.take(company_id=company.pk, channel="email", address="a@b.no", kind="applause", source="x")
