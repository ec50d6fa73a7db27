"""`POST /api/campaigns`."""

from datetime import UTC, datetime

import pytest

from campaigns.models import Campaign
from core.models import AuditEntry

pytestmark = pytest.mark.django_db

FULL = {
    "name": "Spring Sale 2025",
    "brief": "Promotional campaign for spring collection",
    "goal": "Drive 20% increase in sales",
    "type": "ONE_TIME",
    "startsAt": "2025-03-01T00:00:00Z",
    "endsAt": "2025-03-31T00:00:00Z",
    "context": {"keyMessages": ["Limited time offer", "Free shipping"], "channels": ["instagram", "facebook"]},
}


def nothing_changed() -> bool:
    """No campaign, no fact."""
    return not Campaign.objects.exists() and not AuditEntry.objects.exclude(action="issued").exists()


def test_the_request_of_the_document_makes_a_draft(owner, scope):
    answer = owner.post("/api/campaigns", FULL)
    campaign = Campaign.objects.get()
    stamp = campaign.created_at.isoformat(timespec="milliseconds")[:-6] + "Z"
    assert (answer.status_code, answer.json()) == (
        201,
        {
            **FULL,
            "id": str(campaign.uuid),
            "status": "DRAFT",
            "pausedAt": None,
            "resumedAt": None,
            "completedAt": None,
            "lastStatusChangedAt": stamp,
            "isArchived": False,
            "context": {**FULL["context"], "targetAudience": "", "tone": ""},
            "contextOverrides": FULL["context"],
            "createdAt": stamp,
            "updatedAt": stamp,
        },
    )


def test_the_keys_stand_in_the_documents_order(owner):
    assert list(owner.post("/api/campaigns", {"name": "x"}).json()) == [
        "id", "name", "brief", "goal", "type", "status", "startsAt", "endsAt", "pausedAt", "resumedAt", "completedAt",
        "lastStatusChangedAt", "isArchived", "context", "contextOverrides", "createdAt", "updatedAt",
    ]  # fmt: skip


def test_a_name_is_enough(owner):
    body = owner.post("/api/campaigns", {"name": "x"}).json()
    shown = {key: body[key] for key in ("name", "brief", "goal", "type", "status", "startsAt", "endsAt")}
    assert shown == {
        "name": "x", "brief": "", "goal": "", "type": "ONE_TIME", "status": "DRAFT", "startsAt": None, "endsAt": None,
    }  # fmt: skip
    assert body["contextOverrides"] == {}


def test_null_is_as_good_as_nothing_where_nothing_is_possible(owner):
    body = {"name": "x", "brief": None, "goal": None, "startsAt": None, "endsAt": None, "context": None}
    answer = owner.post("/api/campaigns", body)
    assert answer.status_code == 201
    assert (answer.json()["brief"], answer.json()["startsAt"], answer.json()["contextOverrides"]) == ("", None, {})


def test_the_id_is_in_order_of_time(owner):
    ids = [owner.post("/api/campaigns", {"name": "x"}).json()["id"] for _ in range(20)]
    assert ids == sorted(ids)


def test_a_name_loses_the_white_space_around_it_a_brief_keeps_its_own(owner):
    body = owner.post("/api/campaigns", {"name": "  Vår \n", "brief": " a\n b "}).json()
    assert (body["name"], body["brief"]) == ("Vår", " a\n b ")


@pytest.mark.parametrize("status", ["ACTIVE", "COMPLETED", "nonsense", 7])
def test_a_campaign_begins_as_a_draft_whatever_is_asked(status, owner):
    assert owner.post("/api/campaigns", {"name": "x", "status": status}).json()["status"] == "DRAFT"


def test_keys_that_nobody_knows_change_nothing(owner, scope):
    body = {"name": "x", "id": "1", "isArchived": True, "company": 2, "origin": "dsp", "version": 7, "deleted_at": 1}
    assert owner.post("/api/campaigns", body).status_code == 201
    campaign = Campaign.objects.get()
    assert (campaign.is_archived, campaign.origin, campaign.version, campaign.deleted_at) == (False, "native", 1, None)


