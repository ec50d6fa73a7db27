"""`POST /api/campaigns/:id/archive` and `DELETE /api/campaigns/:id`."""

import pytest

from campaigns.creation import create_campaign
from campaigns.models import Campaign, CampaignStatus
from core.models import AuditEntry
from core.tenancy import company_scope
from partners.models import PartnerSource

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(company, scope):
    return create_campaign(company_id=company.pk, name="Spring")


@pytest.fixture
def path(campaign):
    return f"/api/campaigns/{campaign.uuid}"


def row():
    return Campaign.objects.values().get()


@pytest.mark.parametrize("status", CampaignStatus.values)
def test_archiving_sets_the_flag_and_keeps_the_status(status, owner, path):
    Campaign.objects.update(status=status)
    before = owner.get(path).json()
    answer = owner.post(f"{path}/archive", {"archive": True})
    after = answer.json()
    assert answer.status_code == 200
    assert after == {**before, "isArchived": True, "updatedAt": after["updatedAt"]}
    assert owner.get("/api/campaigns").json() == {"items": [], "total": 0}
    assert owner.get(path).json() == after


def test_unarchiving_shows_it_again(owner, path):
    owner.post(f"{path}/archive", {"archive": True})
    assert owner.post(f"{path}/archive", {"archive": False}).json()["isArchived"] is False
    assert owner.get("/api/campaigns").json()["total"] == 1


def test_each_is_one_audit_fact(owner, path):
    owner.post(f"{path}/archive", {"archive": True})
    owner.post(f"{path}/archive", {"archive": False})
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["created", "archived", "unarchived"]


@pytest.mark.parametrize("archive", [True, False])
def test_again_is_no_change(archive, owner, path):
    Campaign.objects.update(is_archived=archive)
    before = row()
    assert owner.post(f"{path}/archive", {"archive": archive}).status_code == 200
    assert row() == before
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "This field is required."),
        ({"archive": None}, "This field may not be null."),
        *(({"archive": value}, "Must be a valid boolean.") for value in ("true", "yes", "", 1, 0, 1.0, [], {}, [True])),
    ],
)
def test_what_is_no_flag_changes_nothing(body, message, owner, path):
    before = row()
    answer = owner.post(f"{path}/archive", body)
    assert (answer.status_code, answer.json()) == (
        400,
        {"message": "Some fields are not valid.", "errors": {"archive": [message]}},
    )
    assert row() == before


ROUTES = [("POST", "/archive", {"archive": True}), ("DELETE", "", None)]
REFUSALS = {
    "colleague": (403, {"message": "Your role (analyst) may not do this.", "error": "FORBIDDEN"}),
    "stranger": (404, {"message": "Campaign not found"}),
    "nobody": (401, {"message": "Authentication is required: send Authorization: Bearer <token>."}),
}


@pytest.mark.parametrize("who", REFUSALS)
@pytest.mark.parametrize(("method", "tail", "body"), ROUTES, ids=["archive", "delete"])
def test_only_who_may_edit_does_it(who, method, tail, body, request, path):
    before = row()
    answer = request.getfixturevalue(who).call(method, f"{path}{tail}", body)
    assert (answer.status_code, answer.json()) == REFUSALS[who]
    assert row() == before


def test_deleting_is_for_good(owner, path):
    answer = owner.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Campaign.objects.exists()
    assert owner.get(path).status_code == 404
    assert owner.delete(path).status_code == 404
    assert owner.get("/api/campaigns?includeArchived=true").json() == {"items": [], "total": 0}


def test_deleting_leaves_its_history(owner, campaign, path):
    owner.delete(path)
    facts = AuditEntry.objects.filter(object_id=campaign.pk).order_by("pk")
    assert [(fact.action, fact.object_label) for fact in facts] == [("created", "Spring"), ("deleted", "Spring")]


@pytest.mark.parametrize("status", CampaignStatus.values)
def test_a_campaign_in_any_status_can_be_deleted(status, owner, path):
    Campaign.objects.update(status=status)
    assert owner.delete(path).status_code == 204


def test_deleting_keeps_the_partners_item(owner, company, campaign, path):
    PartnerSource.objects.create(
        company=company, reference_id="1", name="x", target_url="http://x.example", campaign=campaign
    )
    assert owner.delete(path).status_code == 204
    assert PartnerSource.objects.get().campaign_id is None


def test_deleting_all_is_taken(owner, path):
    assert owner.delete(f"{path}?action=delete_all").status_code == 204


def test_moving_the_content_to_another_campaign_is_taken(owner, company, path):
    other = create_campaign(company_id=company.pk, name="Autumn")
    target = str(other.uuid).upper()
    assert owner.delete(f"{path}?action=move_content&moveToCampaignId={target}").status_code == 204
    assert Campaign.objects.get() == other


@pytest.mark.parametrize("action", ["delete", "DELETE_ALL", "move", "move_content,delete_all"])
def test_an_unknown_action_deletes_nothing(action, owner, path):
    message = "action must be one of delete_all, move_content."
    answer = owner.delete(f"{path}?action={action}")
    assert (answer.status_code, answer.json()) == (400, {"message": message, "errors": {"action": [message]}})
    assert Campaign.objects.count() == 1


MISSING = "moveToCampaignId is required with move_content."
ITSELF = "Content cannot be moved to the campaign that is deleted."
ABSENT = "The campaign to move to was not found."


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (None, MISSING),
        ("", MISSING),
        ("{id}", ITSELF),
        ("{ID}", ITSELF),
        ("nonsense", ABSENT),
        ("%00", ABSENT),
        ("00000000-0000-0000-0000-000000000000", ABSENT),
        ("{theirs}", ABSENT),
    ],
)
def test_moving_to_nowhere_deletes_nothing(target, message, owner, campaign, path, other_company):
    with company_scope(other_company.pk):
        theirs = create_campaign(company_id=other_company.pk, name="Theirs")
    query = "?action=move_content"
    if target is not None:
        query += "&moveToCampaignId=" + target.format(
            id=campaign.uuid, ID=str(campaign.uuid).upper(), theirs=theirs.uuid
        )
    answer = owner.delete(path + query)
    assert (answer.status_code, answer.json()) == (400, {"message": message, "errors": {"moveToCampaignId": [message]}})
    assert Campaign.objects.count() == 1
