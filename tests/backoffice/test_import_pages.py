"""Files of contacts in the back office: uploaded, looked at, started, watched, taken back, and fetched."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audiences import contacts, exporting, groups, importing
from audiences.importing.mapping import Column
from audiences.models import Contact, ContactExport, Import, ImportFault, Stage
from core.jobs import runner
from core.models import Job
from core.tenancy import company_scope

pytestmark = pytest.mark.django_db

ADD = "/admin/audiences/import/add/"
LIST = "/admin/audiences/import/"
EXPORT = "/admin/audiences/import/export/"
TEXT = "E-post;Fornavn;Poststed\nkari@example.com;Kåre;Oslo\nbad;Ola;Bergen\n"
RAW = TEXT.encode()
WISHES = {"target-0": "email", "target-1": "first_name", "target-2": "text", "name-2": "Town", "known": "update"}


def upload(browser, raw=RAW, name="people.csv"):
    """Send a file."""
    return browser.post(ADD, {"file": SimpleUploadedFile(name, raw)})


def page(import_):
    """An import's page."""
    return reverse("admin:audiences_import_change", args=[import_.pk])


def do(browser, import_, deed):
    """Press a button."""
    return browser.post(reverse("admin:audiences_import_do", args=[import_.pk, deed]), follow=True)


def said(answer):
    """The messages on a page."""
    return [str(message) for message in answer.context["messages"]]


def uploaded(company, name="people.csv"):
    """A file that waits."""
    return importing.upload(company_id=company.pk, name=name, parts=[TEXT.encode()])


def started(company):
    """A file whose job waits."""
    columns = [Column("email"), Column("first_name"), Column()]
    return importing.start(import_=uploaded(company), wishes=importing.Wishes(columns=columns))


def test_a_file_is_uploaded_and_shown(owner_browser, scope):
    answer = upload(owner_browser)
    found = Import.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, page(found))
    body = owner_browser.get(page(found)).content.decode()
    assert "Kåre" in body
    assert '<option value="email" selected>' in body
    assert '<option value="first_name" selected>' in body
    assert 'name="name-2" class="o-input" value="Poststed"' in body
    assert "This is not an e-mail address." in body


@pytest.mark.parametrize("raw", [b"email\n", b"\n"])
def test_a_file_that_is_none_is_refused_in_words(owner_browser, scope, raw):
    body = upload(owner_browser, raw).content.decode()
    assert "The file" in body
    assert 'role="alert"' in body
    assert not Import.objects.exists()


def test_no_file_is_asked_for(owner_browser, scope):
    assert "Choose a file." in owner_browser.post(ADD, {}).content.decode()


def test_it_is_read_anew_in_another_encoding(owner_browser, company, scope):
    found = importing.upload(
        company_id=company.pk, name="old.csv", parts=["email;name\na@b.no;Åse\n".encode("latin-1")]
    )
    assert found.encoding == "latin-1"
    owner_browser.post(page(found), {"look": "1", "encoding": "cp1252", "delimiter": "Tab"})
    found.refresh_from_db()
    assert (found.encoding, found.delimiter, found.headers) == ("cp1252", "\t", ["email;name"])


def test_trying_keeps_what_was_said_and_starts_nothing(owner_browser, company, scope):
    found = uploaded(company)
    posted = {**WISHES, "target-2": "number", "try": "1", "source": "Fair", "consent-email": "on", "group": "Spring"}
    body = owner_browser.post(page(found), posted).content.decode()
    assert "This is not a number." in body
    assert 'value="Fair"' in body
    assert 'value="Town"' in body
    assert 'name="consent-email" checked' in body
    assert not Job.objects.exists()


def test_what_cannot_be_is_refused_and_the_input_stays(owner_browser, company, scope):
    found = uploaded(company)
    body = owner_browser.post(page(found), {**WISHES, "target-0": "", "start": "1", "group": "Spring"}).content.decode()
    assert "Say which column holds the e-mail address" in body
    assert 'value="Spring"' in body
    body = owner_browser.post(page(found), {**WISHES, "consent-email": "on", "start": "1"}).content.decode()
    assert "Say where the consent to E-mail is from." in body
    assert not Job.objects.exists()


def test_it_starts_as_it_was_wished(owner_browser, company, scope):
    found = uploaded(company)
    posted = {**WISHES, "start": "1", "group": "Spring", "region": "NO", "consent-email": "on", "source": "Fair"}
    answer = owner_browser.post(page(found), posted, follow=True)
    assert said(answer) == ["The import has begun. You may leave this page."]
    found.refresh_from_db()
    assert (found.stage, found.group.name, found.region, found.consent) == (
        Stage.IMPORTING, "Spring", "NO", {"email": "Fair"},
    )  # fmt: skip
    assert found.mapping[2] == {"target": "text", "name": "Town"}
    assert f'data-job="{found.job_id}" data-live' in answer.content.decode()
    assert f'data-job="{found.job_id}" data-live' in owner_browser.get(LIST).content.decode()


def test_the_country_of_the_last_import_is_offered(owner_browser, company, scope):
    Import.objects.filter(pk=uploaded(company).pk).update(region="SE")
    assert '<option value="SE" selected>' in owner_browser.get(page(uploaded(company))).content.decode()


