"""Files of contacts, taken in: who is whom, what is kept, what is refused."""

import threading

import pytest
from django.db import connection

from audiences import contacts, groups, importing, suppressions
from audiences.importing import chunks, merging, scouting
from audiences.importing.mapping import Column
from audiences.models import Contact, FilePiece, GroupMember, Import, Stage, Suppression
from core.errors import ConflictError, InvalidError, TooLargeError
from core.jobs import queue, runner
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from tests.audiences.files import counts, faults, imported, run, started, uploaded

pytestmark = pytest.mark.django_db(transaction=True)

TWO = (
    "E-mail,First name,Last name,Phone,City\nkari@example.com,Kari,Nordmann,+47 912 34 567,Oslo\nola@example.com,Ola\n"
)
KEYS = [Column("external_id"), Column("email"), Column("phone"), Column("first_name")]


def known(company, **fields):
    """A contact that was there before."""
    return contacts.create(company_id=company.pk, fields=fields)


def keyed(company, *rows, **wishes):
    """Rows of id, e-mail address, phone number and first name, taken in."""
    return imported(company, "id,email,phone,name\n" + "\n".join(rows) + "\n", KEYS, **wishes)


def test_new_people_become_contacts(company, scope):
    found = imported(company, TWO, group="Spring")
    assert counts(found) == {"rows": 2, "created": 2, "joined": 2}
    kari = Contact.objects.get(email="kari@example.com")
    assert (kari.first_name, kari.last_name, kari.phone) == ("Kari", "Nordmann", "+4791234567")
    assert (kari.first_name_folded, kari.last_name_folded) == ("kari", "nordmann")
    assert kari.attributes == {"City": "Oslo"}
    assert Contact.objects.get(email="ola@example.com").attributes == {}
    assert GroupMember.objects.filter(group=groups.by_name(company_id=company.pk, name="spring")).count() == 2
    assert (found.stage, found.finished_at is not None) == (Stage.DONE, True)
    assert not FilePiece.objects.exists()


def test_the_same_file_again_changes_nothing(company, scope):
    imported(company, TWO, consent={"email": "Form"})
    before = list(Contact.objects.order_by("pk").values())
    assert counts(imported(company, TWO, consent={"email": "Form"})) == {"rows": 2, "unchanged": 2}
    assert list(Contact.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "row", ["7,new@example.com,+4790000002,Kari", ",KARI@example.com,,Kari", ",,+47 900 00 001,Kari"]
)
def test_a_contact_is_found_by_each_of_its_keys(company, scope, row):
    one = known(company, external_id="7", email="kari@example.com", phone="+4790000001", attributes={"City": "Oslo"})
    assert counts(keyed(company, row)) == {"rows": 1, "updated": 1}
    found = Contact.objects.get()
    assert (found.pk, found.first_name, found.first_name_folded) == (one.pk, "Kari", "kari")
    assert (found.external_id, found.attributes) == ("7", {"City": "Oslo"})
    assert found.updated_at > one.updated_at


def test_empty_cells_change_nothing(company, scope):
    known(company, external_id="7", email="kari@example.com", first_name="Kari")
    assert counts(keyed(company, "7,,,")) == {"rows": 1, "unchanged": 1}


def test_attributes_are_added_to_those_there(company, scope):
    known(company, email="kari@example.com", attributes={"City": "Oslo", "Size": "M"})
    imported(company, "email,City\nkari@example.com,Bergen\n")
    assert Contact.objects.get().attributes == {"City": "Bergen", "Size": "M"}


def test_known_contacts_can_be_left_as_they_are(company, scope):
    one = known(company, external_id="7", email="kari@example.com", first_name="Kari")
    found = keyed(company, "7,new@example.com,,Kåre", ",ola@example.com,,Ola", known="keep", group="All")
    assert counts(found) == {"rows": 2, "created": 1, "unchanged": 1, "joined": 2}
    left = Contact.objects.get(pk=one.pk)
    assert (left.email, left.first_name, left.updated_at) == ("kari@example.com", "Kari", one.updated_at)


