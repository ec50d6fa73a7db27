"""Two people change one campaign at the same instant."""

from collections import Counter

import pytest
from django.utils import timezone

from campaigns import changes, completion, deletion
from campaigns.creation import create_campaign
from campaigns.models import Campaign, CampaignCount
from companies.models import Role
from core.errors import ConflictError, NotFoundError
from core.models import AuditEntry
from core.tenancy import company_scope
from tests.conftest import make_company, make_member
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company(transactional_db):
    return make_company("storhaug")


@pytest.fixture
def owner(company):
    return make_member(company, "olga", Role.OWNER)


@pytest.fixture
def campaign(company, scope):
    return create_campaign(company_id=company.pk, name="Spring")


def put(owner, campaign, **body):
    return lambda: owner.put(f"/api/campaigns/{campaign.uuid}", body)


def facts(campaign, action):
    return AuditEntry.objects.filter(object_id=campaign.pk, action=action).count()


def test_two_who_activate_make_one_move(owner, campaign):
    answers = at_once(*[put(owner, campaign, status="ACTIVE")] * 8)
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(200, "ACTIVE")] * 8
    assert facts(campaign, "status changed") == 1
    assert Campaign.objects.get().version == 2


def test_of_two_moves_that_exclude_each_other_one_is_refused(owner, campaign):
    changes.move_campaign(campaign=campaign, target="ACTIVE")
    answers = at_once(put(owner, campaign, status="COMPLETED"), put(owner, campaign, status="PAUSED"))
    final = Campaign.objects.get().status
    moves = facts(campaign, "status changed") - 1
    # Completed first: the pause is refused. Paused first: a paused one may be completed.
    assert (Counter(answer.status_code for answer in answers), final, moves) in (
        (Counter({200: 1, 409: 1}), "COMPLETED", 1),
        (Counter({200: 2}), "COMPLETED", 2),
    )


def test_a_move_of_somebody_who_was_slower_is_refused_and_leaves_no_fact(campaign):
    slow = Campaign.objects.get()
    changes.move_campaign(campaign=campaign, target="ACTIVE")
    with pytest.raises(ConflictError) as refused:
        changes.move_campaign(campaign=slow, target="ACTIVE")
    assert refused.value.code == "STATUS_CHANGED"
    assert facts(campaign, "status changed") == 1


def test_two_moves_without_a_lock_leave_one_fact(company, campaign):
    def move():
        with company_scope(company.pk):
            return changes.move_campaign(campaign=Campaign.objects.get(pk=campaign.pk), target="ACTIVE")

    results = at_once(*[move] * 6)
    won = [result for result in results if isinstance(result, Campaign)]
    codes = {result.code for result in results if isinstance(result, ConflictError)}
    assert (len(won), len(results) - len(won)) == (1, 5)
    assert codes <= {"STATUS_CHANGED", "INVALID_STATUS_TRANSITION"}
    assert facts(campaign, "status changed") == 1


def test_changes_of_different_fields_are_both_kept(owner, campaign):
    at_once(
        put(owner, campaign, brief="a"), put(owner, campaign, goal="b"), put(owner, campaign, context={"tone": "c"})
    )
    found = Campaign.objects.get()
    assert (found.brief, found.goal, found.context_overrides, found.version) == ("a", "b", {"tone": "c"}, 4)
    assert facts(campaign, "changed") == 3


def test_context_keys_of_two_callers_are_merged(owner, campaign):
    at_once(put(owner, campaign, context={"tone": "a"}), put(owner, campaign, context={"targetAudience": "b"}))
    assert Campaign.objects.get().context_overrides == {"tone": "a", "targetAudience": "b"}


def test_an_update_that_races_a_deletion_is_done_or_not_found(owner, campaign):
    answers = at_once(put(owner, campaign, name="Autumn"), lambda: owner.delete(f"/api/campaigns/{campaign.uuid}"))
    assert answers[0].status_code in (200, 404)
    assert answers[1].status_code == 204
    assert not Campaign.objects.exists()
    assert sum(CampaignCount.objects.values_list("n", flat=True)) == 0


def test_an_update_of_what_was_deleted_meanwhile_is_not_found(campaign):
    slow = Campaign.objects.get()
    deletion.delete_campaign(campaign=campaign)
    for late in (
        lambda: changes.update_campaign(campaign=slow, fields={"name": "x"}),
        lambda: changes.archive_campaign(campaign=slow, archive=True),
        lambda: deletion.delete_campaign(campaign=slow),
    ):
        with pytest.raises(NotFoundError, match="Campaign not found"):
            late()
    assert not Campaign.objects.exists()


def test_of_several_deletions_one_is_done(owner, campaign):
    answers = at_once(*[lambda: owner.delete(f"/api/campaigns/{campaign.uuid}")] * 6)
    assert Counter(answer.status_code for answer in answers) == {204: 1, 404: 5}
    assert facts(campaign, "deleted") == 1


def test_several_who_archive_make_one_fact(owner, campaign):
    path = f"/api/campaigns/{campaign.uuid}/archive"
    answers = at_once(*[lambda: owner.post(path, {"archive": True})] * 8)
    assert [(answer.status_code, answer.json()["isArchived"]) for answer in answers] == [(200, True)] * 8
    assert (facts(campaign, "archived"), Campaign.objects.get().version) == (1, 2)


def test_archiving_and_showing_again_end_in_one_of_the_two(owner, campaign):
    path = f"/api/campaigns/{campaign.uuid}/archive"
    calls = [lambda flag=flag: owner.post(path, {"archive": flag}) for flag in (True, False) * 4]
    assert [answer.status_code for answer in at_once(*calls)] == [200] * 8
    archived, shown = facts(campaign, "archived"), facts(campaign, "unarchived")
    assert Campaign.objects.get().is_archived == (archived > shown)
    assert archived - shown in (0, 1)


def test_two_rounds_of_completion_complete_each_campaign_once(company, campaign):
    now = timezone.now()
    with company_scope(company.pk):
        for number in range(20):
            Campaign.objects.create(company=company, name=str(number), status="ACTIVE", ends_at=now)
    assert sum(at_once(*[completion.complete_ended] * 4)) == 20
    assert Campaign.objects.filter(status="COMPLETED").count() == 20
    assert AuditEntry.objects.filter(action="status changed").count() == 20


def test_creating_moving_and_deleting_at_once_keeps_the_counters_right(owner, company, scope):
    def life(number):
        path = f"/api/campaigns/{owner.post('/api/campaigns', {'name': str(number)}).json()['id']}"
        owner.put(path, {"status": "ACTIVE"})
        owner.put(path, {"status": "PAUSED", "type": "RECURRING"})
        owner.post(f"{path}/archive", {"archive": True})
        return owner.delete(path).status_code if number % 2 else owner.get(path).json()["status"]

    results = at_once(*[lambda number=number: life(number) for number in range(12)])
    assert results == ["PAUSED", 204] * 6
    counted = {}
    for row in CampaignCount.objects.all():
        key = (row.status, row.type, row.is_archived)
        counted[key] = counted.get(key, 0) + row.n
    assert {key: n for key, n in counted.items() if n} == {("PAUSED", "RECURRING", True): 6}
