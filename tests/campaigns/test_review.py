"""What the assistant wrote, and the person who has to look at it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import ContentItem
from companies.models import Company
from core.models import AuditEntry
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

LATER = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def draft(company, scope) -> ContentItem:
    return ContentItem.objects.create(
        company_id=company.pk, type="social", platform="linkedin", body="Generated", review="pending"
    )


def schedule(caller, item):
    return caller.post(f"/api/content/{item.uuid}/schedule", {"scheduledAt": LATER})


def review(caller, item, *, approve):
    return caller.post(f"/api/content/{item.uuid}/review", {"approve": approve})


def test_without_the_companys_wish_nothing_waits(owner, draft):
    assert schedule(owner, draft).status_code == 200


def test_with_it_a_draft_waits_for_its_approval(owner, draft):
    Company.objects.update(review_generated=True)
    answer = schedule(owner, draft)
    assert (answer.status_code, answer.json()) == (
        409,
        {"message": "The assistant wrote this. Somebody has to approve it first.", "error": "REVIEW_REQUIRED"},
    )
    assert review(owner, draft, approve=False).json()["review"] == "rejected"
    assert schedule(owner, draft).status_code == 409
    assert review(owner, draft, approve=True).json()["review"] == "approved"
    assert schedule(owner, draft).json()["status"] == "SCHEDULED"


def test_what_a_person_wrote_never_waits(owner, company, draft, scope):
    Company.objects.update(review_generated=True)
    ContentItem.objects.update(review="")
    assert schedule(owner, draft).status_code == 200
    answer = review(owner, draft, approve=True)
    assert (answer.status_code, answer.json()["error"]) == (409, "NOT_GENERATED")


def test_an_approver_approves_and_a_colleague_does_not(company, colleague, stranger, draft, scope):
    approver = make_member(company, "arne", "approver")
    assert review(colleague, draft, approve=True).status_code == 403
    assert review(stranger, draft, approve=True).status_code == 404
    assert not AuditEntry.objects.filter(action="approved").exists()
    assert review(approver, draft, approve=True).status_code == 200
    assert AuditEntry.objects.filter(action="approved").count() == 1


def test_published_items_stay_where_the_company_wants_that(owner, company, scope):
    from campaigns.creation import create_campaign

    campaign = create_campaign(company_id=company.pk, name="Sale")
    item = ContentItem.objects.create(
        company_id=company.pk, campaign=campaign, type="blog", title="Old", body="Old", status="PUBLISHED"
    )
    Company.objects.update(edit_published=False)
    path = f"/api/campaigns/{campaign.uuid}/find-replace"
    shown = owner.post(path, {"find": "old", "replace": "New"}).json()
    assert (shown["count"], shown["skipped"]) == (0, [{"id": str(item.uuid), "count": 2}])
    Company.objects.update(edit_published=True)
    assert owner.post(path, {"find": "old", "replace": "New"}).json()["count"] == 2