def test_a_row_that_would_join_two_contacts_is_refused(company, scope):
    known(company, external_id="7", email="kari@example.com")
    known(company, phone="+4790000001")
    found = keyed(company, ",kari@example.com,+4790000001,Kari")
    assert counts(found) == {"rows": 1, "invalid": 1}
    reason = "Its id, e-mail address and phone number belong to different contacts."
    assert faults(found) == [(2, "", "kari@example.com", reason)]
    assert set(Contact.objects.values_list("first_name", flat=True)) == {""}


def test_an_address_does_not_move_to_another_id(company, scope):
    known(company, external_id="7", email="kari@example.com")
    found = keyed(company, "8,kari@example.com,,Kari")
    assert faults(found) == [(2, "", "8", "The contact with this address has another id.")]
    assert Contact.objects.get().external_id == "7"


def test_rows_that_are_the_same_contact_are_taken_once(company, scope):
    known(company, external_id="7", email="kari@example.com")
    found = keyed(company, "7,,,First", ",kari@example.com,,Second", "7,,,Third")
    assert counts(found) == {"rows": 3, "updated": 1, "duplicates": 2}
    assert [(row, reason) for row, _, _, reason in faults(found)] == [
        (3, "Row 2 is the same contact."),
        (4, "Row 2 has the same id."),
    ]
    assert Contact.objects.get().first_name == "First"


def test_rows_of_different_chunks_are_compared_too(company, scope, monkeypatch):
    monkeypatch.setattr(chunks, "ROWS", 2)
    found = keyed(company, "1,a@example.com,,A", "2,b@example.com,,B", "3,,,C", ",a@example.com,,D", "1,,,E")
    assert counts(found) == {"rows": 5, "created": 3, "duplicates": 2}
    assert [(row, reason) for row, _, _, reason in faults(found)] == [
        (5, "Row 2 is the same contact."),
        (6, "Row 2 is the same contact."),
    ]


def test_whoever_a_chunk_shares_with_the_one_before_is_found_though_nobody_was_there(company, scope, monkeypatch):
    monkeypatch.setattr(chunks, "ROWS", 2)
    monkeypatch.setattr(scouting, "UNDER_WAY", 0)  # so that the look ahead misses it, as when somebody else is quicker
    found = keyed(company, "1,a@example.com,,A", "2,b@example.com,,B", ",a@example.com,,C", "3,,,D")
    assert counts(found) == {"rows": 4, "created": 3, "duplicates": 1}
    assert faults(found) == [(4, "", "a@example.com", "Row 2 is the same contact.")]


def test_attributes_that_do_not_fit_are_refused(company, scope):
    known(company, email="kari@example.com", attributes={f"a{n}": "x" for n in range(100)})
    found = imported(company, "email,City\nkari@example.com,Bergen\n")
    assert counts(found) == {"rows": 1, "invalid": 1}
    assert len(Contact.objects.get().attributes) == 100


def test_refused_rows_do_not_hinder_the_others(company, scope):
    raw = b"email,name\nbad,A\nkari@example.com,Kari\n\xff\xff@example.com,B\na@example.com,x,y\nola@example.com,\x00\n"
    found = imported(company, raw, [Column("email"), Column("first_name")])
    assert counts(found) == {"rows": 5, "created": 1, "invalid": 4}
    assert [row for row, *_ in faults(found)] == [2, 4, 5, 6]
    assert Contact.objects.get().email == "kari@example.com"


def test_refused_rows_are_kept_up_to_a_cap(company, scope, monkeypatch):
    monkeypatch.setattr(merging, "MOST_FAULTS", 3)
    monkeypatch.setattr(chunks, "ROWS", 2)
    found = imported(company, "email\n" + "bad\n" * 7)
    assert (found.invalid, found.faults.count()) == (7, 3)


