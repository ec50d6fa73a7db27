"""Templates are made, written, copied and put away; what was approved is never written over."""

import pytest

from companies.models import Company
from core.errors import ConflictError, InvalidError, NotFoundError
from core.models import AuditEntry
from templates_app import approval, writing
from templates_app.models import MessageTemplate, TemplateVersion
from tests.templates_app.conftest import content, make, make_approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]


def create(company: Company, **fields):
    return writing.create_template(company_id=company.pk, **{"name": "Hello", "channel": "sms", **fields})


def versions(template):
    return list(TemplateVersion.objects.order_by("number").values_list("number", "status", "body"))


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_template_has_an_empty_draft(company):
    template = create(company, name="  Hello ", channel="apn", language="nb", app_ids=["shop"])
    assert (template.name, template.channel, template.language, template.app_ids) == ("Hello", "apn", "nb", ["shop"])
    assert versions(template) == [(1, "draft", "")]
    assert actions() == ["created"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "a" * 256), ("name", "a\x00"), ("channel", "fax"), ("language", "norsk bokmål"),
        ("language", ""), ("app_ids", ["a"]),
    ],
)  # fmt: skip
def test_a_setting_that_does_not_do_is_refused(company, field, value):
    with pytest.raises(InvalidError) as caught:
        create(company, **{field: value})
    assert [fault.name for fault in caught.value.faults] == [field]
    assert not MessageTemplate.objects.exists()


def test_a_push_goes_to_five_apps_at_most(company):
    with pytest.raises(InvalidError):
        create(company, channel="apn", app_ids=["a"] * 6)


def test_a_name_is_taken_once_in_a_company_whatever_its_case(company, other_company):
    create(company, name="Blåbær")
    with pytest.raises(InvalidError) as caught:
        create(company, name="BLÅBÆR")
    assert (caught.value.code, caught.value.faults[0].name) == ("NAME_TAKEN", "name")
    assert create(other_company, name="Blåbær").pk


def test_a_draft_is_changed_in_place(template):
    writing.write_content(template=template, content=content("sms", body="Bye"))
    assert versions(template) == [(1, "draft", "Bye")]


def test_after_an_approval_a_new_version_begins_and_the_approved_one_stays(company):
    template = make_approved(company)
    writing.write_content(template=template, content=content("sms", body="Bye"))
    assert versions(template) == [(1, "approved", "Hi {{ name }}"), (2, "draft", "Bye")]


def test_after_a_rejection_a_new_version_begins(template):
    approval.submit(template=template)
    approval.reject(template=template, reason="No.")
    writing.write_content(template=template, content=content("sms", body="Bye"))
    assert versions(template) == [(1, "rejected", "Hi {{ name }}"), (2, "draft", "Bye")]


def test_what_waits_for_approval_is_not_changed(template):
    approval.submit(template=template)
    with pytest.raises(ConflictError) as caught:
        writing.write_content(template=template, content=content("sms", body="Bye"))
    assert caught.value.code == "IN_REVIEW"
    assert versions(template) == [(1, "in review", "Hi {{ name }}")]


def test_the_same_words_again_are_no_change(company):
    template = make_approved(company)
    before = actions()
    writing.write_content(template=template, content=content("sms", body="Hi {{ name }}"))
    assert (versions(template), actions()) == ([(1, "approved", "Hi {{ name }}")], before)


def test_a_draft_that_somebody_else_changed_is_not_written_over(template):
    seen = writing.latest_version(template).content_hash
    writing.write_content(template=template, content=content("sms", body="Theirs"), seen=seen)
    with pytest.raises(ConflictError) as caught:
        writing.write_content(template=template, content=content("sms", body="Mine"), seen=seen)
    assert caught.value.code == "CHANGED_MEANWHILE"
    assert versions(template) == [(1, "draft", "Theirs")]


def test_a_faulty_draft_is_kept(template):
    writing.write_content(template=template, content=content("sms", body="Hi {{ a.b"))
    assert versions(template) == [(1, "draft", "Hi {{ a.b")]


def test_an_email_is_made_ready_when_it_is_written(company):
    template = make(company, channel="email", subject="x", source_format="html", source="<p onclick=x>{{ a }}</p>")
    version = writing.latest_version(template)
    assert "<p>{{ a }}</p>" in version.html
    assert version.plain.startswith("{{ a }}")
    assert version.variables["body"] == ["a"]
    assert version.variables["required"] == ["a"]


def test_what_was_written_is_in_the_history(template):
    fact = AuditEntry.objects.get(action="written")
    assert fact.changes == {"version 1": [None, ["Body"]]}


def test_settings_are_changed_with_a_fact(template):
    writing.update_template(template=template, fields={"name": "Bye", "language": "nb"})
    fact = AuditEntry.objects.get(action="changed")
    assert fact.changes == {"name": ["Hello", "Bye"], "language": ["en", "nb"]}


def test_settings_that_stay_are_no_change(template):
    before = actions()
    writing.update_template(template=template, fields={"name": "Hello"})
    assert actions() == before


def test_the_language_is_settled_by_a_submission(template):
    approval.submit(template=template)
    with pytest.raises(ConflictError):
        writing.update_template(template=template, fields={"language": "nb"})
    template.refresh_from_db()
    assert template.language == "en"


def test_a_name_is_not_taken_by_a_change(company, template):
    make(company, "Other")
    with pytest.raises(InvalidError):
        writing.update_template(template=template, fields={"name": "other"})
    template.refresh_from_db()
    assert template.name == "Hello"


def test_a_copy_says_the_same_and_is_a_draft(company):
    template = make_approved(company)
    made = writing.duplicate_template(template=template, name="Copy", language="nb")
    version = writing.latest_version(made)
    assert (made.language, version.status, version.number, version.body) == ("nb", "draft", 1, "Hi {{ name }}")
    assert writing.usable_version(made) is None


def test_a_template_is_put_away_and_brought_back_once(template):
    for archived in (True, True, False, False):
        writing.archive_template(template=template, archived=archived)
    assert actions()[-2:] == ["archived", "brought back"]


def test_a_template_that_is_gone_is_not_written(template):
    MessageTemplate.objects.all().delete()
    with pytest.raises(NotFoundError):
        writing.write_content(template=template, content=content("sms", body="x"))


def test_the_list_tells_where_each_stands(company):
    template = make_approved(company)
    writing.write_content(template=template, content=content("sms", body="Bye"))
    found = MessageTemplate.objects.with_standing().get()
    assert (found.latest_number, found.latest_status, found.usable_number) == (2, "draft", 1)
