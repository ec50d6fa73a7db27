"""A campaign's numbers at the native door: the seed's sample, its parts, and who may see them."""

import pytest

from analytics.models import CompanyMetric, TotalMetric
from campaigns.content import create_item
from campaigns.creation import create_campaign
from campaigns.deletion import delete_campaign
from campaigns.models import ContentItem
from tests.analytics.conftest import ADDRESS, event, make_work

pytestmark = pytest.mark.django_db

ALL = {"impression": 15000, "view": 12500, "like": 450, "comment": 120, "share": 50, "click": 300}


def report(caller, *events):
    answer = caller.post(ADDRESS, {"events": list(events)})
    assert answer.json()["rejected"] == []


def analytics(caller, work):
    return caller.get(f"/api/campaigns/{work.id}/analytics")


def make_sample(company, owner):
    """Twelve items of which eight are published; three on LinkedIn, five posts."""
    campaign = create_campaign(company_id=company.pk, name="Spring")
    kinds = [("social", "linkedin")] * 3 + [("social", "x")] * 2 + [("blog", "blog")] * 4 + [("script", "tiktok")] * 3
    items = [
        create_item(company_id=company.pk, campaign=campaign, type=kind, platform=platform, title="T", body="B")
        for kind, platform in kinds
    ]
    ContentItem.objects.filter(pk__in=[item.pk for item in items[:8]]).update(status="PUBLISHED")

    def of(item, **counts):
        return [event(kind, contentId=str(item.uuid), count=count) for kind, count in counts.items()]

    linkedin, x, article = items[0], items[3], items[5]
    report(
        owner,
        *of(linkedin, impression=6000, view=5000, like=200, comment=40, share=10),
        *of(x, impression=4000, view=3000, like=100, comment=40, share=10),
        *of(article, impression=5000, view=4500, like=150, comment=40, share=30, click=300),
    )
    return campaign


def test_the_seeds_sample_numbers_give_its_sample_answer(owner, company, scope):
    campaign = make_sample(company, owner)
    answer = owner.get(f"/api/campaigns/{campaign.uuid}/analytics")
    assert answer.status_code == 200
    found = answer.json()
    assert {name: value for name, value in found.items() if not name.startswith("by")} == {
        "totalViews": 12500,
        "totalImpressions": 15000,
        "totalLikes": 450,
        "totalComments": 120,
        "totalShares": 50,
        "totalClicks": 300,
        "totalEngagement": 620,
        "engagementRate": 4.13,
        "contentCount": 12,
        "publishedCount": 8,
    }
    assert found["byPlatform"][0] == {
        "platform": "linkedin",
        "views": 5000,
        "impressions": 6000,
        "engagement": 250,
        "contentCount": 3,
    }
    assert found["byContentType"][0] == {"contentType": "social_post", "count": 5, "views": 8000, "engagement": 400}
    assert [part["platform"] for part in found["byPlatform"]] == ["linkedin", "blog", "x", "tiktok"]


def test_a_new_campaign_has_no_numbers(owner, company, scope):
    campaign = create_campaign(company_id=company.pk, name="New")
    found = owner.get(f"/api/campaigns/{campaign.uuid}/analytics").json()
    assert (found["engagementRate"], found["contentCount"], found["byPlatform"], found["byContentType"]) == (
        0,
        0,
        [],
        [],
    )


def test_a_colleague_may_look(colleague, work):
    assert analytics(colleague, work).status_code == 200


def test_a_stranger_finds_nothing(stranger, work):
    answer = analytics(stranger, work)
    assert (answer.status_code, answer.json()) == (404, {"message": "Campaign not found"})


def test_nobody_is_asked_to_sign_in(nobody, work):
    assert analytics(nobody, work).status_code == 401


def test_a_colleague_who_may_only_look_reports_nothing(colleague, work):
    answer = colleague.post(ADDRESS, {"events": [event(campaignId=work.id)]})
    assert (answer.status_code, TotalMetric.objects.count()) == (403, 0)


def test_another_companys_campaign_is_unknown(stranger, work, scope):
    answer = stranger.post(ADDRESS, {"events": [event(campaignId=work.id), event(contentId=work.item("post"))]})
    assert [refused["message"] for refused in answer.json()["rejected"]] == ["Campaign not found", "Content not found"]
    assert TotalMetric.objects.count() == 0


def test_machines_are_counted_beside_people(owner, work):
    report(owner, event("click", campaignId=work.id), event("click", campaignId=work.id, count=5, machine=True))
    assert analytics(owner, work).json()["totalClicks"] == 1
    assert {row.rule: row.count for row in TotalMetric.objects.all()} == {"": 1, "reported": 5}


def test_a_copy_begins_without_numbers(owner, work):
    report(owner, event(contentId=work.item("post")))
    copy = owner.post(f"/api/campaigns/{work.id}/duplicate", {"name": "Again"}).json()
    assert owner.get(f"/api/campaigns/{copy['id']}/analytics").json()["totalImpressions"] == 0


def test_numbers_follow_content_that_moves(owner, company, work):
    other = make_work(company, "Other")
    report(owner, event(contentId=work.item("post"), count=7), event(campaignId=work.id, count=2))
    owner.put(f"/api/content/{work.item('post')}", {"campaignId": other.id})
    assert analytics(owner, work).json()["totalImpressions"] == 2
    assert analytics(owner, other).json()["totalImpressions"] == 7


def test_numbers_follow_all_content_of_a_campaign_that_is_deleted(owner, company, work):
    other = make_work(company, "Other")
    report(owner, event(contentId=work.item("post"), count=7), event(contentId=work.item("script"), count=2))
    owner.delete(f"/api/campaigns/{work.id}?action=move_content&moveToCampaignId={other.id}")
    assert analytics(owner, other).json()["totalImpressions"] == 9


def test_a_deletion_changes_no_number_of_the_company(owner, work, scope):
    report(owner, event(contentId=work.item("post"), count=7), event(campaignId=work.id, count=2))
    delete_campaign(campaign=work.campaign)
    assert sum(row.count for row in CompanyMetric.objects.all()) == 9
    assert {row.campaign_id: row.count for row in TotalMetric.objects.all()} == {0: 7, work.campaign.pk: 2}


def test_content_in_the_library_counts(owner, work, scope):
    delete_campaign(campaign=work.campaign)
    report(owner, event(contentId=work.item("post"), count=3))
    row = TotalMetric.objects.get()
    assert (row.campaign_id, row.content_id, row.count) == (0, work.items["post"].pk, 3)


def test_content_of_another_campaign_is_refused(owner, company, work):
    other = make_work(company, "Other")
    answer = owner.post(ADDRESS, {"events": [event(campaignId=other.id, contentId=work.item("post"))]})
    assert answer.json()["rejected"] == [
        {"index": 0, "message": "This content does not belong to this campaign (any more)."}
    ]