def test_consent_is_added_where_nobody_said_anything(company, scope):
    known(company, email="kari@example.com", consent={"email": {"status": "withdrawn", "source": "Herself"}})
    keyed(
        company, ",kari@example.com,+4790000001,", ",ola@example.com,,", consent={"email": "Fair 2026", "sms": "Fair"}
    )
    kari, ola = Contact.objects.get(email="kari@example.com"), Contact.objects.get(email="ola@example.com")
    assert (kari.consent["email"]["status"], kari.consent["email"]["source"]) == ("withdrawn", "Herself")
    assert (kari.consent["sms"]["status"], kari.consent["sms"]["source"]) == ("given", "Fair")
    assert list(ola.consent) == ["email"]
    assert ola.consent["email"]["at"].endswith("Z")


def test_suppressed_stays_suppressed(company, scope):
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=["kari@example.com"], reason="unsubscribed", source="Link"
    )
    before = list(Suppression.objects.values())
    found = imported(company, TWO, consent={"email": "Form"})
    importing.take_back(import_=found)
    run(found)
    assert list(Suppression.objects.values()) == before


def test_another_companys_contacts_are_not_looked_at(company, other_company, scope):
    with company_scope(other_company.pk):
        known(other_company, external_id="7", email="kari@example.com")
    assert counts(keyed(company, "7,kari@example.com,,Kari")) == {"rows": 1, "created": 1}
    with company_scope(other_company.pk):
        assert Contact.objects.get().first_name == ""


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "The file is empty, or does not begin with a row of column names."),
        (b"\xef\xbb\xbf\n\n", "The file is empty, or does not begin with a row of column names."),
        (b"email,name\n", "The file has no rows below the column names."),
        (",".join("x" * 10_000).encode() + b"\nx\n", "A file has at most 400 columns; this one has 10,000."),
    ],
)
def test_files_without_contacts_are_refused(company, scope, raw, message):
    with pytest.raises(InvalidError) as refusal:
        uploaded(company, raw)
    assert refusal.value.message == message
    assert not Import.objects.exists()
    assert not FilePiece.objects.exists()


def test_a_file_that_is_too_large_leaves_nothing(company, scope):
    parts = (b"a@example.com\n" * 100_000 for _ in range(400))
    with pytest.raises(TooLargeError):
        importing.upload(company_id=company.pk, name="big.csv", parts=parts)
    assert not FilePiece.objects.exists()


def test_an_import_starts_once(company, scope):
    found = started(company, TWO)
    with pytest.raises(ConflictError):
        importing.start(import_=found, wishes=importing.Wishes(columns=[Column("email")] * 5))
    assert Job.objects.count() == 1


def test_what_cannot_be_wished_is_refused(company, scope):
    found = uploaded(company, TWO)
    columns = [Column("email"), Column(), Column(), Column(), Column()]
    for wish in ({"known": "x"}, {"region": "XX"}, {"consent": {"email": " "}}, {"consent": {"apn": "App"}}):
        with pytest.raises(InvalidError):
            importing.start(import_=found, wishes=importing.Wishes(columns=columns, **wish))
    with pytest.raises(InvalidError):
        importing.start(import_=found, wishes=importing.Wishes(columns=columns[:1]))
    found.refresh_from_db()
    assert found.stage == Stage.UPLOADED


def test_an_attempt_that_was_cut_off_is_gone_on_with(company, scope, monkeypatch):
    monkeypatch.setattr(chunks, "ROWS", 2)
    found = started(company, "email\n" + "".join(f"p{n}@example.com\n" for n in range(5)) + "bad\n")
    whole = merging._take

    def once(import_, chunk):
        whole(import_, chunk)
        if chunk.row == 5:
            raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(merging, "_take", once)
        runner.run(found.job_id)
    found.refresh_from_db()
    assert (found.row, counts(found)) == (3, {"rows": 2, "created": 2})
    importing.go_on(import_=Import.objects.get(pk=found.pk))
    assert counts(run(found)) == {"rows": 6, "created": 5, "invalid": 1}


