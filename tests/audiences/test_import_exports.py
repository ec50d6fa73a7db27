"""Contacts out of the house: who, what of them, and that the same file brings nothing new."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from audiences import contacts, exporting, groups, segments
from audiences.importing import mapping
from audiences.models import ContactExport, FilePiece
from core.errors import ConflictError, InvalidError, NotFoundError
from core.jobs import queue, runner
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from tests.audiences.files import counts, imported

pytestmark = pytest.mark.django_db(transaction=True)

KARI = {
    "external_id": "7",
    "email": "kari@example.com",
    "phone": "+4791234567",
    "first_name": "=Kari",
    "language": "nb",
    "attributes": {"City": "Å, “Oslo”\nNord", "Vip": True},
    "app_tokens": ["token-of-a-phone"],
    "consent": {"email": {"status": "given", "source": "Form"}},
}


def exported(company, **chosen):
    """The bytes of an export."""
    export = exporting.ask(company_id=company.pk, **chosen)
    runner.run(export.job_id)
    return b"".join(exporting.stored(exporting.find(str(export.uuid))).parts)


def rows(raw):
    """What stands in a file, by column."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_all_of_a_contact_is_in_it_but_no_tokens(company, scope):
    contacts.create(company_id=company.pk, fields=KARI)
    assert rows(exported(company)) == [
        {
            "Id": "7", "E-mail": "kari@example.com", "Phone": "+4791234567", "First name": "'=Kari", "Last name": "",
            "Language": "nb", "Time zone": "", "Consent: E-mail": "given", "Consent: SMS": "", "Consent: WhatsApp": "",
            "Consent: App push": "", "Consent: Web push": "", "City": "Å, “Oslo”\nNord", "Vip": "yes",
        }
    ]  # fmt: skip


def test_tokens_are_in_it_where_they_are_asked_for(company, scope):
    contacts.create(company_id=company.pk, fields=KARI)
    assert rows(exported(company, with_tokens=True))[0]["App push tokens"] == "token-of-a-phone"


def test_a_group_and_a_segment(company, scope):
    kari = contacts.create(company_id=company.pk, fields=KARI)
    contacts.create(company_id=company.pk, fields={"email": "ola@example.com", "attributes": {"Size": 3}})
    group = groups.create(company_id=company.pk, name="Spring")
    groups.add(group=group, contact_ids=[kari.pk])
    wanted = {"all": [{"field": "email", "op": "starts with", "value": "ola"}]}
    segment = segments.create(company_id=company.pk, name="Ola", filter=wanted)
    assert [row["E-mail"] for row in rows(exported(company, group=group))] == ["kari@example.com"]
    found = rows(exported(company, segment=segment))
    assert [(row["E-mail"], row["Size"], "City" in row) for row in found] == [("ola@example.com", "3", False)]
    with pytest.raises(InvalidError):
        exporting.ask(company_id=company.pk, group=group, segment=segment)


def test_what_went_out_changes_nothing_when_it_comes_in(company, scope):
    contacts.create(company_id=company.pk, fields=KARI | {"attributes": {"City": "-Oslo\nNord"}})
    raw = exported(company)
    guessed = mapping.guess(rows(raw)[0].keys())
    columns = [column if not column.name.startswith("Consent") else mapping.Column() for column in guessed]
    assert counts(imported(company, raw, columns)) == {"rows": 1, "unchanged": 1}


def test_another_companys_contacts_are_not_in_it(company, other_company, scope):
    with company_scope(other_company.pk):
        contacts.create(company_id=other_company.pk, fields=KARI)
    assert rows(exported(company)) == []


def test_many_batches_make_one_file(company, scope, monkeypatch):
    monkeypatch.setattr("audiences.exporting.tables.BATCH", 2)
    monkeypatch.setattr("audiences.pieces.PIECE", 100)
    for n in range(5):
        contacts.create(company_id=company.pk, fields={"email": f"p{n}@example.com"})
    raw = exported(company)
    assert [row["E-mail"] for row in rows(raw)] == [f"p{n}@example.com" for n in range(5)]
    export = ContactExport.objects.get()
    assert (export.rows, export.bytes, FilePiece.objects.count()) == (5, len(raw), -(-len(raw) // 100))


def test_an_attempt_that_failed_leaves_nothing(company, scope, monkeypatch):
    contacts.create(company_id=company.pk, fields=KARI)
    export = exporting.ask(company_id=company.pk)
    with monkeypatch.context() as patched:
        patched.setattr("audiences.exporting.tables._row", lambda *_: 1 / 0)
        runner.run(export.job_id)
    assert not FilePiece.objects.exists()
    with pytest.raises(ConflictError):
        exporting.stored(exporting.find(str(export.uuid)))
    queue.retry(job=Job.objects.get())
    runner.run(export.job_id)
    assert exporting.find(str(export.uuid)).is_ready


def test_it_goes_after_a_week(company, scope):
    exported(company)
    export = ContactExport.objects.get()
    ContactExport.objects.update(created_at=timezone.now() - timedelta(days=8))
    with pytest.raises(NotFoundError):
        exporting.find(str(export.uuid))
    assert exporting.prune() > 0
    assert not FilePiece.objects.exists()
    assert not ContactExport.objects.exists()


def test_who_asked_is_a_fact(company, scope):
    exporting.ask(company_id=company.pk, with_tokens=True)
    fact = AuditEntry.objects.get(object_type="audiences.contactexport")
    assert (fact.action, fact.changes) == ("asked for", {"with_tokens": [None, True]})
