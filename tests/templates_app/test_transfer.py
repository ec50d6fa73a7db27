"""Templates as files: out and in again, and every fault with its path."""

import json

import pytest

from core.errors import InvalidError, TooLargeError
from core.tenancy import company_scope
from templates_app import transfer, writing
from templates_app.models import MessageTemplate
from tests.templates_app.conftest import make_approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]

BUTTON = {"kind": "url", "text": "Go", "value": "https://s.example/{{1}}"}
CARD = {"image_url": "https://i.example/1.png", "body": "Milk {{1}}", "buttons": [BUTTON]}


def file(*templates, **fields):
    return json.dumps({"format": "muster-template", "version": 1, "templates": templates, **fields}).encode()


def row(**fields):
    return {"name": "Hello", "channel": "sms", "content": {"body": "Hi"}, **fields}


def faults(company, data):
    with pytest.raises(InvalidError) as caught:
        transfer.import_templates(company_id=company.pk, data=data)
    assert not MessageTemplate.objects.exists()
    return [(fault.name, fault.message) for fault in caught.value.faults] or [("", caught.value.message)]


def test_what_goes_out_comes_in_as_a_draft(company, other_company):
    template = make_approved(company, channel="whatsapp", body="Fresh {{ name | friend }}!", cards=[CARD, CARD])
    written = transfer.export_templates(templates=[template])
    with company_scope(other_company.pk):
        [made] = transfer.import_templates(company_id=other_company.pk, data=json.dumps(written).encode())
        version = writing.latest_version(made)
    assert (made.company, made.name, made.channel) == (other_company, "Hello", "whatsapp")
    assert (version.status, version.number) == ("draft", 1)
    assert version.content.written() == writing.latest_version(template).content.written()


def test_a_file_holds_content_only(company):
    [found] = transfer.export_templates(templates=[make_approved(company)])["templates"]
    assert set(found) == {"name", "channel", "language", "app_ids", "content"}


def test_a_status_in_a_file_is_refused(company):
    assert faults(company, file(row(status="approved"))) == [("templates.0.status", "There is no such field.")]


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        (b"nope", "", "The file is no JSON."),
        (b"[" * 100_000, "", "The file is no JSON."),
        (b"[]", "", "This must be an object."),
        (
            file(version=2),
            "version",
            "This file is of version 2; version 1 is understood.",
        ),
        (file(), "templates", "There is no template in the file."),
        (file(row(channel="fax")), "templates.0.channel", None),
        (file(row(content={"body": 1})), "templates.0.content.body", "This must be a text."),
        (file(row(content={"html": "x"})), "templates.0.content.html", "There is no such field."),
        (file(row(content={"buttons": [{"kind": "bomb"}]})), "templates.0.content.buttons.0.kind", None),
        (file(row(), row(name="")), "templates.1.name", None),
        (file(row(), row(language="norsk")), "templates.1.language", "Write the language as ISO 639: en, nb, en_US."),
        (file(row(), row(name="HELLO")), "templates.1.name", "Another template has this name."),
    ],
)
def test_a_fault_is_told_with_its_path_and_nothing_comes_in(company, data, path, message):
    found = faults(company, data)
    assert found[0][0] == path
    assert message is None or found[0][1] == message


def test_a_file_that_is_too_large_is_not_read(company):
    with pytest.raises(TooLargeError):
        transfer.import_templates(company_id=company.pk, data=b" " * (transfer.MOST_BYTES + 1))


def test_an_imported_email_is_cleaned(company):
    content = {"subject": "x", "source_format": "html", "source": "<p onclick=x>Hi</p><script>1</script>"}
    [made] = transfer.import_templates(company_id=company.pk, data=file(row(channel="email", content=content)))
    html = writing.latest_version(made).html
    assert "<p>Hi</p>" in html
    assert "script" not in html
