"""Creating campaigns at the agency door: the contract's checks, in its order and in its words."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audiences.models import Group
from campaigns.models import Campaign
from companies.models import Company, Credential
from core.models import AuditEntry
from core.tenancy import across_companies
from delivery import broadcasts
from delivery.models import Broadcast
from templates_app.rendering.content import ButtonContent
from tests.conftest import Caller
from tests.delivery.api.conftest import make_agency
from tests.delivery.conftest import make_version

pytestmark = pytest.mark.django_db

MISSING = "Name and Template payload are required for the campaign creation"
SCHEDULE_TYPE = "Schedule type should include only 'once' and 'recurring'."
DAYS = "Days and Times are required for a recurring schedule."


@pytest.fixture(autouse=True)
def _at_a_day(time_machine):
    time_machine.move_to("2027-01-10T11:00:00Z", tick=False)


def greeting(**changes):
    payload = {
        "image_url": "",
        "group_name": "Team Testing",
        "body_variable": ["world"],
        "template_name": "test_template_1",
        "header_variable": ["hello"],
    }
    found = {"name": "temp3", "schedule_type": "once", "schedule": "2027-01-15 14:50", **changes}
    given = found.pop("payload", {})
    body = {"template_payload": {**payload, **given}, **found}
    return {name: value for name, value in body.items() if value is not ...}


def carousel(**changes):
    payload = {
        "cards": [
            {"card_image_url": "https://example.com/image1.jpg", "card_body_variables": []},
            {"card_image_url": "https://example.com/image2.jpg", "card_body_variables": []},
        ],
        "image_url": "",
        "group_name": "test_group",
        "body_variable": [],
        "template_name": "carousel_milk",
        "header_variable": [],
    }
    days = {"monday": ["10:00"], "wednesday": ["10:00"]}
    recurring = {"schedule_type": "recurring", "days": days, "schedule": "2025-01-15 14:50", "payload": payload}
    return greeting(**(recurring | changes))


def create(agency, body, **headers):
    return agency.call("POST", agency.at("createCampaign"), body, **headers)


def refused(answer):
    assert answer.json()["success"] is False
    assert list(answer.json()) == ["success", "message"]
    return answer.status_code, answer.json()["message"]


def test_a_greeting_is_planned_once_by_the_companys_clock(agency, shop):
    answer = create(agency, greeting())
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "success": True,
            "message": "Campaign successfully created",
            "data": {
                "id": str(campaign.uuid),
                "name": "temp3",
                "status": "scheduled",
                "next_run_at": "2027-01-15T13:50:00Z",
            },
        },
    )
    broadcast = campaign.broadcast
    assert (campaign.origin, campaign.type, campaign.status) == ("agency", "ONE_TIME", "ACTIVE")
    assert broadcast.values == {"header.1": "hello", "1": "world"}
    assert broadcast.list_ids == [Group.objects.get(name="Team Testing").pk]
    assert (broadcast.header_values, broadcast.body_values) == (["hello"], ["world"])


def test_a_carousel_is_planned_on_weekdays(agency, shop):
    answer = create(agency, carousel())
    broadcast = Broadcast.objects.get()
    assert (answer.status_code, answer.json()["data"]["next_run_at"]) == (201, "2027-01-11T09:00:00Z")
    assert broadcast.values == {
        "card1.image": "https://example.com/image1.jpg", "card2.image": "https://example.com/image2.jpg",
    }  # fmt: skip
    assert (broadcast.campaign.type, broadcast.days) == ("RECURRING", {"monday": ["10:00"], "wednesday": ["10:00"]})


def test_the_uuid_may_stand_in_the_path(agency, shop):
    answer = agency.post(f"/{agency.company.uuid}/agency/createCampaign", greeting())
    assert answer.status_code == 201


def test_unknown_keys_change_nothing(agency, shop):
    assert create(agency, greeting(colour="red", payload={"size": 7}, days={"someday": "x"})).status_code == 201


# -- The token, the company, the signature


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x.y.z", "Token x"])
def test_no_or_a_bad_token_is_401_before_all_else(header, company, shop):
    headers = {} if header is None else {"Authorization": header}
    answer = Caller(headers).post("/agency/createCampaign", b"{bad")
    assert refused(answer) == (401, "Unauthorized: Missing or invalid token")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("who", ["owner", "partner", "application"])
def test_a_token_of_another_door_is_401(who, request, company, shop):
    caller = request.getfixturevalue(who)
    assert caller.post(f"/agency/createCampaign?uuid={company.uuid}", greeting()).status_code == 401


def test_a_revoked_credentials_token_is_401_at_once(agency, shop):
    Credential.objects.update(revoked_at=timezone.now())
    assert create(agency, greeting()).status_code == 401


def test_a_credential_without_the_scope_is_401(agency, shop):
    Credential.objects.update(scopes=["campaigns:read"])
    assert create(agency, greeting()).status_code == 401


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("", 400, "Bad Request: Missing uuid parameter"),
        ("?uuid=", 400, "Bad Request: Missing uuid parameter"),
        ("?uuid=53d1bcd3-aaf0-45e1-9298-5395b6a27b615395b6a27b61", 400, "Bad Request: Invalid uuid parameter"),
        ("?uuid=%00", 400, "Bad Request: Invalid uuid parameter"),
        ("?uuid=53d1bcd3-aaf0-45e1-9298-5395b6a27b61", 404, "No company found with the provided uuid"),
    ],
)
def test_the_uuid_comes_before_signature_and_body(query, status, message, agency, shop):
    answer = agency.call("POST", f"/agency/createCampaign{query}", b"{bad", **{"X-Signature": "sha256=00"})
    assert refused(answer) == (status, message)


@pytest.mark.parametrize("part", ["nonsense", "53d1bcd3-aaf0-45e1-9298-5395b6a27b61"])
def test_a_wrong_uuid_in_the_path_is_refused_alike(part, agency, shop):
    status = 404 if "-" in part else 400
    assert refused(agency.post(f"/{part}/agency/createCampaign", greeting()))[0] == status


def test_another_companys_uuid_is_not_found(agency, other_company, shop):
    answer = agency.post(f"/agency/createCampaign?uuid={other_company.uuid}", greeting())
    assert refused(answer) == (404, "No company found with the provided uuid")
    with across_companies():
        assert not Campaign.objects.exists()


def test_a_good_signature_is_taken(agency, shop):
    body = greeting()
    assert create(agency, body, **agency.signature(body)).status_code == 201


def test_a_signature_is_of_the_very_bytes(agency, shop):
    body = json.dumps(greeting(), indent=3).encode()
    upper = {"X-Signature": agency.signature(body)["X-Signature"].upper()}
    assert create(agency, body + b" ", **agency.signature(body)).status_code == 403
    assert create(agency, body, **upper).status_code == 201


@pytest.mark.parametrize("sign", ["", "sha256=", "sha256=00", "x", "sha1=00", "\xff", "sha256=" + "0" * 64])
@pytest.mark.parametrize("body", [b"{bad", greeting()])
def test_a_bad_signature_is_403_before_the_body(sign, body, agency, shop):
    assert refused(create(agency, body, **{"X-Signature": sign})) == (403, "Forbidden: Invalid HMAC signature")
    assert not Campaign.objects.exists()


def test_a_signature_is_required_where_the_credential_says_so(agency, shop):
    Credential.objects.update(signature_required=True)
    body = greeting()
    assert refused(create(agency, body)) == (403, "Forbidden: Invalid HMAC signature")
    assert create(agency, body, **agency.signature(body)).status_code == 201
    assert agency.get(agency.at("getCampaignData")).status_code == 403
    assert agency.get(agency.at("getCampaignData"), **agency.signature(None)).status_code == 200


def test_another_agencys_secret_does_not_sign(agency, company, shop):
    other, body = make_agency(company), greeting()
    assert create(agency, body, **other.signature(body)).status_code == 403


# -- The body


@pytest.mark.parametrize(
    "changes",
    [{"name": ...}, {"name": None}, {"name": "  "}, {"template_payload": ...}, {"template_payload": None},
     {"template_payload": {}}, {"name": ..., "schedule_type": "weekly"}],
)  # fmt: skip
def test_a_missing_name_or_payload(changes, agency, shop):
    assert refused(create(agency, greeting(**changes))) == (400, MISSING)


@pytest.mark.parametrize("kind", [..., None, "", "weekly", "Once", 1, ["once"], {}])
def test_a_schedule_type_other_than_the_two(kind, agency, shop):
    assert refused(create(agency, greeting(schedule_type=kind))) == (400, SCHEDULE_TYPE)


@pytest.mark.parametrize("days", [..., None, {}, [], "", {"monday": []}, {"monday": ["10:00"], "friday": None}])
def test_recurring_without_days_or_times(days, agency, shop):
    assert refused(create(agency, carousel(days=days))) == (400, DAYS)


WEEKDAYS = "monday, tuesday, wednesday, thursday, friday, saturday, sunday"
NO_TIME = "Write the time as HH:MM, from 00:00 to 23:59."
FORM = "schedule: Write YYYY-MM-DD HH:MM in the company's time zone, or ISO 8601 with an offset."


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ("monday", "days: A JSON object is expected."),
        ({"Monday": ["10:00"]}, f"days.Monday: This is not a weekday. Use {WEEKDAYS}."),
        ({"mandag": ["10:00"]}, f"days.mandag: This is not a weekday. Use {WEEKDAYS}."),
        ({"monday": "10:00"}, 'days.monday: A list of times is expected, for instance ["10:00"].'),
        ({"monday": ["10:00", "24:00"]}, f"days.monday.1: {NO_TIME}"),
        ({"monday": ["9:00"]}, f"days.monday.0: {NO_TIME}"),
        ({"monday": ["١٠:٠٠"]}, f"days.monday.0: {NO_TIME}"),
        ({"monday": [1000]}, f"days.monday.0: {NO_TIME}"),
        ({"monday": ["10:00", "11:00", "10:00"]}, "days.monday.2: 10:00 comes twice."),
    ],
)
def test_days_that_will_not_do(days, message, agency, shop):
    assert refused(create(agency, carousel(days=days))) == (400, message)


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        (..., "schedule: This field is required."),
        (None, "schedule: This field may not be null."),
        ("", "schedule: This field may not be blank."),
        (20270115, "schedule: Not a valid string."),
        ("tomorrow", FORM),
        ("2027-01-15", FORM),
        ("2027-01-15T14:50", FORM),
        ("2027-02-30 14:50", FORM),
        ("2027-01-15 24:50", FORM),
        ("٢٠٢٧-٠١-١٥ ١٤:٥٠", FORM),
        ("0001-01-01 00:00", FORM),
        ("1969-12-31 00:00", "schedule: The year is out of range."),
        ("9999-12-31 23:59", "schedule: The year is out of range."),
        ("9999-12-31T23:59:59-14:00", FORM),
        ("2027-01-10 12:00", "schedule: The time has passed."),
        ("2025-01-15 14:50", "schedule: The time has passed."),
        ("2027-01-10T11:00:00+00:00", "schedule: The time has passed."),
    ],
)
def test_a_moment_that_will_not_do(schedule, message, agency, shop):
    assert refused(create(agency, greeting(schedule=schedule))) == (400, message)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("schedule", "instant"),
    [
        ("2027-01-10 12:01", "2027-01-10T11:01:00Z"),
        ("2027-06-01 12:00", "2027-06-01T10:00:00Z"),
        ("2027-06-01T12:00:00+05:30", "2027-06-01T06:30:00Z"),
        ("2027-06-01T12:00Z", "2027-06-01T12:00:00Z"),
        ("2027-03-28 02:30", "2027-03-28T01:00:00Z"),  # the clock jumps from 02:00 to 03:00
        ("2027-10-31 02:30", "2027-10-31T00:30:00Z"),  # comes twice: the first
    ],
)
def test_a_moment_is_understood(schedule, instant, agency, shop):
    assert create(agency, greeting(schedule=schedule)).json()["data"]["next_run_at"] == instant


def test_recurring_begins_at_its_schedule(agency, shop):
    answer = create(agency, carousel(schedule="2027-01-11 10:01"))
    assert answer.json()["data"]["next_run_at"] == "2027-01-13T09:00:00Z"


PAYLOAD = "template_payload"


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"template_name": ""}, "template_name: This field may not be blank."),
        ({"template_name": 7}, "template_name: Not a valid string."),
        ({"template_name": "nope"}, "template_name: There is no template “nope”."),
        ({"group_name": "nope"}, "group_name: There is no group “nope”."),
        ({"group_name": None}, "group_name: This field may not be null."),
        ({"header_variable": []}, "header_variable: The template “test_template_1” takes 1 value here, 0 came."),
        ({"header_variable": None}, "header_variable: The template “test_template_1” takes 1 value here, 0 came."),
        ({"body_variable": ["a", "b"]}, "body_variable: The template “test_template_1” takes 1 value here, 2 came."),
        ({"body_variable": "world"}, 'body_variable: Expected a list of items but got type "str".'),
        ({"body_variable": [7]}, "body_variable.0: Not a valid string."),
        ({"body_variable": [" "]}, "body_variable.0: A value is missing."),
        ({"body_variable": ["x" * 2001]}, "body_variable.0: Ensure this field has no more than 2000 characters."),
        ({"image_url": "https://images.example/1.jpg"},
         "image_url: The template “test_template_1” has no picture in its header."),
        ({"cards": [{}]}, "cards: The template “test_template_1” has no cards, 1 came."),
    ],
)  # fmt: skip
def test_a_payload_that_is_not_what_the_template_takes(payload, message, agency, shop):
    assert refused(create(agency, greeting(payload=payload))) == (400, f"{PAYLOAD}.{message}")
    assert not Campaign.objects.exists()


CARD = {"card_image_url": "https://example.com/1.jpg", "card_body_variables": []}


@pytest.mark.parametrize(
    ("cards", "message"),
    [
        ([], "cards: The template “carousel_milk” has 2 cards, 0 came."),
        ([CARD], "cards: The template “carousel_milk” has 2 cards, 1 came."),
        ([CARD] * 3, "cards: The template “carousel_milk” has 2 cards, 3 came."),
        ([CARD, {**CARD, "card_body_variables": ["x"]}],
         "cards.1.card_body_variables: The template “carousel_milk” takes no values here, 1 came."),
        ([CARD, {**CARD, "card_image_url": ""}], "cards.1.card_image_url: A value is missing."),
        ([{**CARD, "card_image_url": "javascript:alert(1)"}, CARD],
         "cards.0.card_image_url: The value is no address of the web."),
        ([CARD, "x"], "cards.1: Invalid data. Expected a dictionary, but got str."),
    ],
)  # fmt: skip
def test_cards_that_are_not_what_the_template_takes(cards, message, agency, shop):
    body = carousel()
    body[PAYLOAD]["cards"] = cards
    assert refused(create(agency, body)) == (400, f"{PAYLOAD}.{message}")


def test_a_picture_in_the_header_is_required_and_taken(agency, company, shop):
    make_version(company, name="Picture", channel="whatsapp", header_kind="image", body="Look, {{1}}!")
    payload = {"template_name": "picture", "header_variable": [], "body_variable": ["you"]}
    answer = create(agency, greeting(payload=payload))
    assert refused(answer) == (400, "template_payload.image_url: A value is missing.")
    payload["image_url"] = "https://images.example/1.jpg"
    assert create(agency, greeting(payload=payload)).status_code == 201
    assert Broadcast.objects.get().values == {"header.url": "https://images.example/1.jpg", "1": "you"}


def test_a_template_that_takes_what_no_call_can_give_is_refused(agency, company, shop):
    button = ButtonContent("url", "Open", "https://shop.example/{{1}}")
    make_version(company, name="Button", channel="whatsapp", body="Hi", buttons=(button,))
    payload = {"template_name": "Button", "header_variable": [], "body_variable": []}
    assert refused(create(agency, greeting(payload=payload))) == (
        400,
        "template_payload.template_name: The template “Button” takes a value (button1.1) that no call can give.",
    )


@pytest.mark.parametrize("name", ["temp3", "TEMP3", " Temp3 "])
def test_a_name_is_unique_whatever_its_case(name, agency, shop):
    create(agency, greeting())
    facts = AuditEntry.objects.count()
    assert refused(create(agency, carousel(name=name))) == (409, "Name already exists")
    assert (Campaign.objects.count(), AuditEntry.objects.count()) == (1, facts)


def test_the_body_comes_before_the_name(agency, shop):
    create(agency, greeting())
    assert refused(create(agency, greeting(schedule="2025-01-15 14:50")))[0] == 400


def test_a_name_is_free_beside_other_families_and_companies(agency, company, other_company, application, shop):
    application.post("/campaign/create", {"name": "temp3", "type": "email", "template_id": shop["email_template_id"]})
    assert create(agency, greeting()).status_code == 201


def test_the_name_of_a_campaign_that_was_renamed_is_taken(agency, shop):
    create(agency, greeting())
    campaign = Campaign.objects.get()
    campaign.name = "Another"
    campaign.save()
    assert refused(create(agency, greeting(name="another"))) == (409, "Name already exists")


def test_a_fault_of_ours_is_told_in_the_doors_words(agency, shop, monkeypatch):
    def broken(**_):
        raise RuntimeError

    monkeypatch.setattr(broadcasts, "create", broken)
    answer = create(agency, greeting())
    assert refused(answer) == (
        500, "An unexpected error occurred while saving the campaign. Please try again later.",
    )  # fmt: skip
    assert not Campaign.objects.exists()


def test_a_creation_takes_a_known_number_of_statements(agency, shop):
    with CaptureQueriesContext(connection) as queries:
        create(agency, greeting())
    assert len(queries) == 31  # eight of them savepoints


def test_the_first_moment_is_kept(agency, shop):
    create(agency, carousel(schedule="2027-02-01 09:00"))
    assert Broadcast.objects.get().schedule_start == datetime(2027, 2, 1, 8, tzinfo=UTC)


def test_a_company_on_hold_takes_no_campaign(agency, shop):
    Company.objects.update(on_hold_since=timezone.now())
    said = "The company is on hold: nothing is sent or published until the hold is lifted."
    assert refused(create(agency, greeting())) == (409, said)
    assert Campaign.objects.count() == 0
