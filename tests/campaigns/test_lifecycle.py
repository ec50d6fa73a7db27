"""The campaign's lifecycle as the native door shows it: every edge of the table, and every one that is not in it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns import families, lifecycle
from campaigns.completion import BATCH, complete_ended
from campaigns.models import Campaign, CampaignStatus, Origin
from core.errors import ConflictError
from core.models import AuditEntry
from core.tenancy import across_companies

pytestmark = pytest.mark.django_db

ALLOWED = {
    "DRAFT": ["ACTIVE"],
    "ACTIVE": ["PAUSED", "COMPLETED"],
    "PAUSED": ["ACTIVE", "COMPLETED"],
    "COMPLETED": ["ACTIVE"],
}
REASONS = {
    ("DRAFT", "PAUSED"): "A draft does not run yet, so it cannot be paused. Activate it first.",
    ("DRAFT", "COMPLETED"): "A draft never ran, so it cannot be completed. Activate it first, or delete it.",
    ("ACTIVE", "DRAFT"): "An active campaign cannot become a draft again. Pause it instead.",
    ("PAUSED", "DRAFT"): "A paused campaign cannot become a draft again.",
    ("COMPLETED", "PAUSED"): "A completed campaign does not run, so it cannot be paused. Activate it again first.",
    ("COMPLETED", "DRAFT"): "A completed campaign cannot become a draft again. Duplicate it instead.",
}
EDGES = [(source, target) for source in ALLOWED for target in ALLOWED if source != target]
LONG_AGO = timezone.now() - timedelta(days=10)
STAMPS = ("pausedAt", "resumedAt", "completedAt", "lastStatusChangedAt")


@pytest.fixture
def make(company, scope):
    """A campaign in a status, with the stamps that it has there."""

    def make(status="DRAFT", **fields):
        stamps = {"PAUSED": {"paused_at": LONG_AGO}, "COMPLETED": {"completed_at": LONG_AGO}}.get(status, {})
        return Campaign.objects.create(
            company=company, name="Spring", status=status, last_status_changed_at=LONG_AGO, updated_at=LONG_AGO,
            **{**stamps, **fields},
        )  # fmt: skip

    return make


def move(caller, campaign, status, **more):
    return caller.put(f"/api/campaigns/{campaign.uuid}", {"status": status, **more})


def shown(instant):
    return instant.isoformat(timespec="milliseconds")[:-6] + "Z" if instant else None


@pytest.mark.parametrize(("source", "target"), EDGES)
def test_every_pair(source, target, owner, make):
    campaign = make(source)
    before = Campaign.objects.values().get()
    answer = move(owner, campaign, target)
    if target in ALLOWED[source]:
        assert (answer.status_code, answer.json()["status"]) == (200, target)
        fact = AuditEntry.objects.get()
        assert (fact.action, fact.changes) == ("status changed", {"status": [source, target]})
    else:
        assert (answer.status_code, answer.json()) == (
            409,
            {
                "message": REASONS[source, target],
                "error": "INVALID_STATUS_TRANSITION",
                "currentStatus": source,
                "allowed": ALLOWED[source],
            },
        )
        assert Campaign.objects.values().get() == before
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("status", CampaignStatus.values)
def test_the_present_status_is_no_move(status, owner, make):
    campaign = make(status)
    before = Campaign.objects.values().get()
    assert move(owner, campaign, status).status_code == 200
    assert Campaign.objects.values().get() == before
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("source", "target", "stamped"),
    [
        ("DRAFT", "ACTIVE", {}),
        ("ACTIVE", "PAUSED", {"pausedAt": "now"}),
        ("ACTIVE", "COMPLETED", {"completedAt": "now"}),
        ("PAUSED", "ACTIVE", {"pausedAt": "kept", "resumedAt": "now"}),
        ("PAUSED", "COMPLETED", {"pausedAt": "kept", "completedAt": "now"}),
        ("COMPLETED", "ACTIVE", {"completedAt": None}),
    ],
)
def test_entering_a_state_sets_its_stamp(source, target, stamped, owner, make):
    campaign = make(source)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        body = move(owner, campaign, target).json()
    values = {"now": shown(now), "kept": shown(LONG_AGO), None: None}
    expected = {**dict.fromkeys(STAMPS), **{key: values[word] for key, word in stamped.items()}}
    assert {key: body[key] for key in STAMPS} == {**expected, "lastStatusChangedAt": shown(now)}
    assert body["updatedAt"] == shown(now)


def test_a_refused_move_takes_the_other_changes_back(owner, make):
    campaign = make("DRAFT")
    before = Campaign.objects.values().get()
    assert move(owner, campaign, "PAUSED", name="Autumn", context={"tone": "Loud"}).status_code == 409
    assert Campaign.objects.values().get() == before
    assert not AuditEntry.objects.exists()


def test_a_move_and_a_change_are_two_facts(owner, make):
    assert move(owner, make(), "ACTIVE", name="Autumn").json()["name"] == "Autumn"
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["changed", "status changed"]


def test_resuming_by_status_keeps_dates_and_end(owner, make):
    dates = {"starts_at": LONG_AGO, "ends_at": timezone.now() + timedelta(days=3)}
    body = move(owner, make("PAUSED", **dates), "ACTIVE").json()
    assert (body["startsAt"], body["endsAt"]) == (shown(dates["starts_at"]), shown(dates["ends_at"]))


END_HAS_PASSED = {
    "message": "The campaign's end has passed. Give it a new end together with the move.",
    "error": "END_HAS_PASSED",
}


def test_a_completed_campaign_past_its_end_is_not_reopened(owner, make):
    campaign = make("COMPLETED", ends_at=LONG_AGO)
    before = Campaign.objects.values().get()
    answer = move(owner, campaign, "ACTIVE")
    assert (answer.status_code, answer.json()) == (409, END_HAS_PASSED)
    assert Campaign.objects.values().get() == before


def test_nor_with_a_new_end_that_has_passed_too(owner, make):
    campaign = make("COMPLETED", ends_at=LONG_AGO)
    answer = move(owner, campaign, "ACTIVE", endsAt=shown(timezone.now() - timedelta(seconds=1)))
    assert (answer.status_code, answer.json()) == (409, END_HAS_PASSED)
    assert Campaign.objects.get().ends_at == LONG_AGO


@pytest.mark.parametrize("end", [None, "2999-01-01T00:00:00Z"])
def test_but_with_a_new_end_it_is(end, owner, make):
    answer = move(owner, make("COMPLETED", ends_at=LONG_AGO), "ACTIVE", endsAt=end)
    assert answer.status_code == 200
    assert {key: answer.json()[key] for key in ("status", "endsAt", "completedAt")} == {
        "status": "ACTIVE", "endsAt": end, "completedAt": None,
    }  # fmt: skip


@pytest.mark.parametrize("archived", [False, True])
def test_an_archived_campaign_moves_like_any_other(archived, owner, make):
    body = move(owner, make("ACTIVE", is_archived=archived), "COMPLETED").json()
    assert (body["status"], body["isArchived"]) == ("COMPLETED", archived)


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("stranger", 404), ("nobody", 401)])
def test_only_who_may_edit_moves_it(who, status, request, make):
    campaign = make()
    assert move(request.getfixturevalue(who), campaign, "ACTIVE").status_code == status
    assert Campaign.objects.get().status == "DRAFT"


# The say of the families


class Refusing(families.FamilyRules):
    """A family that refuses everything."""

    def check_move(self, campaign, target):
        raise ConflictError("It is not approved yet.", code="APPROVAL_REQUIRED")

    def check_delete(self, campaign):
        raise ConflictError("It has sent messages.", code="RUNS_EXIST")


@pytest.fixture
def refusing(monkeypatch):
    monkeypatch.setattr(families, "_rules", {"dsp": Refusing()})


def test_a_familys_refusal_stands(refusing, owner, make):
    campaign = make(origin="dsp")
    answer = move(owner, campaign, "ACTIVE", name="x")
    assert (answer.status_code, answer.json()) == (
        409,
        {"message": "It is not approved yet.", "error": "APPROVAL_REQUIRED"},
    )
    answer = owner.delete(f"/api/campaigns/{campaign.uuid}")
    assert (answer.status_code, answer.json()) == (409, {"message": "It has sent messages.", "error": "RUNS_EXIST"})
    assert (Campaign.objects.get().status, Campaign.objects.get().name) == ("DRAFT", "Spring")


def test_the_table_is_asked_before_the_family(refusing, owner, make):
    assert move(owner, make(origin="dsp"), "PAUSED").json()["error"] == "INVALID_STATUS_TRANSITION"


def test_other_families_go_their_way(refusing, owner, make):
    assert move(owner, make(origin="messaging"), "ACTIVE").status_code == 200


STAGES = {
    ("dsp", "DRAFT"): ["draft", "pending", "rejected"],
    ("dsp", "ACTIVE"): ["running"],
    ("dsp", "PAUSED"): ["paused"],
    ("dsp", "COMPLETED"): ["expired", "deleted"],
    ("messaging", "DRAFT"): ["draft"],
    ("messaging", "ACTIVE"): ["active", "scheduled", "running"],
    ("messaging", "PAUSED"): ["suspended"],
    ("messaging", "COMPLETED"): ["sent"],
    ("agency", "DRAFT"): [],
    ("agency", "ACTIVE"): ["scheduled", "active"],
    ("agency", "PAUSED"): ["paused"],
    ("agency", "COMPLETED"): ["completed"],
}


def test_every_stage_has_the_contracts_status():
    found = {
        (origin, status): list(stages) for origin, row in lifecycle.STAGES.items() for status, stages in row.items()
    }
    assert found == STAGES


@pytest.mark.parametrize(("family", "stages"), STAGES.items())
def test_the_status_behind_a_stage(family, stages):
    origin, status = family
    assert [lifecycle.status_of(origin, stage) for stage in stages] == [status] * len(stages)


@pytest.mark.parametrize(("origin", "stage"), [("dsp", "sent"), ("messaging", "expired"), ("native", "draft")])
def test_a_stage_that_a_family_has_not(origin, stage):
    with pytest.raises(LookupError):
        lifecycle.status_of(origin, stage)


# Completing by itself


def test_an_active_campaign_past_its_end_completes_by_itself(make):
    make("ACTIVE", ends_at=LONG_AGO)
    now = timezone.now()
    with time_machine.travel(now, tick=False), across_companies():
        assert (complete_ended(), complete_ended()) == (1, 0)
    campaign = Campaign.objects.get()
    assert (campaign.status, campaign.completed_at, campaign.last_status_changed_at, campaign.version) == (
        "COMPLETED", now, now, 2,
    )  # fmt: skip
    fact = AuditEntry.objects.get()
    assert (fact.actor_kind, fact.actor_label, fact.changes) == (
        "system",
        "Muster",
        {"status": ["ACTIVE", "COMPLETED"]},
    )


@pytest.mark.parametrize(
    ("status", "end"),
    [("DRAFT", -1), ("PAUSED", -1), ("COMPLETED", -1), ("ACTIVE", 60), ("ACTIVE", None)],
)
def test_no_other_completes(status, end, make):
    make(status, ends_at=end and timezone.now() + timedelta(seconds=end))
    before = Campaign.objects.values().get()
    assert complete_ended() == 0
    assert Campaign.objects.values().get() == before


def test_an_active_campaign_before_its_start_waits(make):
    later = timezone.now() + timedelta(days=1)
    make("ACTIVE", starts_at=later, ends_at=later)
    assert complete_ended() == 0


def test_it_completes_more_than_a_batch(company, scope):
    rows = [Campaign(company=company, name="x", status="ACTIVE", ends_at=LONG_AGO) for _ in range(BATCH + 3)]
    Campaign.objects.bulk_create(rows)
    assert complete_ended() == BATCH + 3


def test_every_origin_is_a_family_or_has_no_stages():
    assert set(lifecycle.STAGES) == set(Origin.values) - {"native", "partner"}
