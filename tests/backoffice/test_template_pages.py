"""Templates in the back office: written beside a preview, submitted, approved; by who may."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.models import Role
from templates_app import approval, writing
from templates_app.models import MessageTemplate, TemplateVersion
from tests.backoffice.conftest import browser
from tests.conftest import make_member
from tests.templates_app.conftest import acting_as, content, make, make_approved

pytestmark = pytest.mark.django_db

LIST = "/admin/templates_app/messagetemplate/"


def url(template, page="change", *args):
    return reverse(f"admin:templates_app_messagetemplate_{page}", args=[template.pk, *args])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def form(template, **changed):
    seen = writing.latest_version(template).content_hash
    return {"name": template.name, "language": template.language, "body": "Hi {{ name }}", "seen": seen, **changed}


def status(template):
    return writing.latest_version(template).status


@pytest.fixture
def template(company, scope):
    return make(company)


@pytest.fixture
def approver(company):
    return make_member(company, "arne", Role.APPROVER)


@pytest.fixture
def submitted(owner, approver, template):
    with acting_as(owner):
        approval.submit(template=template)
    return template


def test_a_new_template_is_made_and_opened(owner_browser, company, scope):
    answer = owner_browser.post(f"{LIST}add/", {"name": "Offer", "channel": "whatsapp", "language": "nb"})
    template = MessageTemplate.objects.get()
    assert answer.headers["Location"] == url(template)
    assert (template.company, template.channel, template.language) == (company, "whatsapp", "nb")


def test_a_name_that_is_taken_is_refused_beside_its_field(owner_browser, template):
    answer = owner_browser.post(f"{LIST}add/", {"name": "HELLO", "channel": "sms", "language": "nb"})
    assert answer.context["adminform"].form.errors["name"] == ["Another template has this name."]


@pytest.mark.parametrize(
    ("channel", "fields"),
    [
        ("sms", ["body"]),
        ("email", ["source_format", "subject", "preheader", "source", "text"]),
        ("whatsapp", ["header_kind", "header_text", "header_url", "body", "footer", "buttons", "cards"]),
        ("apn", ["subject", "header_kind", "header_url", "body", "buttons"]),
    ],
)
def test_the_form_has_what_the_channel_has(owner_browser, company, scope, channel, fields):
    template = make(company, channel=channel, body="" if channel == "email" else "x")
    answer = owner_browser.get(url(template))
    names = [name for name in answer.context["adminform"].form.fields if name not in ("seen", "name", "language")]
    assert sorted(names) == sorted([*fields, *(["app_ids"] if channel == "apn" else [])])


def test_what_is_typed_is_written(owner_browser, template):
    owner_browser.post(url(template), form(template, body="Bye\r\n{{ name }}", name="Farewell"))
    template.refresh_from_db()
    assert (template.name, writing.latest_version(template).body) == ("Farewell", "Bye\n{{ name }}")


def test_buttons_come_as_json(owner_browser, company, scope):
    template = make(company, channel="whatsapp", body="x")
    buttons = [{"kind": "reply", "text": "Stop", "value": ""}]
    owner_browser.post(url(template), form(template, body="x", buttons=json.dumps(buttons), cards="[]"))
    assert writing.latest_version(template).buttons == buttons


@pytest.mark.parametrize("buttons", ["nope", '[{"kind": "bomb"}]', '{"a": 1}', "[1]"])
def test_buttons_that_are_none_are_refused(owner_browser, company, scope, buttons):
    template = make(company, channel="whatsapp", body="x")
    answer = owner_browser.post(url(template), form(template, body="y", buttons=buttons, cards="[]"))
    assert "buttons" in answer.context["adminform"].form.errors
    assert writing.latest_version(template).body == "x"


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(owner_browser, template):
    old = form(template, body="Mine")
    writing.write_content(template=template, content=content("sms", body="Theirs"))
    answer = owner_browser.post(url(template), old)
    assert "Somebody else changed this template meanwhile" in str(answer.context["adminform"].form.errors)
    assert writing.latest_version(template).body == "Theirs"


def test_the_way_from_draft_to_retirement(owner, owner_browser, approver, template):
    other = browser(approver)
    assert said(owner_browser.post(url(template, "do", "submit"), follow=True)) == ["Version 1 waits for approval."]
    answer = owner_browser.post(url(template, "do", "approve"), follow=True)
    assert said(answer) == ["You submitted this version. Somebody else has to approve it."]
    assert "somebody else has to approve it" in answer.content.decode()
    seen = writing.latest_version(template).content_hash
    answer = other.post(url(template, "do", "approve"), {"seen": seen}, follow=True)
    assert said(answer) == ["Version 1 is approved. It is what is sent from now on."]
    owner_browser.post(url(template, "do", "retire"))
    assert status(template) == "retired"


def test_a_rejection_needs_its_reason_which_the_author_reads(owner_browser, approver, submitted):
    other = browser(approver)
    other.post(url(submitted, "do", "reject"), {"reason": " "})
    assert status(submitted) == "in review"
    other.post(url(submitted, "do", "reject"), {"reason": "Too loud."})
    assert status(submitted) == "rejected"
    assert "Too loud." in owner_browser.get(url(submitted)).content.decode()


def test_what_waits_is_looked_at_until_it_is_taken_back(owner_browser, submitted):
    answer = owner_browser.get(url(submitted))
    assert 'name="_save"' not in answer.content.decode()
    assert "Hi {{ name }}" in answer.content.decode()
    assert owner_browser.post(url(submitted), form(submitted, body="x")).status_code == 403
    owner_browser.post(url(submitted, "do", "withdraw"))
    assert 'name="_save"' in owner_browser.get(url(submitted)).content.decode()


@pytest.mark.parametrize("deed", ["submit", "withdraw", "approve", "reject", "retire", "archive", "unarchive"])
def test_a_colleague_who_may_only_look_does_nothing(colleague_browser, submitted, deed):
    assert colleague_browser.post(url(submitted, "do", deed), {"reason": "x"}).status_code == 403
    submitted.refresh_from_db()
    assert (status(submitted), submitted.is_archived) == ("in review", False)


@pytest.mark.parametrize("deed", ["submit", "withdraw", "archive"])
def test_an_approver_writes_nothing(approver, submitted, deed):
    assert browser(approver).post(url(submitted, "do", deed)).status_code == 403
    assert status(submitted) == "in review"


@pytest.mark.parametrize("deed", ["approve", "reject", "retire"])
def test_a_marketer_approves_nothing(company, submitted, deed):
    marketer = browser(make_member(company, "mia", Role.MARKETER))
    assert marketer.post(url(submitted, "do", deed), {"reason": "x"}).status_code == 403
    assert status(submitted) == "in review"


@pytest.mark.parametrize("deed", ["submit", "withdraw", "approve", "reject", "retire", "archive"])
def test_a_stranger_does_nothing(stranger_browser, submitted, deed):
    stranger_browser.post(url(submitted, "do", deed), {"reason": "x"})
    submitted.refresh_from_db()
    assert (status(submitted), submitted.is_archived) == ("in review", False)


@pytest.mark.parametrize("page", ["preview", "versions", "duplicate", "export"])
def test_a_stranger_opens_none_of_its_pages(stranger_browser, template, page):
    answer = stranger_browser.post(url(template, page), "{}", content_type="application/json")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


@pytest.mark.parametrize(("page", "code"), [("preview", 405), ("versions", 200), ("duplicate", 403), ("export", 200)])
def test_a_colleague_opens_those_that_only_show(colleague_browser, template, page, code):
    assert colleague_browser.get(url(template, page)).status_code == code
    assert colleague_browser.get(f"{LIST}import/").status_code == 403


def preview(client, template, **data):
    return client.post(url(template, "preview"), json.dumps(data), content_type="application/json")


def test_what_is_being_typed_is_previewed_and_not_saved(owner_browser, template):
    found = preview(owner_browser, template, body="Hi {{ name }}, {{ code }}", **{"sample:code": "X<1>"}).json()
    assert "Hi Kari Nordmann, X&lt;1&gt;" in found["preview"]
    assert "1 part" in found["preview"]
    assert 'data-sample="code" value="X&lt;1&gt;"' in found["variables"]
    assert found["faults"].strip() == ""
    assert writing.latest_version(template).body == "Hi {{ name }}"


def test_who_only_looks_sees_what_was_saved_with_values_of_their_own(colleague_browser, template):
    found = preview(colleague_browser, template, body="Mine", **{"sample:name": "Ola"}).json()
    assert "Hi Ola" in found["preview"]
    assert "Mine" not in found["preview"]


def test_faults_are_told_while_one_types(owner_browser, template):
    found = preview(owner_browser, template, body="Hi {{ a.b }}").json()
    assert "<b>Body:</b> Line 1, character 4: “a.b” is no name" in found["faults"]


def test_an_email_is_previewed_in_a_frame_that_runs_nothing(owner_browser, company, scope):
    template = make(company, channel="email")
    source = "<h1>Hi {{ name }}</h1><script>alert(1)</script>"
    found = preview(owner_browser, template, subject="Oh {{ name }}", source_format="html", source=source).json()
    assert "<b>Oh Kari Nordmann</b>" in found["preview"]
    assert '<iframe class="t-mail" data-piece="mail" sandbox title' in found["preview"]
    assert "&lt;h1&gt;Hi Kari Nordmann&lt;/h1&gt;" in found["preview"]
    assert "alert" not in found["preview"]


@pytest.mark.parametrize("body", ["nope", "[]", '{"body": 1}', '{"buttons": "x"}', "[" * 5000])
def test_a_form_of_another_shape_is_refused_in_words(owner_browser, template, body):
    answer = owner_browser.post(url(template, "preview"), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_a_preview_is_asked_for_by_post(owner_browser, template):
    assert owner_browser.get(url(template, "preview")).status_code == 405


def test_only_the_form_may_show_pictures_from_anywhere(owner_browser, template):
    assert "img-src 'self' data: https: http:;" in owner_browser.get(url(template)).headers["Content-Security-Policy"]
    assert "https:" not in owner_browser.get(LIST).headers["Content-Security-Policy"]


def test_whatsapps_marks_are_shown_and_nothing_else_is_markup(owner_browser, company, scope):
    template = make(company, channel="whatsapp", body="x")
    found = preview(owner_browser, template, body="*bold* _it_ 2*3*4 <b>{{1}}</b>", **{"sample:1": "*x* <i>"}).json()
    assert "<strong>bold</strong> <em>it</em> 2*3*4 &lt;b&gt;<strong>x</strong> &lt;i&gt;&lt;/b&gt;" in found["preview"]


def test_versions_show_what_they_changed(owner_browser, company, scope):
    template = make_approved(company)
    writing.write_content(template=template, content=content("sms", body="Bye {{ name }}"))
    page = owner_browser.get(url(template, "versions")).content.decode()
    assert "<del>Hi</del><ins>Bye</ins> {{ name }}" in page


def test_a_copy_is_made_under_another_name(owner_browser, template):
    answer = owner_browser.post(url(template, "duplicate"), {"name": "hello", "language": "nb"})
    assert "Another template has this name." in answer.content.decode()
    owner_browser.post(url(template, "duplicate"), {"name": "Hei", "language": "nb"})
    made = MessageTemplate.objects.get(name="Hei")
    assert (made.language, writing.latest_version(made).body) == ("nb", "Hi {{ name }}")


def test_a_file_goes_out_and_comes_in(owner_browser, stranger_browser, template, other_company):
    answer = owner_browser.get(url(template, "export"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hello.json"'
    file = SimpleUploadedFile("hello.json", answer.content)
    stranger_browser.post(f"{LIST}import/", {"file": file})
    made = MessageTemplate._base_manager.get(company=other_company)
    assert (made.name, TemplateVersion._base_manager.get(template=made).status) == ("Hello", "draft")


def test_a_file_with_faults_names_them(owner_browser, company, scope):
    file = SimpleUploadedFile("x.json", b'{"format": "muster-template", "version": 1, "templates": [{"name": "x"}]}')
    page = owner_browser.post(f"{LIST}import/", {"file": file}).content.decode()
    assert '<code class="o-code">templates.0.channel</code>: This is needed.' in page
    assert "The file is no JSON." in owner_browser.post(f"{LIST}import/").content.decode()


def test_several_are_approved_at_once_and_each_refusal_is_named(owner, approver, company, submitted):
    draft = make(company, "Draft")
    data = {"action": "approve_selected", "_selected_action": [submitted.pk, draft.pk]}
    answer = browser(approver).post(LIST, data, follow=True)
    assert sorted(said(answer)) == [
        "1 template approved.", "Draft: A draft has to be submitted before it can be approved.",
    ]  # fmt: skip
    assert (status(submitted), status(draft)) == ("approved", "draft")


def test_several_are_submitted_and_archived(owner_browser, company, template):
    owner_browser.post(LIST, {"action": "submit_selected", "_selected_action": [template.pk]})
    owner_browser.post(LIST, {"action": "archive_selected", "_selected_action": [template.pk]})
    template.refresh_from_db()
    assert (status(template), template.is_archived) == ("in review", True)


def test_a_marketer_has_no_action_to_approve(company, submitted):
    marketer = browser(make_member(company, "mia", Role.MARKETER))
    marketer.post(LIST, {"action": "approve_selected", "_selected_action": [submitted.pk]})
    assert status(submitted) == "in review"
    assert "approve_selected" not in marketer.get(LIST).content.decode()


def test_several_go_into_one_file(colleague_browser, company, template):
    make(company, "Second")
    data = {"action": "export_selected", "_selected_action": list(MessageTemplate.objects.values_list("pk", flat=True))}
    answer = colleague_browser.post(LIST, data)
    assert sorted(row["name"] for row in json.loads(answer.content)["templates"]) == ["Hello", "Second"]


def test_the_queue_holds_what_waits(owner_browser, company, submitted):
    make(company, "Draft one")
    page = owner_browser.get(f"{LIST}?standing=in+review").content.decode()
    assert "Hello" in page
    assert "Draft one" not in page


def test_an_operator_looks_at_all_companies(operator_browser, template):
    assert operator_browser.get(url(template)).status_code == 200
    assert "Hello" in operator_browser.get(LIST).content.decode()


def test_the_list_asks_as_often_for_many_as_for_one(owner_browser, company, template):
    with CaptureQueriesContext(connection) as one:
        owner_browser.get(LIST)
    for n in range(5):
        make(company, f"Template {n}")
    with CaptureQueriesContext(connection) as many:
        owner_browser.get(LIST)
    assert len(many) == len(one)