def test_stopping_leaves_whole_chunks(company, scope, monkeypatch):
    monkeypatch.setattr(chunks, "ROWS", 2)
    found = started(company, "email\n" + "".join(f"p{n}@example.com\n" for n in range(6)))
    whole = merging._take

    def stopped(import_, chunk):
        whole(import_, chunk)
        if chunk.row == 3:
            thread = threading.Thread(target=stop_it, args=[found])
            thread.start()
            stopping.append(thread)

    stopping = []
    monkeypatch.setattr(merging, "_take", stopped)
    monkeypatch.setattr(merging, "merge", waiting_for(stopping, merging.merge))
    monkeypatch.setattr("audiences.importing.running.merge", merging.merge)
    runner.run(found.job_id)
    found.refresh_from_db()
    assert (found.is_stopped, counts(found), Contact.objects.count()) == (True, {"rows": 2, "created": 2}, 2)


def stop_it(import_):
    """Stop an import from elsewhere: it waits for the chunk at work."""
    with company_scope(import_.company_id):
        importing.stop(import_=Import.objects.select_related("job").get(pk=import_.pk))
    connection.close()


def waiting_for(threads, work):
    """The same work, and then whoever waits has their turn."""

    def done(*arguments):
        work(*arguments)
        for thread in threads:
            thread.join()

    return done


def test_two_imports_of_the_same_people_at_once(company, scope, monkeypatch):
    monkeypatch.setattr(chunks, "ROWS", 50)
    people = [f"{n},p{n}@example.com,+479{n:07},P" for n in range(400)]
    text = ["id,email,phone,name\n" + "\n".join(rows) + "\n" for rows in (people, people[::-1])]
    both = [started(company, one, KEYS, group="All") for one in text]
    threads = [threading.Thread(target=run_it, args=[one.job_id]) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [counts(Import.objects.get(pk=one.pk)) for one in both]
    assert sum(one["created"] for one in found if "created" in one) == 400 == Contact.objects.count()
    assert [sum(one.get(name, 0) for name in ("created", "unchanged")) for one in found] == [400, 400]
    assert GroupMember.objects.count() == 400


def run_it(job_id):
    """A worker."""
    runner.run(job_id)
    connection.close()


def test_who_makes_a_contact_at_the_same_moment_is_found(company, scope, monkeypatch):
    found = started(company, "email,City\nkari@example.com,Oslo\n")
    whole, made = merging._written, []

    def slowly(*arguments):
        if not made:
            made.append(threading.Thread(target=make_it, args=[company]))
            made[0].start()
            made[0].join()
        return whole(*arguments)

    monkeypatch.setattr(merging, "_written", slowly)
    assert counts(run(found)) == {"rows": 1, "updated": 1}
    kari = Contact.objects.get()
    assert (kari.first_name, kari.attributes) == ("Kari", {"City": "Oslo"})


def make_it(company):
    """Somebody at the door."""
    with company_scope(company.pk):
        known(company, email="kari@example.com", first_name="Kari")
    connection.close()


def test_who_did_it_is_a_fact_without_addresses(company, scope):
    found = imported(company, TWO, group="Spring")
    facts = AuditEntry.objects.filter(object_type="audiences.import", object_id=found.pk).order_by("pk")
    assert [fact.action for fact in facts] == ["uploaded", "started"]
    assert not any("example.com" in str(fact.changes) for fact in AuditEntry.objects.all())


def test_a_job_that_is_done_twice_does_nothing_the_second_time(company, scope):
    found = imported(company, TWO)
    Job.objects.filter(pk=found.job_id).update(status="failed")
    queue.retry(job=Job.objects.get(pk=found.job_id))
    assert counts(run(found)) == {"rows": 2, "created": 2}
