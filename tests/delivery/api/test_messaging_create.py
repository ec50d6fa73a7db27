"""Creating campaigns at the messaging door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign
from companies.models import Credential
from core.channels import Channel
from core.tenancy import across_companies
from delivery.models import Broadcast
from templates_app import writing
from templates_app.models import MessageTemplate
from tests.conftest import Caller
from tests.delivery.api.conftest import make_application
from tests.delivery.conftest import make_version

pytestmark = pytest.mark.django_db

ADDRESS = "/campaign/create"


def body(shop, **changes):
    found = {"name": "Weekly offer", "type": "email", "template_id": shop["email_template_id"], "tags": ["offers"]}
    return {name: value for name, value in (found | changes).items() if value is not None}


def test_a_campaign_is_made_and_sends_nothing(application, shop):
    answer = application.post(ADDRESS, body(shop))
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "success", "message": "Campaign created successfully", "campaign_id": campaign.pk},
    )
    assert (campaign.name, campaign.origin, campaign.status, campaign.tags) == (
        "Weekly offer", "messaging", "DRAFT", ["offers"],
    )  # fmt: skip
    assert campaign.broadcast.runs.count() == 0


def test_a_campaign_that_waits_for_an_event_is_active(application, shop):
    application.post(ADDRESS, body(shop, trigger_event=" order_placed "))
    campaign = Campaign.objects.get()
    assert (campaign.status, campaign.type, campaign.broadcast.trigger_event) == (
        "ACTIVE", "EVERGREEN", "order_placed",
    )  # fmt: skip


def test_the_key_may_stand_in_either_header(application, shop):
    key = application.headers["Authorization"]
    assert Caller({"api-key": key}).post(ADDRESS, body(shop)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": None}, "name", "This field is required."),
        ({"name": "  "}, "name", "This field may not be blank."),
        ({"name": 7}, "name", "Not a valid string."),
        ({"name": "x" * 256}, "name", "Ensure this field has no more than 255 characters."),
        ({"type": "fax"}, "type", '"fax" is not a valid choice.'),
        ({"tags": ["a"] * 6}, "tags", "Ensure this field has no more than 5 elements."),
        ({"tags": [""]}, "tags.0", "This field may not be blank."),
        ({"tags": ["x" * 26]}, "tags.0", "Ensure this field has no more than 25 characters."),
        ({"app_ids": ["a"] * 6}, "app_ids", "Ensure this field has no more than 5 elements."),
        ({"template_id": None}, "template_id", "This field is required."),
        ({"template_id": "x"}, "template_id", "A valid integer is required."),
        ({"template_id": True}, "template_id", "A valid integer is required."),
        ({"template_id": 2**63}, "template_id", f"Ensure this value is less than or equal to {2**63 - 1}."),
        ({"template_id": 1}, "template_id", "There is no template with the id 1."),
        ({"type": "sms"}, "template_id", "The template “weekly_offer” is for E-mail, not for SMS."),
    ],
)
def test_a_field_that_will_not_do_is_refused_by_name(changes, field, message, application, shop):
    answer = application.post(ADDRESS, body(shop, **changes))
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
    assert answer.json()["errors"] == [{"field": field, "message": message}]
    assert not Campaign.objects.exists()


def test_a_template_that_is_not_approved_is_refused_by_name(application, company, shop):
    draft = writing.create_template(company_id=company.pk, name="half_done", channel="email")
    answer = application.post(ADDRESS, body(shop, template_id=draft.pk))
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "status": "error",
            "message": "The template “half_done” is not approved.",
            "errors": [{"field": "template_id", "message": "The template “half_done” is not approved."}],
        },
    )


def test_push_goes_to_the_apps_that_are_named(application, company, shop):
    version = make_version(company, name="Push", channel=Channel.APN, subject="Hi", body="Hello")
    push = {"type": "apn", "template_id": version.template_id}
    assert application.post(ADDRESS, body(shop, **push, app_ids=["a", "b", "a"])).status_code == 200
    assert application.post(ADDRESS, body(shop, **push, app_id="c")).status_code == 200
    assert list(Broadcast.objects.order_by("pk").values_list("app_ids", flat=True)) == [["a", "b"], ["c"]]
    refused = application.post(ADDRESS, body(shop, **push))
    assert (refused.status_code, refused.json()["errors"]) == (
        400, [{"field": "app_ids", "message": "Push needs 1 to 5 app ids."}],
    )  # fmt: skip


def test_push_without_apps_goes_to_those_of_its_template(application, company, shop):
    version = make_version(company, name="Push", channel=Channel.APN, subject="Hi", body="Hello")
    MessageTemplate.objects.filter(pk=version.template_id).update(app_ids=["shop"])
    application.post(ADDRESS, body(shop, type="apn", template_id=version.template_id))
    assert Broadcast.objects.get().app_ids == ["shop"]


@pytest.mark.parametrize("key", ["", " ", "x", "messaging_x.y", "Bearer a.b.c", "\xff", "a" * 10_000])
def test_a_key_that_is_none_is_refused(key, shop):
    answer = Caller({"Authorization": key}).post(ADDRESS, body(shop))
    assert answer.status_code == 401
    assert (answer.json()["status"], answer.json()["errors"]) == ("error", [])
    assert answer["WWW-Authenticate"] == "ApiKey"


def test_half_a_key_is_refused(application, shop):
    key, _, secret = application.headers["Authorization"].partition(".")
    for text in (key, f"{key}.", f"{key}.{secret}x", f".{secret}"):
        assert Caller({"Authorization": text}).post(ADDRESS, body(shop)).status_code == 401
    assert not Campaign.objects.exists()


def test_a_revoked_key_opens_nothing_any_more(application, shop):
    Credential.objects.update(revoked_at=timezone.now())
    assert application.post(ADDRESS, body(shop)).status_code == 401


def test_a_key_without_the_scope_may_not(application, shop):
    Credential.objects.update(scopes=["campaigns:execute"])
    answer = application.post(ADDRESS, body(shop))
    assert (answer.status_code, answer.json()["message"]) == (
        401, "This credential lacks the scope campaigns:create.",
    )  # fmt: skip


@pytest.mark.parametrize("caller", ["owner", "partner", "agency"])
def test_whoever_belongs_to_another_door_does_not_come_in(caller, request, shop):
    assert request.getfixturevalue(caller).post(ADDRESS, body(shop)).status_code == 401


def test_another_companys_template_is_not_there(shop, other_company):
    answer = make_application(other_company).post(ADDRESS, body(shop))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "template_id")
    with across_companies():
        assert not Campaign.objects.exists()


def test_failed_keys_are_slowed_down(application, shop):
    wrong = Caller({"Authorization": application.headers["Authorization"] + "x"})
    assert [wrong.post(ADDRESS, body(shop)).status_code for _ in range(11)] == [401] * 10 + [429]
    assert application.post(ADDRESS, body(shop)).status_code == 200


def test_when_the_key_was_used_is_written_once_a_minute(application, shop):
    application.post(ADDRESS, body(shop))
    first = Credential.objects.get().last_used_at
    with CaptureQueriesContext(connection) as queries:
        application.post(ADDRESS, body(shop))
    assert Credential.objects.get().last_used_at == first
    assert len(queries) == 13  # the key, two of the template, three rows with their facts, and savepoints
