"""Writing, scheduling, cancelling and deleting content at the native door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from core.models import AuditEntry
from tests.conftest import Caller

pytestmark = pytest.mark.django_db

POST = {"type": "social", "platform": "linkedin", "content": "The garden range is in."}
LATER = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
STAMP = LATER.isoformat()[:-6] + "Z"


@pytest.fixture
def campaign(company, scope) -> Campaign:
    return create_campaign(company_id=company.pk, name="Garden weeks")


def write(caller: Caller, **changes) -> dict:
    answer = caller.post("/api/content", {**POST, **changes})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_new_item_is_a_draft_of_a_person(owner, campaign):
    shown = write(owner, campaignId=str(campaign.uuid))
    assert {name: shown[name] for name in ("campaignId", "type", "platform", "title", "content", "status")} == {
        "campaignId": str(campaign.uuid),
        **POST,
        "title": "",
        "status": "DRAFT",
    }
    assert (shown["scheduledAt"], shown["publishedAt"], shown["missedAt"], shown["media"]) == (None, None, None, [])
    assert shown["provenance"] == {"by": "person", "name": "Olga"}


def test_without_a_campaign_it_lies_in_the_library(owner):
    assert write(owner)["campaignId"] is None


def test_scripts_show_their_status_in_lower_case(owner):
    assert write(owner, type="script", platform="youtube", title="How to plant")["status"] == "draft"


def test_other_spellings_of_a_platform_are_understood(owner):
    assert write(owner, platform="Twitter")["platform"] == "x"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"platform": None}, "platform"),
        ({"type": "script", "title": "T", "platform": ""}, "platform"),
        ({"type": "blog"}, "title"),
        ({"type": "poem"}, "type"),
        ({"platform": "fax"}, "platform"),
        ({"campaignId": "019a8f40-1f22-7b0e-8c11-5d6e7f8a9b0c"}, "campaignId"),
        ({"media": ["no address"]}, "media.0"),
        ({"scheduledAt": "2027-05-01T08:00:00"}, "scheduledAt"),
    ],
)
def test_a_fault_is_named_and_nothing_is_written(owner, scope, changes, field):
    answer = owner.post("/api/content", {**POST, **changes})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not ContentItem.objects.exists()


def test_an_instant_on_creation_schedules(owner):
    shown = write(owner, scheduledAt=STAMP)
    assert (shown["status"], shown["scheduledAt"]) == ("SCHEDULED", STAMP)


def test_scheduling_puts_a_draft_on_the_calendar(owner):
    shown = owner.post(f"/api/content/{write(owner)['id']}/schedule", {"scheduledAt": STAMP}).json()
    assert (shown["status"], shown["scheduledAt"]) == ("SCHEDULED", STAMP)


def test_a_past_instant_is_refused_and_the_draft_stays(owner, scope):
    made = write(owner)
    answer = owner.post(f"/api/content/{made['id']}/schedule", {"scheduledAt": "2025-01-01T00:00:00Z"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"message": "The time has passed.", "errors": {"scheduledAt": ["The time has passed."]}},
    )
    assert ContentItem.objects.get().status == "DRAFT"


def test_a_draft_over_a_limit_may_be_written_but_not_scheduled(owner):
    made = write(owner, platform="x", content="x" * 281)
    answer = owner.post(f"/api/content/{made['id']}/schedule", {"scheduledAt": STAMP})
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "message": "It cannot be scheduled: 281 characters; x takes 280.",
            "errors": {"content": ["281 characters; x takes 280."]},
        },
    )


def test_a_scheduled_item_cannot_grow_over_a_limit(owner, scope):
    made = write(owner, platform="x", scheduledAt=STAMP)
    assert owner.put(f"/api/content/{made['id']}", {"content": "x" * 281}).status_code == 400
    assert ContentItem.objects.get().body == POST["content"]


def test_null_takes_an_item_off_the_calendar(owner):
    made = write(owner, scheduledAt=STAMP)
    shown = owner.put(f"/api/content/{made['id']}", {"scheduledAt": None}).json()
    assert (shown["status"], shown["scheduledAt"]) == ("DRAFT", None)


def test_a_change_keeps_what_it_does_not_name(owner):
    made = write(owner, title="T")
    shown = owner.put(f"/api/content/{made['id']}", {"content": "Better."}).json()
    assert (shown["content"], shown["title"], shown["platform"]) == ("Better.", "T", "linkedin")


def test_a_cancelled_item_keeps_its_date_and_can_be_scheduled_anew(owner):
    made = write(owner, scheduledAt=STAMP)
    cancelled = owner.post(f"/api/content/{made['id']}/cancel").json()
    assert (cancelled["status"], cancelled["scheduledAt"]) == ("CANCELLED", STAMP)
    again = owner.post(f"/api/content/{made['id']}/schedule", {"scheduledAt": STAMP})
    assert again.json()["status"] == "SCHEDULED"


def test_cancelling_twice_is_one_fact(owner, scope):
    made = write(owner)
    for _ in range(2):
        assert owner.post(f"/api/content/{made['id']}/cancel").status_code == 200
    assert AuditEntry.objects.filter(action="cancelled").count() == 1


@pytest.mark.parametrize("status", ["PUBLISHING", "PUBLISHED"])
def test_what_the_public_has_seen_is_not_touched(owner, scope, status):
    made = write(owner)
    ContentItem.objects.update(status=status)
    path = f"/api/content/{made['id']}"
    answers = [
        owner.put(path, {"content": "Other."}),
        owner.delete(path),
        owner.post(f"{path}/cancel"),
        owner.post(f"{path}/schedule", {"scheduledAt": STAMP}),
    ]
    assert [answer.status_code for answer in answers] == [409] * 4
    item = ContentItem.objects.get()
    assert (item.status, item.body, item.scheduled_at) == (status, POST["content"], None)


def test_a_campaigns_content_is_one_list_oldest_first(owner, campaign):
    first = write(owner, campaignId=str(campaign.uuid))
    second = write(owner, campaignId=str(campaign.uuid), type="blog", title="Article", platform="blog")
    write(owner)
    shown = owner.get(f"/api/campaigns/{campaign.uuid}/content").json()
    assert [item["id"] for item in shown] == [first["id"], second["id"]]


def test_the_list_narrows_by_everything(owner, campaign):
    wanted = write(owner, campaignId=str(campaign.uuid), scheduledAt=STAMP)
    write(owner, type="script", platform="youtube", title="S")
    day = timedelta(days=1)
    query = (
        f"campaignId={campaign.uuid}&type=social,blog&platform=linkedin&status=scheduled"
        f"&from={(LATER - day).strftime('%Y-%m-%dT%H:%M:%SZ')}&to={(LATER + day).strftime('%Y-%m-%dT%H:%M:%SZ')}"
    )
    shown = owner.get(f"/api/content?{query}").json()
    assert ([item["id"] for item in shown["items"]], shown["total"]) == ([wanted["id"]], 1)
    assert owner.get("/api/content").json()["total"] == 2
    assert owner.get(f"/api/content?from={STAMP[:-1]}").status_code == 400


def test_deleting_a_campaign_keeps_its_content_in_the_library(owner, campaign):
    made = write(owner, campaignId=str(campaign.uuid))
    assert owner.delete(f"/api/campaigns/{campaign.uuid}").status_code == 204
    assert owner.get(f"/api/content/{made['id']}").json()["campaignId"] is None


def test_deleting_a_campaign_with_all_leaves_nothing(owner, campaign, scope):
    write(owner, campaignId=str(campaign.uuid))
    assert owner.delete(f"/api/campaigns/{campaign.uuid}?action=delete_all").status_code == 204
    assert not ContentItem.objects.exists()


def test_published_content_keeps_its_campaign(owner, campaign, scope):
    write(owner, campaignId=str(campaign.uuid))
    ContentItem.objects.update(status="PUBLISHED")
    for action in ("", "?action=delete_all"):
        answer = owner.delete(f"/api/campaigns/{campaign.uuid}{action}")
        assert (answer.status_code, answer.json()) == (
            409,
            {
                "message": "Cannot delete campaign with published content",
                "error": "PUBLISHED_CONTENT_EXISTS",
                "publishedCount": 1,
            },
        )
    assert ContentItem.objects.get().campaign_id == campaign.pk


def test_moving_takes_all_of_it_elsewhere(owner, campaign, company, scope):
    target = create_campaign(company_id=company.pk, name="Target")
    write(owner, campaignId=str(campaign.uuid))
    write(owner, campaignId=str(campaign.uuid))
    ContentItem.objects.filter(pk=ContentItem.objects.first().pk).update(status="PUBLISHED")
    path = f"/api/campaigns/{campaign.uuid}?action=move_content&moveToCampaignId={target.uuid}"
    assert owner.delete(path).status_code == 204
    assert ContentItem.objects.filter(campaign=target).count() == 2
    assert not Campaign.objects.filter(pk=campaign.pk).exists()


@pytest.mark.parametrize("target", ["", "itself", "019a8f40-1f22-7b0e-8c11-5d6e7f8a9b0c", "nonsense"])
def test_a_move_to_nowhere_moves_nothing(owner, campaign, scope, target):
    write(owner, campaignId=str(campaign.uuid))
    target = str(campaign.uuid) if target == "itself" else target
    answer = owner.delete(f"/api/campaigns/{campaign.uuid}?action=move_content&moveToCampaignId={target}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["moveToCampaignId"]
    assert ContentItem.objects.get().campaign_id == campaign.pk


def test_a_colleague_who_may_only_look_changes_nothing(owner, colleague, scope):
    made = write(owner)
    path = f"/api/content/{made['id']}"
    assert colleague.get(path).status_code == 200
    answers = [
        colleague.post("/api/content", POST),
        colleague.put(path, {"content": "Other."}),
        colleague.delete(path),
        colleague.post(f"{path}/cancel"),
        colleague.post(f"{path}/schedule", {"scheduledAt": STAMP}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert ContentItem.objects.get().body == POST["content"]


def test_a_stranger_finds_nothing(owner, stranger, campaign):
    made = write(owner, campaignId=str(campaign.uuid))
    path = f"/api/content/{made['id']}"
    answers = [
        stranger.get(path),
        stranger.put(path, {"content": "Other."}),
        stranger.delete(path),
        stranger.post(f"{path}/cancel"),
        stranger.post(f"{path}/schedule", {"scheduledAt": STAMP}),
        stranger.get(f"/api/campaigns/{campaign.uuid}/content"),
        stranger.get(f"/api/content?campaignId={campaign.uuid}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 7
    assert stranger.get("/api/content").json() == {"items": [], "total": 0}
    assert stranger.post("/api/content", {**POST, "campaignId": str(campaign.uuid)}).status_code == 400


def test_what_was_scheduled_is_a_draft_again_in_the_library(owner, campaign):
    made = write(owner, campaignId=str(campaign.uuid), scheduledAt=STAMP)
    assert owner.delete(f"/api/campaigns/{campaign.uuid}").status_code == 204
    shown = owner.get(f"/api/content/{made['id']}").json()
    assert (shown["status"], shown["scheduledAt"], shown["campaignId"]) == ("DRAFT", None, None)


def test_an_article_goes_round(owner):
    made = write(owner, type="blog", title="T", platform=None)
    assert made["platform"] is None
    answer = owner.put(f"/api/content/{made['id']}", made)
    assert (answer.status_code, answer.json()["platform"]) == (200, None)


def test_a_target_without_the_action_is_a_slip(owner, campaign):
    answer = owner.delete(f"/api/campaigns/{campaign.uuid}?moveToCampaignId={campaign.uuid}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["action"])
