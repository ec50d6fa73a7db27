"""`GET` and `PUT /api/campaigns/:id`."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.creation import create_campaign
from campaigns.models import Campaign
from core.models import AuditEntry

pytestmark = pytest.mark.django_db

START, END = "2027-03-01T00:00:00Z", "2027-03-31T00:00:00Z"


@pytest.fixture
def campaign(company, scope):
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        return create_campaign(company_id=company.pk, name="Spring", brief="Old brief", goal="Old goal")


@pytest.fixture
def path(campaign):
    return f"/api/campaigns/{campaign.uuid}"


def row():
    return Campaign.objects.values().get()


def test_reading_gives_the_whole_campaign(owner, campaign, path):
    stamp = campaign.created_at.isoformat(timespec="milliseconds")[:-6] + "Z"
    answer = owner.get(path)
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "id": str(campaign.uuid),
            "name": "Spring",
            "brief": "Old brief",
            "goal": "Old goal",
            "type": "ONE_TIME",
            "status": "DRAFT",
            "startsAt": None,
            "endsAt": None,
            "pausedAt": None,
            "resumedAt": None,
            "completedAt": None,
            "lastStatusChangedAt": stamp,
            "isArchived": False,
            "context": {"keyMessages": [], "targetAudience": "", "tone": "", "channels": []},
            "contextOverrides": {},
            "createdAt": stamp,
            "updatedAt": stamp,
        },
    )


CHANGES = {
    "name": "Autumn",
    "brief": "New brief",
    "goal": "New goal",
    "type": "RECURRING",
    "startsAt": START,
    "endsAt": END,
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_change_of_one_field_changes_no_other(field, owner, path):
    before = owner.get(path).json()
    answer = owner.put(path, {field: CHANGES[field]})
    after = answer.json()
    assert answer.status_code == 200
    assert after == {**before, field: CHANGES[field], "updatedAt": after["updatedAt"]}
    assert after["updatedAt"] > before["updatedAt"]
    assert owner.get(path).json() == after


def test_a_change_is_one_audit_fact_with_from_and_to(owner, campaign, path):
    owner.put(path, {"name": "Autumn", "brief": "Old brief", "startsAt": START})
    fact = AuditEntry.objects.get(action="changed")
    assert fact.changes == {"name": ["Spring", "Autumn"], "starts_at": [None, "2027-03-01T00:00:00+00:00"]}
    assert (fact.actor_label, fact.door, fact.object_id) == ("Olga", "native", campaign.pk)


@pytest.mark.parametrize(
    "body", [{}, {"name": "Spring"}, {"goal": "Old goal", "status": "DRAFT"}, {"context": {}}, {"other": 1}]
)
def test_what_is_no_change_leaves_no_trace(body, owner, path):
    before, facts = row(), AuditEntry.objects.count()
    assert owner.put(path, body).status_code == 200
    assert (row(), AuditEntry.objects.count()) == (before, facts)


def test_each_change_counts_the_version(owner, path):
    for name in "abc":
        owner.put(path, {"name": name})
    assert Campaign.objects.get().version == 4


@pytest.mark.parametrize(("field", "emptied"), [("brief", ""), ("goal", ""), ("startsAt", None), ("endsAt", None)])
def test_null_empties_what_may_be_empty(field, emptied, owner, path):
    owner.put(path, {"startsAt": START, "endsAt": END})
    answer = owner.put(path, {field: None})
    assert (answer.status_code, answer.json()[field]) == (200, emptied)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"name": None}, {"name": ["This field may not be null."]}),
        ({"name": " "}, {"name": ["This field may not be blank."]}),
        ({"type": None}, {"type": ["This field may not be null."]}),
        ({"status": None}, {"status": ["This field may not be null."]}),
        ({"status": "LIVE"}, {"status": ['"LIVE" is not a valid choice.']}),
        ({"status": "active"}, {"status": ['"active" is not a valid choice.']}),
        ({"status": ""}, {"status": ['"" is not a valid choice.']}),
        ({"status": []}, {"status": ['"[]" is not a valid choice.']}),
        ({"goal": "Kept out", "brief": 7}, {"brief": ["Not a valid string."]}),
    ],
)
def test_what_is_not_valid_changes_nothing(body, errors, owner, path):
    before, facts = row(), AuditEntry.objects.count()
    answer = owner.put(path, body)
    assert (answer.status_code, answer.json()) == (400, {"message": "Some fields are not valid.", "errors": errors})
    assert (row(), AuditEntry.objects.count()) == (before, facts)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ({"startsAt": END}, {"endsAt": START}, "The end lies before the start."),
        ({"endsAt": START}, {"startsAt": END}, "The end lies before the start."),
        ({"endsAt": END}, {"type": "EVERGREEN"}, "An evergreen campaign has no end."),
        ({"type": "EVERGREEN"}, {"endsAt": END}, "An evergreen campaign has no end."),
        ({"type": "EVERGREEN"}, {"endsAt": END, "name": "x", "status": "ACTIVE"}, "An evergreen campaign has no end."),
    ],
)
def test_dates_are_judged_together_with_what_is_there(first, second, message, owner, path):
    owner.put(path, first)
    before, facts = row(), AuditEntry.objects.count()
    answer = owner.put(path, second)
    assert (answer.status_code, answer.json()) == (400, {"message": message, "errors": {"endsAt": [message]}})
    assert (row(), AuditEntry.objects.count()) == (before, facts)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"endsAt": END}, {"type": "EVERGREEN", "endsAt": None}),
        ({"type": "EVERGREEN"}, {"type": "RECURRING", "endsAt": END}),
        ({"startsAt": START, "endsAt": START}, {"startsAt": END, "endsAt": END}),
    ],
)
def test_a_change_that_makes_the_dates_right_is_taken(first, second, owner, path):
    owner.put(path, first)
    answer = owner.put(path, second)
    assert answer.status_code == 200
    assert {key: answer.json()[key] for key in second} == second


def test_patch_is_no_method_of_this_door(owner, path):
    before = row()
    assert owner.call("PATCH", path, {"name": "x"}).status_code == 405
    assert row() == before


def test_everybody_of_the_company_may_read(colleague, path):
    assert colleague.get(path).status_code == 200


def test_who_may_only_look_changes_nothing(colleague, path):
    before = row()
    answer = colleague.put(path, {"name": "x"})
    assert (answer.status_code, answer.json()) == (
        403,
        {"message": "Your role (analyst) may not do this.", "error": "FORBIDDEN"},
    )
    assert row() == before


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_stranger_finds_nothing_and_changes_nothing(method, stranger, path):
    before = row()
    answer = stranger.call(method, path, {"name": "x"})
    assert (answer.status_code, answer.json()) == (404, {"message": "Campaign not found"})
    assert row() == before


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_nobody_gets_and_changes_nothing(method, nobody, path):
    before = row()
    assert nobody.call(method, path, {"name": "x"}).status_code == 401
    assert row() == before


def test_a_campaign_that_only_the_books_keep_is_not_found(owner, path):
    Campaign.objects.update(deleted_at=timezone.now())
    for method in ("GET", "PUT", "DELETE"):
        answer = owner.call(method, path, {"name": "x"})
        assert (answer.status_code, answer.json()) == (404, {"message": "Campaign not found"})
    assert owner.post(f"{path}/archive", {"archive": True}).status_code == 404
    assert Campaign.objects.get().name == "Spring"
