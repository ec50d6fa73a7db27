"""Contacts: made, changed, forgotten."""

import pytest

from audiences import checks, contacts, groups, suppressions
from audiences.addresses import address_hash
from audiences.models import Contact, GroupMember
from core.errors import InvalidError, NotFoundError
from core.models import AuditEntry
from core.tenancy import company_scope
from tests.audiences.conftest import ledger, make_contact, make_group
from tests.racing import at_once

pytestmark = pytest.mark.django_db
NAME = "A name has at most 64 letters, digits, spaces, hyphens and underscores."
CHANNELS = "There is no such channel. Use email, sms, whatsapp, apn, bpn."
INSTANT = "Write an instant with its zone, for instance 2026-05-17T12:00:00Z."
ZONE = "This is not a time zone. Write one like Europe/Oslo."
STATUS = "Say given or withdrawn."
NUMBER = "Write the number with its country code, for instance +47 123 45 678."


def faults(error):
    return [(fault.name, fault.message) for fault in error.value.faults]


def test_addresses_are_kept_in_one_form(company, scope):
    contact = make_contact(company, " Ase@Bücher.EXAMPLE ", phone="+47 901 23 456")
    contact.refresh_from_db()
    assert (contact.email, contact.phone) == ("ase@xn--bcher-kva.example", "+4790123456")


def test_names_are_kept_folded_too(company, scope):
    contact = make_contact(company, "a@example.com", first_name="ÅSE", last_name="Straße")
    contact.refresh_from_db()
    assert (contact.first_name_folded, contact.last_name_folded) == ("åse", "strasse")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "a@example.com", "Another contact has this e-mail address."),
        ("email", "A@EXAMPLE.com", "Another contact has this e-mail address."),
        ("phone", "+4790123456", "Another contact has this phone number."),
        ("external_id", "C-1", "Another contact has this id."),
    ],
)
def test_nobody_elses_address(company, scope, field, value, message):
    make_contact(company, "a@example.com", phone="+4790123456", external_id="C-1")
    with pytest.raises(InvalidError) as error:
        contacts.create(company_id=company.pk, fields={"external_id": "C-2", field: value})
    assert faults(error) == [(field, message)]
    assert Contact.objects.count() == 1


def test_changing_to_anothers_address_changes_nothing(company, scope):
    make_contact(company, "a@example.com")
    second = make_contact(company, "b@example.com", first_name="Berit")
    with pytest.raises(InvalidError) as error:
        contacts.change(contact=second, fields={"email": "a@example.com", "first_name": "Bodil"})
    assert faults(error) == [("email", "Another contact has this e-mail address.")]
    second.refresh_from_db()
    assert (second.email, second.first_name) == ("b@example.com", "Berit")


def test_another_companys_contact_may_have_it(company, other_company, scope):
    make_contact(company, "a@example.com")
    with company_scope(other_company.pk):
        assert make_contact(other_company, "a@example.com").company_id == other_company.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_the_address(company):
    def create():
        with company_scope(company.pk):
            return contacts.create(company_id=company.pk, fields={"email": "a@example.com"})

    kinds = sorted(type(one).__name__ for one in at_once(create, create, create))
    assert kinds == ["Contact", "InvalidError", "InvalidError"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [("email", "Say an e-mail address, a phone number or your own id.")]),
        ({"email": "nobody"}, [("email", "This is not an e-mail address.")]),
        ({"phone": "901 23 456"}, [("phone", NUMBER)]),
        ({"email": 7}, [("email", "Write a text.")]),
        ({"email": "a@b.no", "language": "Norwegian"}, [("language", "At most 8 characters.")]),
        ({"email": "a@b.no", "language": "n"}, [("language", "Write a code such as nb, en or pt-BR.")]),
        ({"email": "a@b.no", "time_zone": "Oslo"}, [("time_zone", ZONE)]),
        ({"email": "a@b.no", "first_name": "a\x00"}, [("first_name", "It holds a character that cannot be kept.")]),
        ({"email": "a@b.no", "first_name": "\ud83d"}, [("first_name", "It holds a character that cannot be kept.")]),
        ({"email": "a@b.no", "uuid": "x"}, [("uuid", "This is not a field of a contact.")]),
        ({"app_tokens": ["short"]}, [("app_tokens.0", "This is not a token.")]),
        ({"email": "a@b.no", "web_tokens": ["x" * 9] * 21}, [("web_tokens", "At most 20 tokens.")]),
        ({"email": "a@b.no", "attributes": {"a.b": 1}}, [("attributes.a.b", NAME)]),
        ({"email": "a@b.no", "attributes": {"a": [1]}}, [("attributes.a", "Write a text, a number, true or false.")]),
        ({"email": "a@b.no", "attributes": {"a": float("inf")}}, [("attributes.a", "This is not a number.")]),
        ({"email": "a@b.no", "attributes": {"a": 2**60}}, [("attributes.a", "The number is too large.")]),
        ({"email": "a@b.no", "attributes": []}, [("attributes", "Write names with their values.")]),
        ({"email": "a@b.no", "consent": {"fax": {}}}, [("consent.fax", CHANNELS)]),
        ({"email": "a@b.no", "consent": {"sms": {"status": "yes"}}}, [("consent.sms.status", STATUS)]),
        (
            {"email": "a@b.no", "consent": {"sms": {"status": "given", "at": "2026-05-17"}}},
            [("consent.sms.at", INSTANT)],
        ),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(company, scope, fields, expected):
    with pytest.raises(InvalidError) as error:
        contacts.create(company_id=company.pk, fields=fields)
    assert faults(error) == expected
    assert not Contact.objects.exists()


