"""Two at once over one campaign's content: real connections, the competitor injected at the worst moment."""

import threading

import pytest
from django.db import connection

from campaigns import changes, deletion, resume
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from core.tenancy import company_scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaigns(company, scope) -> tuple[Campaign, Campaign]:
    source, target = (create_campaign(company_id=company.pk, name=name) for name in ("Source", "Target"))
    for number in range(3):
        ContentItem.objects.create(
            company_id=company.pk, campaign=source, type="social", platform="x", body=f"Post {number}"
        )
    return source, target


def elsewhere(company, work) -> threading.Thread:
    """Do something on a connection of its own."""

    def run():
        try:
            with company_scope(company.pk):
                work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_target_that_is_deleted_at_the_same_moment_takes_nothing(owner, company, campaigns, monkeypatch):
    source, target = campaigns
    lock_both = deletion._lock_both

    def delete_first(*rows):
        monkeypatch.setattr(deletion, "_lock_both", lock_both)
        elsewhere(company, lambda: deletion.delete_campaign(campaign=target)).join(10)
        return lock_both(*rows)

    monkeypatch.setattr(deletion, "_lock_both", delete_first)
    answer = owner.delete(f"/api/campaigns/{source.uuid}?action=move_content&moveToCampaignId={target.uuid}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["moveToCampaignId"]
    assert ContentItem.objects.filter(campaign=source).count() == 3


def test_two_deletions_that_move_to_each_other_lose_nothing(owner, company, campaigns):
    source, target = campaigns
    codes = []

    def delete(one, other):
        path = f"/api/campaigns/{one.uuid}?action=move_content&moveToCampaignId={other.uuid}"
        codes.append(owner.delete(path).status_code)

    threads = [
        elsewhere(company, lambda: delete(source, target)),
        elsewhere(company, lambda: delete(target, source)),
    ]
    for thread in threads:
        thread.join(20)
    assert sorted(codes) in ([204, 400], [204, 404])
    assert Campaign.objects.count() == 1
    assert ContentItem.objects.count() == 3
    assert not ContentItem.objects.filter(campaign=None).exists()


def test_content_written_into_a_campaign_that_is_being_deleted_is_kept_or_refused(owner, company, campaigns):
    source, _ = campaigns
    codes = []
    body = {"type": "social", "platform": "x", "content": "Late", "campaignId": str(source.uuid)}
    threads = [
        elsewhere(company, lambda: codes.append(owner.post("/api/content", body).status_code)),
        elsewhere(company, lambda: codes.append(owner.delete(f"/api/campaigns/{source.uuid}").status_code)),
    ]
    for thread in threads:
        thread.join(20)
    assert 204 in codes
    written = 201 in codes
    assert ContentItem.objects.count() == 3 + written
    assert not ContentItem.objects.exclude(campaign=None).exists()


def test_a_resume_that_loses_to_another_move_changes_no_date(owner, company, campaigns, monkeypatch):
    source, _ = campaigns
    ContentItem.objects.update(status="SCHEDULED", scheduled_at="2027-03-01T08:00Z")
    Campaign.objects.filter(pk=source.pk).update(status="PAUSED", paused_at="2026-11-01T08:00Z")
    lock = changes.lock

    def complete_first(campaign):
        monkeypatch.setattr(changes, "lock", lock)
        found = Campaign.objects.get(pk=campaign.pk)
        elsewhere(company, lambda: changes.move_campaign(campaign=found, target="COMPLETED")).join(10)
        return lock(campaign)

    monkeypatch.setattr(changes, "lock", complete_first)
    answer = owner.post(f"/api/campaigns/{source.uuid}/resume", {"strategy": "shift_weekday"})
    assert answer.status_code == 409
    assert answer.json()["currentStatus"] == "COMPLETED"
    assert {row.scheduled_at.isoformat() for row in ContentItem.objects.all()} == {"2027-03-01T08:00:00+00:00"}
    assert resume.EditRun.objects.count() == 0