def test_it_is_stopped_and_gone_on_with(owner_browser, company, scope):
    found = started(company)
    assert said(do(owner_browser, found, "stop")) == ["Stopped. What was taken in stays, until you take it back."]
    assert Job.objects.get().status == "cancelled"
    body = owner_browser.get(page(found)).content.decode()
    assert "Go on" in body
    assert "Take it back" in body
    do(owner_browser, found, "go-on")
    assert Job.objects.get().status == "queued"
    assert "Take it back" not in owner_browser.get(page(found)).content.decode()


def test_refused_rows_are_shown_and_fetched(owner_browser, company, scope):
    found = started(company)
    for row in range(2, 14):
        ImportFault.objects.create(company=company, of=found, row=row, column="E-post", value="=1+1", reason="No.")
    body = owner_browser.get(page(found)).content.decode()
    assert "All of them" in body
    answer = owner_browser.get(reverse("admin:audiences_import_refused", args=[found.pk]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Row,Column,Value,Reason", "2,E-post,'=1+1,No."]
    assert len(lines) == 13
    assert "people.csv" in answer.headers["Content-Disposition"]


def test_taking_back_is_asked_first_and_then_done(owner_browser, company, scope):
    found = started(company)
    Import.objects.filter(pk=found.pk).update(stage=Stage.DONE, created=2)
    body = owner_browser.get(page(found)).content.decode()
    assert 'data-confirm="Take “people.csv” back? Of 2 contacts' in body
    assert said(do(owner_browser, found, "take-back")) == ["The import is being taken back."]
    found.refresh_from_db()
    assert (found.stage, found.job.kind) == (Stage.UNDOING, importing.UNDO)


def test_a_file_is_thrown_away(owner_browser, company, scope):
    found = uploaded(company)
    assert said(do(owner_browser, found, "discard")) == ["“people.csv” is thrown away. No contact was touched."]
    assert not Import.objects.exists()


def test_an_analyst_looks_and_does_nothing(colleague_browser, company, scope):
    found, running = uploaded(company), started(company)
    assert "people.csv" in colleague_browser.get(page(found)).content.decode()
    assert colleague_browser.post(page(found), {**WISHES, "start": "1"}).status_code == 403
    assert upload(colleague_browser).status_code == 403
    for deed in ("stop", "take-back", "discard", "go-on"):
        assert do(colleague_browser, running, deed).status_code == 403
    assert colleague_browser.post(EXPORT, {"of": ""}).status_code == 403
    assert colleague_browser.get(EXPORT).status_code == 403
    assert list(Import.objects.order_by("pk").values_list("stage", flat=True)) == [Stage.UPLOADED, Stage.IMPORTING]
    assert not ContactExport.objects.exists()


def test_a_stranger_sees_and_starts_nothing(stranger_browser, company, scope):
    found = uploaded(company)
    exported = exporting.ask(company_id=company.pk)
    stranger_browser.post(page(found), {**WISHES, "start": "1"})
    do(stranger_browser, found, "discard")
    assert stranger_browser.get(reverse("admin:audiences_import_refused", args=[found.pk])).status_code == 404
    for name in ("export_page", "export_file"):
        assert stranger_browser.get(reverse(f"admin:audiences_{name}", args=[exported.uuid])).status_code == 404
    group = groups.create(company_id=company.pk, name="Ours")
    assert stranger_browser.post(EXPORT, {"of": f"group-{group.pk}"}).status_code == 404
    assert Import.objects.get().stage == Stage.UPLOADED
    assert ContactExport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_export_is_asked_for_watched_and_fetched(owner_browser, company, scope):
    group = groups.create(company_id=company.pk, name="Spring")
    kari = contacts.create(
        company_id=company.pk,
        fields={"email": "kari@example.com", "phone": "+4791234567", "attributes": {"Note": "=1+1", "Size": 3}},
    )
    contacts.create(company_id=company.pk, fields={"email": "ola@example.com"})
    groups.add(group=group, contact_ids=[kari.pk])
    assert f'value="group-{group.pk}" selected' in owner_browser.get(f"{EXPORT}?of=group-{group.pk}").content.decode()
    answer = owner_browser.post(EXPORT, {"of": f"group-{group.pk}"})
    export = ContactExport.objects.get()
    address = reverse("admin:audiences_export_page", args=[export.uuid])
    file = reverse("admin:audiences_export_file", args=[export.uuid])
    assert answer.headers["Location"] == address
    assert f'data-job="{export.job_id}" data-live' in owner_browser.get(address).content.decode()
    assert owner_browser.get(file).headers["Location"] == address
    runner.run(export.job_id)
    assert "1 contact " in owner_browser.get(address).content.decode()
    rows = b"".join(owner_browser.get(file).streaming_content).decode("utf-8-sig").splitlines()
    assert rows == [
        "Id,E-mail,Phone,First name,Last name,Language,Time zone,Consent: E-mail,Consent: SMS,Consent: WhatsApp,"
        "Consent: App push,Consent: Web push,Note,Size",
        ",kari@example.com,+4791234567,,,,,,,,,,'=1+1,3",
    ]


def test_another_companys_group_is_not_offered(owner_browser, other_company, scope):
    with company_scope(other_company.pk):
        groups.create(company_id=other_company.pk, name="Theirs")
    assert "Theirs" not in owner_browser.get(EXPORT).content.decode()
    assert Contact.objects.count() == 0