REFUSED = {
    "no name": ({}, {"name": ["This field is required."]}),
    "an empty name": ({"name": ""}, {"name": ["This field may not be blank."]}),
    "a blank name": ({"name": " \n\t"}, {"name": ["This field may not be blank."]}),
    "no name at all": ({"name": None}, {"name": ["This field may not be null."]}),
    "a number for a name": ({"name": 7}, {"name": ["Not a valid string."]}),
    "a flag for a name": ({"name": True}, {"name": ["Not a valid string."]}),
    "a list for a name": ({"name": ["x"]}, {"name": ["Not a valid string."]}),
    "too long a name": ({"name": "x" * 256}, {"name": ["Ensure this field has no more than 255 characters."]}),
    "too long a brief": ({"brief": "x" * 20_001}, {"brief": ["Ensure this field has no more than 20000 characters."]}),
    "too long a goal": ({"goal": "x" * 5_001}, {"goal": ["Ensure this field has no more than 5000 characters."]}),
    "an object for a brief": ({"brief": {}}, {"brief": ["Not a valid string."]}),
    "an unknown type": ({"type": "WEEKLY"}, {"type": ['"WEEKLY" is not a valid choice.']}),
    "a type in lower case": ({"type": "recurring"}, {"type": ['"recurring" is not a valid choice.']}),
    "no type at all": ({"type": None}, {"type": ["This field may not be null."]}),
    "a list for a type": ({"type": ["ONE_TIME"]}, {"type": ["\"['ONE_TIME']\" is not a valid choice."]}),
    "a context that is a list": (
        {"context": []},
        {"context": ["Invalid data. Expected a dictionary, but got list."]},
    ),
    "a key message that is none": (
        {"context": {"keyMessages": ["a", 7]}},
        {"context.keyMessages.1": ["Not a valid string."]},
    ),
    "key messages that are a text": (
        {"context": {"keyMessages": "a"}},
        {"context.keyMessages": ['Expected a list of items but got type "str".']},
    ),
    "an empty key message": (
        {"context": {"keyMessages": [""]}},
        {"context.keyMessages.0": ["This field may not be blank."]},
    ),
    "too many key messages": (
        {"context": {"keyMessages": ["a"] * 51}},
        {"context.keyMessages": ["Ensure this field has no more than 50 elements."]},
    ),
    "too long a tone": (
        {"context": {"tone": "x" * 501}},
        {"context.tone": ["Ensure this field has no more than 500 characters."]},
    ),
    "several at once": (
        {"name": "", "type": "x", "context": {"tone": 1, "targetAudience": []}},
        {
            "name": ["This field may not be blank."],
            "type": ['"x" is not a valid choice.'],
            "context.targetAudience": ["Not a valid string."],
            "context.tone": ["Not a valid string."],
        },
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_campaign_is_refused_by_field(name, owner, scope):
    body, errors = REFUSED[name]
    answer = owner.post("/api/campaigns", body if "name" in errors else {"name": "x", **body})
    assert (answer.status_code, answer.json()) == (400, {"message": "Some fields are not valid.", "errors": errors})
    assert nothing_changed()


@pytest.mark.parametrize(
    ("field", "size"), [("name", 255), ("brief", 20_000), ("goal", 5_000)], ids=["name", "brief", "goal"]
)
def test_texts_are_kept_up_to_their_full_length(field, size, owner):
    text = "ø" * (size - 1) + "😀"
    assert owner.post("/api/campaigns", {"name": "x", field: text}).json()[field] == text


NO_INSTANT = (
    "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
)
ZONE = "Give the time zone, for instance 2027-03-01T09:00:00Z."
OUT_OF_TIME = "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm:ssZ."


@pytest.mark.parametrize("field", ["startsAt", "endsAt"])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2027-03-01", ZONE),
        ("2027-03-01T09:00:00", ZONE),
        ("2027-03-01 09:00", ZONE),
        ("tomorrow", NO_INSTANT),
        ("", NO_INSTANT),
        ("2027-02-30T09:00:00Z", NO_INSTANT),
        ("2027-13-01T09:00:00Z", NO_INSTANT),
        ("2027-03-01T25:00:00Z", NO_INSTANT),
        ("2027-03-01T09:00:60Z", NO_INSTANT),
        ("10000-01-01T00:00:00Z", NO_INSTANT),
        ("-0001-01-01T00:00:00Z", NO_INSTANT),
        ("0000-01-01T00:00:00Z", NO_INSTANT),
        ("2027-03-01T09:00:00+25:00", NO_INSTANT),
        (1_800_000_000, NO_INSTANT),
        (True, NO_INSTANT),
        ([], NO_INSTANT),
        ({}, NO_INSTANT),
        ("0001-01-01T00:00:00+14:00", OUT_OF_TIME),
        ("9999-12-31T23:59:59-14:00", OUT_OF_TIME),
    ],
)
def test_what_is_no_instant_is_refused(field, value, message, owner, scope):
    answer = owner.post("/api/campaigns", {"name": "x", field: value})
    assert (answer.status_code, answer.json()) == (
        400,
        {"message": "Some fields are not valid.", "errors": {field: [message]}},
    )
    assert nothing_changed()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2027-03-01T09:00:00Z", "2027-03-01T09:00:00Z"),
        ("2027-03-01T09:00:00+02:00", "2027-03-01T07:00:00Z"),
        ("2027-03-01T00:30:00-11:30", "2027-03-01T12:00:00Z"),
        ("2027-03-01T09:00Z", "2027-03-01T09:00:00Z"),
        ("2027-03-01T09:00:00.250Z", "2027-03-01T09:00:00.250Z"),
        ("2027-03-01T09:00:00.123999Z", "2027-03-01T09:00:00.123Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_instants_are_kept_and_shown_in_utc(given, shown, owner):
    made = owner.post("/api/campaigns", {"name": "x", "startsAt": given}).json()
    assert made["startsAt"] == shown
    assert owner.get(f"/api/campaigns/{made['id']}").json()["startsAt"] == shown


def test_an_end_before_the_start_is_refused(owner, scope):
    body = {"name": "x", "startsAt": "2027-03-02T00:00:00+01:00", "endsAt": "2027-03-01T22:59:59Z"}
    message = "The end lies before the start."
    answer = owner.post("/api/campaigns", body)
    assert (answer.status_code, answer.json()) == (400, {"message": message, "errors": {"endsAt": [message]}})
    assert nothing_changed()


def test_an_end_at_the_start_is_taken(owner):
    instants = {"startsAt": "2027-03-01T00:00:00+01:00", "endsAt": "2027-02-28T23:00:00Z"}
    assert owner.post("/api/campaigns", {"name": "x", **instants}).status_code == 201


def test_an_evergreen_campaign_takes_no_end(owner, scope):
    message = "An evergreen campaign has no end."
    answer = owner.post("/api/campaigns", {"name": "x", "type": "EVERGREEN", "endsAt": "2027-03-01T00:00:00Z"})
    assert (answer.status_code, answer.json()) == (400, {"message": message, "errors": {"endsAt": [message]}})
    assert nothing_changed()


def test_an_evergreen_campaign_takes_a_start(owner):
    body = {"name": "x", "type": "EVERGREEN", "startsAt": "2027-03-01T00:00:00Z", "endsAt": None}
    assert owner.post("/api/campaigns", body).json()["type"] == "EVERGREEN"


def test_creation_is_one_audit_fact_of_the_person(owner, scope):
    answer = owner.call("POST", "/api/campaigns", {"name": "Spring"}, **{"X-Request-ID": "call-7"})
    fact = AuditEntry.objects.get()
    assert (fact.action, fact.door, fact.actor_kind, fact.actor_id, fact.actor_label, fact.object_label) == (
        "created", "native", "person", owner.user.pk, "Olga", "Spring",
    )  # fmt: skip
    assert (fact.request_id, answer["X-Request-ID"]) == ("call-7", "call-7")
    assert fact.object_type == "campaigns.campaign"


def test_the_person_owns_what_they_made(owner, scope):
    owner.post("/api/campaigns", {"name": "Spring"})
    assert Campaign.objects.get().owner == owner.user


def test_who_may_only_look_makes_nothing(colleague, scope):
    answer = colleague.post("/api/campaigns", {"name": "x"})
    assert (answer.status_code, answer.json()) == (
        403,
        {"message": "Your role (analyst) may not do this.", "error": "FORBIDDEN"},
    )
    assert nothing_changed()


def test_nobody_makes_nothing(nobody, scope):
    answer = nobody.post("/api/campaigns", {"name": "x"})
    assert (answer.status_code, answer.json()) == (
        401,
        {"message": "Authentication is required: send Authorization: Bearer <token>."},
    )
    assert answer["WWW-Authenticate"] == "Bearer"
    assert nothing_changed()


def test_it_is_made_in_the_callers_company_alone(stranger, owner, company, other_company):
    stranger.post("/api/campaigns", {"name": "x"})
    assert owner.get("/api/campaigns").json() == {"items": [], "total": 0}
    assert stranger.get("/api/campaigns").json()["total"] == 1


def test_times_are_those_of_the_call(owner, scope):
    before = datetime.now(UTC)
    owner.post("/api/campaigns", {"name": "x"})
    campaign = Campaign.objects.get()
    assert before <= campaign.created_at == campaign.updated_at == campaign.last_status_changed_at <= datetime.now(UTC)