def test_a_hundred_attributes_are_the_most():
    kept, found = checks.attributes({f"a{n}": n for n in range(100)})
    assert (len(kept), found) == (100, [])
    _, found = checks.attributes({f"a{n}": n for n in range(101)})
    assert [fault.message for fault in found] == ["A contact has at most 100 attributes."]


def test_attributes_have_a_size_in_all():
    _, found = checks.attributes({f"a{n}": "x" * 1000 for n in range(17)})
    assert [fault.message for fault in found] == ["The attributes of a contact take at most 16 kB."]


def test_an_empty_attribute_is_none(company, scope):
    assert make_contact(company, "a@b.no", attributes={"a": "", "b": None, "c": False, "d": 0}).attributes == {
        "c": False,
        "d": 0,
    }


def test_consent_is_kept_with_source_and_time(company, scope):
    said = {"email": {"status": "given", "source": "Web form", "at": "2026-05-17T14:00:00+02:00"}}
    assert make_contact(company, "a@b.no", consent=said).consent == {
        "email": {"status": "given", "source": "Web form", "at": "2026-05-17T12:00:00Z"}
    }


def test_consent_changes_channel_by_channel(company, scope):
    given = {"status": "given", "source": "", "at": "2026-05-17T12:00:00Z"}
    contact = make_contact(company, "a@b.no", consent={"email": given, "sms": given})
    withdrawn = {**given, "status": "withdrawn"}
    changed = contacts.change(contact=contact, fields={"consent": {"sms": withdrawn, "whatsapp": given}})
    assert changed.consent == {"email": given, "sms": withdrawn, "whatsapp": given}
    assert contacts.change(contact=contact, fields={"consent": {"email": None}}).consent == {
        "sms": withdrawn,
        "whatsapp": given,
    }


def test_fields_that_are_not_named_stay(company, scope):
    contact = make_contact(company, "a@b.no", first_name="Anna", attributes={"city": "Oslo"})
    changed = contacts.change(contact=contact, fields={"last_name": "Hansen"})
    assert (changed.email, changed.first_name, changed.last_name) == ("a@b.no", "Anna", "Hansen")
    assert changed.attributes == {"city": "Oslo"}


def test_no_change_is_no_fact(company, scope):
    contact = make_contact(company, "a@b.no")
    before = contact.updated_at
    contacts.change(contact=contact, fields={"email": "A@B.no"})
    contact.refresh_from_db()
    assert contact.updated_at == before
    assert [fact.action for fact in AuditEntry.objects.all()] == ["created"]


def test_facts_name_fields_but_neither_addresses_nor_names(company, scope):
    contact = make_contact(company, "zwieback@example.com", first_name="Zwieback")
    contacts.change(contact=contact, fields={"last_name": "Zwieback"})
    contacts.delete(company_id=company.pk, ids=[contact.pk])
    facts = AuditEntry.objects.order_by("pk")
    assert [(fact.action, fact.changes) for fact in facts] == [
        ("created", {"fields": [None, ["email", "first name"]]}),
        ("changed", {"fields": [None, ["last name"]]}),
        ("deleted", {}),
    ]
    assert {fact.object_label for fact in facts} == {f"Contact {contact.pk}"}


def test_deleting_forgets_but_not_what_they_asked_for(company, scope):
    contact = make_contact(company, "a@b.no")
    make_group(company, members=[contact])
    suppressions.add_by_hand(company_id=company.pk, channel="email", address="a@b.no", note="Called")
    assert contacts.delete(company_id=company.pk, ids=[contact.pk]) == 1
    assert not Contact.objects.exists()
    assert not GroupMember.objects.exists()
    assert ledger(company) == [("email", address_hash("a@b.no"), "by-hand", "Called")]
    make_contact(company, "a@b.no")
    assert len(ledger(company)) == 1


def test_another_companys_contact_is_not_there(company, other_company, scope):
    contact = make_contact(company, "a@b.no")
    with company_scope(other_company.pk):
        assert contacts.delete(company_id=other_company.pk, ids=[contact.pk]) == 0
        with pytest.raises(NotFoundError):
            contacts.change(contact=contact, fields={"first_name": "Stolen"})
    contact.refresh_from_db()
    assert contact.first_name == ""


def test_a_contact_that_is_gone_is_not_changed(company, scope):
    contact = make_contact(company, "a@b.no")
    groups.create(company_id=company.pk, name="Some")
    contacts.delete(company_id=company.pk, ids=[contact.pk])
    with pytest.raises(NotFoundError):
        contacts.change(contact=contact, fields={"first_name": "Anna"})
    assert not Contact.objects.exists()
