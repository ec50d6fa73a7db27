"""Taking an import back, and what time takes away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audiences import contacts, groups, importing
from audiences.importing import undoing
from audiences.models import Contact, FilePiece, GroupMember, Import, ImportedContact, ImportFault, Stage
from core.errors import ConflictError, NotFoundError
from core.models import AuditEntry
from tests.audiences.files import counts, imported, run, started, uploaded

pytestmark = pytest.mark.django_db(transaction=True)

THREE = "id,email,name,City\n1,kari@example.com,Kari,Oslo\n2,ola@example.com,Ola,Bergen\n3,per@example.com,Per,\n"


def taken_back(import_):
    """An import, taken back."""
    importing.take_back(import_=import_)
    return run(import_)


def test_what_it_made_goes(company, scope):
    other = contacts.create(company_id=company.pk, fields={"email": "eva@example.com"})
    found = taken_back(imported(company, THREE, group="All"))
    assert (found.stage, found.removed, found.left_alone) == (Stage.UNDONE, 3, 0)
    assert list(Contact.objects.values_list("pk", flat=True)) == [other.pk]
    assert not GroupMember.objects.exists()
    assert not ImportedContact.objects.exists()


def test_what_it_changed_becomes_what_it_was(company, scope):
    fields = {"external_id": "1", "email": "old@example.com", "first_name": "KARI", "attributes": {"City": "Moss"}}
    consent = {"sms": {"status": "given", "source": "Phone"}}
    contacts.create(company_id=company.pk, fields={**fields, "phone": "+4790000001", "consent": consent})
    before = Contact.objects.values().get()
    found = imported(company, THREE, consent={"email": "Form"})
    assert Contact.objects.get(external_id="1").email == "kari@example.com"
    found = taken_back(found)
    assert (found.removed, found.restored, found.left_alone) == (2, 1, 0)
    after = Contact.objects.values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert after["updated_at"] > before["updated_at"]


def test_what_was_as_it_says_is_left(company, scope):
    imported(company, THREE)
    before = list(Contact.objects.order_by("pk").values())
    found = taken_back(imported(company, THREE, group="All"))
    assert (found.removed, found.restored, found.left_alone) == (0, 0, 0)
    assert list(Contact.objects.order_by("pk").values()) == before
    assert not GroupMember.objects.exists()


def test_what_somebody_changed_since_stays(company, scope):
    old = contacts.create(company_id=company.pk, fields={"external_id": "1", "first_name": "Karoline"})
    found = imported(company, THREE, group="All")
    contacts.change(contact=old, fields={"last_name": "Nordmann"})
    contacts.change(contact=Contact.objects.get(external_id="2"), fields={"language": "nb"})
    found = taken_back(found)
    assert (found.removed, found.restored, found.left_alone) == (1, 0, 2)
    assert sorted(Contact.objects.values_list("first_name", flat=True)) == ["Kari", "Ola"]


def test_whoever_joined_another_group_since_stays(company, scope):
    found = imported(company, THREE, group="All")
    friends = groups.create(company_id=company.pk, name="Friends")
    groups.add(group=friends, contact_ids=[Contact.objects.get(external_id="2").pk])
    found = taken_back(found)
    assert (found.removed, found.left_alone) == (2, 1)
    assert GroupMember.objects.get().group_id == friends.pk


def test_whoever_came_by_a_later_file_too_stays(company, scope):
    first = imported(company, THREE)
    second = imported(company, "id,email\n2,ola@example.com\n")
    found = taken_back(first)
    assert (found.removed, found.left_alone) == (2, 1)
    assert taken_back(second).stage == Stage.UNDONE
    assert Contact.objects.get().external_id == "2"


def test_members_from_before_stay_members(company, scope):
    old = contacts.create(company_id=company.pk, fields={"external_id": "1"})
    group = groups.create(company_id=company.pk, name="All")
    groups.add(group=group, contact_ids=[old.pk])
    taken_back(imported(company, THREE, group="All"))
    assert GroupMember.objects.get().contact_id == old.pk


def test_an_address_that_is_somebody_elses_by_now_does_not_come_back(company, scope):
    contacts.create(company_id=company.pk, fields={"external_id": "1", "email": "old@example.com"})
    contacts.create(company_id=company.pk, fields={"external_id": "2", "first_name": "Olav"})
    found = imported(company, THREE)
    contacts.create(company_id=company.pk, fields={"email": "old@example.com"})
    found = taken_back(found)
    assert (found.removed, found.restored, found.left_alone) == (1, 1, 1)
    assert Contact.objects.get(external_id="1").email == "kari@example.com"
    assert Contact.objects.get(external_id="2").first_name == "Olav"


def test_an_address_that_went_from_one_to_another_goes_back(company, scope):
    one = contacts.create(company_id=company.pk, fields={"external_id": "1", "email": "one@example.com"})
    two = contacts.create(company_id=company.pk, fields={"external_id": "2", "email": "two@example.com"})
    found = imported(company, "id,email\n1,free@example.com\n")
    second = imported(company, "id,email\n2,one@example.com\n")
    found.refresh_from_db()
    taken_back(second)
    assert taken_back(found).restored == 1
    emails = dict(Contact.objects.values_list("pk", "email"))
    assert emails == {one.pk: "one@example.com", two.pk: "two@example.com"}


def test_it_goes_on_where_it_was_cut_off(company, scope, monkeypatch):
    monkeypatch.setattr(undoing, "BATCH", 1)
    found = imported(company, THREE)
    importing.take_back(import_=found)
    whole = undoing._batch
    done = []

    def once(*arguments):
        if len(done) == 2:
            raise MemoryError
        done.append(whole(*arguments))
        return done[-1]

    with monkeypatch.context() as patched:
        patched.setattr(undoing, "_batch", once)
        with pytest.raises(AssertionError):
            run(found)
    found.refresh_from_db()
    assert (found.stage, found.removed, Contact.objects.count()) == (Stage.UNDOING, 2, 1)
    importing.go_on(import_=Import.objects.get(pk=found.pk))
    assert (run(found).removed, Contact.objects.count()) == (3, 0)


def test_half_an_import_can_be_taken_back_and_not_gone_on_with(company, scope):
    found = started(company, THREE)
    importing.stop(import_=Import.objects.get(pk=found.pk))
    found = taken_back(Import.objects.get(pk=found.pk))
    assert (found.stage, found.removed) == (Stage.UNDONE, 0)
    assert not FilePiece.objects.exists()
    with pytest.raises(ConflictError):
        importing.go_on(import_=found)


def test_only_once_and_only_what_has_ended(company, scope):
    waiting = started(company, THREE)
    with pytest.raises(ConflictError):
        importing.take_back(import_=waiting)
    found = taken_back(run(waiting))
    with pytest.raises(ConflictError):
        importing.take_back(import_=found)
    with pytest.raises(ConflictError):
        importing.take_back(import_=uploaded(company, THREE))


def test_taking_back_is_a_fact(company, scope):
    found = taken_back(imported(company, THREE))
    fact = AuditEntry.objects.filter(object_type="audiences.import", object_id=found.pk).latest("pk")
    assert (fact.action, fact.changes["removed"]) == ("taken back", [None, 3])


def test_a_file_that_was_never_started_is_thrown_away(company, scope):
    found = uploaded(company, THREE)
    importing.discard(import_=found)
    assert not Import.objects.exists()
    assert not FilePiece.objects.exists()
    with pytest.raises(NotFoundError):
        importing.discard(import_=found)
    with pytest.raises(ConflictError):
        importing.discard(import_=imported(company, THREE))


def test_traces_go_after_a_month_and_counts_stay(company, scope):
    old = imported(company, THREE + ",bad\n")
    uploaded(company, THREE)
    Import.objects.update(created_at=timezone.now() - timedelta(days=31))
    fresh = imported(company, THREE + "bad,row,of,five,cells\n")
    assert importing.prune() > 0
    assert list(Import.objects.order_by("pk")) == [old, fresh]
    assert set(ImportedContact.objects.values_list("of_id", flat=True)) == {fresh.pk}
    assert set(ImportFault.objects.values_list("of_id", flat=True)) == {fresh.pk}
    assert not FilePiece.objects.exists()
    assert counts(old)["created"] == 3
    with pytest.raises(ConflictError):
        importing.take_back(import_=Import.objects.get(pk=old.pk))


def test_a_contact_that_is_forgotten_is_forgotten_here_too(company, scope):
    imported(company, THREE)
    contacts.delete(company_id=company.pk, ids=Contact.objects.values_list("pk", flat=True))
    assert not ImportedContact.objects.exists()
