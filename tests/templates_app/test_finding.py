"""The version that a message is made of, or why there is none."""

import pytest

from core.errors import InvalidError
from core.tenancy import company_scope
from templates_app import approval, finding, writing
from tests.templates_app.conftest import content, make, make_approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]


def refusal(**asked):
    with pytest.raises(InvalidError) as caught:
        finding.approved(**asked)
    return caught.value.code, caught.value.message, caught.value.faults[0].name


def test_the_approved_version_is_found_by_id_and_by_name(company):
    template = make_approved(company, "Blåbær")
    for asked in ({"template_id": template.pk}, {"name": "BLÅBÆR"}, {"name": " blåbær ", "channel": "sms"}):
        version = finding.approved(**asked)
        assert (version.number, version.template) == (1, template)


def test_a_newer_draft_is_not_sent(company):
    template = make_approved(company)
    writing.write_content(template=template, content=content("sms", body="Bye"))
    approval.submit(template=template)
    assert finding.approved(template_id=template.pk).body == "Hi {{ name }}"


def test_an_unknown_one_is_named():
    assert refusal(name="Nope") == ("TEMPLATE_UNKNOWN", "There is no template “Nope”.", "template_name")
    assert refusal(template_id=77) == ("TEMPLATE_UNKNOWN", "There is no template with the id 77.", "template_id")


@pytest.mark.parametrize("template_id", [0, -1, 2**63, 10**30])
def test_an_id_that_no_row_can_have_is_unknown(template_id):
    assert refusal(template_id=template_id)[0] == "TEMPLATE_UNKNOWN"


def test_a_name_with_a_nul_is_unknown():
    assert refusal(name="a\x00b")[0] == "TEMPLATE_UNKNOWN"


def test_one_of_another_channel_is_named(company):
    template = make_approved(company)
    assert refusal(template_id=template.pk, channel="email") == (
        "TEMPLATE_WRONG_CHANNEL", "The template “Hello” is for SMS, not for E-mail.", "template_id",
    )  # fmt: skip


def test_one_that_is_not_approved_is_named(company):
    template = make(company)
    assert refusal(name="hello") == ("TEMPLATE_NOT_APPROVED", "The template “Hello” is not approved.", "template_name")
    approval.submit(template=template)
    assert refusal(name="hello")[1] == "The template “Hello” is not approved: it waits for approval."


def test_one_that_is_put_away_is_not_sent(company):
    template = make_approved(company)
    writing.archive_template(template=template)
    assert refusal(name="hello")[:2] == ("TEMPLATE_NOT_APPROVED", "The template “Hello” is archived.")


def test_another_companys_is_unknown(company, other_company):
    template = make_approved(company)
    with company_scope(other_company.pk):
        assert refusal(template_id=template.pk)[0] == "TEMPLATE_UNKNOWN"
        assert refusal(name="Hello")[0] == "TEMPLATE_UNKNOWN"
