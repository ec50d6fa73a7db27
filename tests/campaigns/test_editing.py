"""Duplicate, find and replace, and undo at the native door."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem, EditRun
from core.tenancy import company_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(company, scope) -> Campaign:
    made = create_campaign(
        company_id=company.pk, name="Sale", brief="Old name is here", goal="Sell OLD NAME", overrides={"tone": "Warm"}
    )
    item(made, title="Old Name", body="Buy old name, {{old name}}!")
    item(made, type="blog", platform="blog", title="Other", body="Nothing")
    item(made, type="script", platform="youtube", title="S", body="OLD NAME old name")
    return made


def item(campaign: Campaign, **fields) -> ContentItem:
    defaults = {"type": "social", "platform": "linkedin", "company_id": campaign.company_id, "campaign": campaign}
    return ContentItem.objects.create(**{**defaults, **fields})


def find_replace(caller, campaign, **body):
    body = {"find": "Old Name", "replace": "New", **body}
    return caller.post(f"/api/campaigns/{campaign.uuid}/find-replace", body)


def bodies(campaign) -> list[str]:
    return list(ContentItem.objects.filter(campaign=campaign).order_by("pk").values_list("body", flat=True))


def test_a_copy_has_everything_as_drafts(owner, campaign, scope):
    ContentItem.objects.update(status="PUBLISHED", scheduled_at="2027-01-01T00:00Z", published_at="2027-01-01T00:00Z")
    Campaign.objects.update(status="PAUSED", is_archived=True, paused_at="2027-01-01T00:00Z")
    answer = owner.post(f"/api/campaigns/{campaign.uuid}/duplicate", {"name": "Copy"})
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["name"], shown["status"], shown["isArchived"], shown["pausedAt"]) == ("Copy", "DRAFT", False, None)
    assert (shown["brief"], shown["goal"], shown["contextOverrides"]) == (
        "Old name is here",
        "Sell OLD NAME",
        {"tone": "Warm"},
    )
    copies = owner.get(f"/api/campaigns/{shown['id']}/content").json()
    assert [(row["type"], row["title"], row["status"]) for row in copies] == [
        ("social", "Old Name", "DRAFT"),
        ("blog", "Other", "DRAFT"),
        ("script", "S", "draft"),
    ]
    assert {row[name] for row in copies for name in ("scheduledAt", "publishedAt", "missedAt")} == {None}
    assert len({row["id"] for row in copies} | {str(row.uuid) for row in campaign.content.all()}) == 6


def test_a_copys_statements_do_not_grow_with_its_content(owner, campaign):
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            owner.post(f"/api/campaigns/{campaign.uuid}/duplicate", {"name": "Copy"})
        return len(queries)

    few = statements()
    for _ in range(50):
        item(campaign, body="x")
    assert statements() == few


def test_a_name_is_needed_for_a_copy(owner, campaign, scope):
    answer = owner.post(f"/api/campaigns/{campaign.uuid}/duplicate", {"name": ""})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["name"])
    assert Campaign.objects.count() == 1


def test_every_occurrence_is_replaced(owner, campaign):
    answer = find_replace(owner, campaign)
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["count"], shown["dryRun"], shown["skipped"]) == (6, False, [])
    campaign.refresh_from_db()
    assert (campaign.brief, campaign.goal) == ("New is here", "Sell New")
    assert bodies(campaign) == ["Buy New, {{old name}}!", "Nothing", "New New"]


def test_a_dry_run_shows_and_changes_nothing(owner, campaign, scope):
    before = bodies(campaign)
    shown = find_replace(owner, campaign, dryRun=True).json()
    assert (shown["count"], shown["dryRun"], shown["editId"]) == (6, True, None)
    assert shown["matches"][0] == {
        "contentId": None,
        "changes": {
            "brief": [{"before": "Old name is here", "after": "New is here"}],
            "goal": [{"before": "Sell OLD NAME", "after": "Sell New"}],
        },
    }
    assert [match["type"] for match in shown["matches"][1:]] == ["social", "script"]
    assert bodies(campaign) == before
    assert not EditRun.objects.exists()


def test_nothing_found_is_no_edit(owner, campaign, scope):
    assert find_replace(owner, campaign, find="absent").json() == {
        "count": 0,
        "dryRun": False,
        "editId": None,
        "skipped": [],
    }
    assert not EditRun.objects.exists()


def test_an_empty_text_is_not_looked_for(owner, campaign):
    answer = find_replace(owner, campaign, find="")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["find"])


def test_what_cannot_be_changed_any_more_is_reported(owner, campaign):
    out = item(campaign, platform="x", body="old name", status="PUBLISHED")
    editable = item(campaign, platform="linkedin", body="old name", status="PUBLISHED")
    shown = find_replace(owner, campaign).json()
    assert shown["skipped"] == [{"id": str(out.uuid), "count": 1}]
    out.refresh_from_db(), editable.refresh_from_db()
    assert (out.body, editable.body) == ("old name", "New")


def test_an_undo_restores_everything(owner, campaign):
    before = bodies(campaign)
    edit = find_replace(owner, campaign).json()["editId"]
    answer = owner.post(f"/api/campaigns/{campaign.uuid}/edits/{edit}/undo")
    assert (answer.status_code, answer.json()) == (200, {"editId": edit, "restored": 3, "refused": []})
    campaign.refresh_from_db()
    assert (bodies(campaign), campaign.brief) == (before, "Old name is here")


def test_an_undo_refuses_what_was_edited_since(owner, campaign):
    edit = find_replace(owner, campaign).json()["editId"]
    first = ContentItem.objects.order_by("pk").first()
    owner.put(f"/api/content/{first.uuid}", {"content": "By hand"})
    shown = owner.post(f"/api/campaigns/{campaign.uuid}/edits/{edit}/undo").json()
    assert (shown["restored"], shown["refused"]) == (2, [str(first.uuid)])
    assert bodies(campaign) == ["By hand", "Nothing", "OLD NAME old name"]


def test_an_edit_is_taken_back_once(owner, campaign):
    path = f"/api/campaigns/{campaign.uuid}/edits/{find_replace(owner, campaign).json()['editId']}/undo"
    assert owner.post(path).status_code == 200
    again = owner.post(path)
    assert (again.status_code, again.json()) == (
        409,
        {"message": "This edit was taken back already.", "error": "EDIT_UNDONE"},
    )


def test_colleagues_may_not_and_strangers_find_nothing(owner, colleague, stranger, campaign):
    edit = find_replace(owner, campaign).json()["editId"]
    before = bodies(campaign)
    paths = [
        (f"/api/campaigns/{campaign.uuid}/duplicate", {"name": "Copy"}),
        (f"/api/campaigns/{campaign.uuid}/find-replace", {"find": "New", "replace": "x"}),
        (f"/api/campaigns/{campaign.uuid}/edits/{edit}/undo", None),
    ]
    assert [colleague.post(*call).status_code for call in paths] == [403] * 3
    assert [stranger.post(*call).status_code for call in paths] == [404] * 3
    assert (bodies(campaign), Campaign.objects.count()) == (before, 1)


@pytest.mark.django_db(transaction=True)
def test_an_edit_by_hand_during_a_replacement_is_not_lost(owner, campaign, company, monkeypatch):
    """The competitor comes after the rows were read and before they are written: it has to wait, and wins."""
    from campaigns import editing

    write, done = editing._write, threading.Event()

    def competitor():
        with company_scope(company.pk):
            first = ContentItem.objects.order_by("pk").first()
            owner.put(f"/api/content/{first.uuid}", {"content": "By hand"})
        connection.close()
        done.set()

    thread = threading.Thread(target=competitor)

    def write_late(*arguments):
        thread.start()
        assert not done.wait(0.5)
        write(*arguments)

    monkeypatch.setattr(editing, "_write", write_late)
    assert find_replace(owner, campaign).status_code == 200
    thread.join(10)
    with company_scope(company.pk):
        assert bodies(campaign) == ["By hand", "Nothing", "New New"]


@pytest.mark.django_db(transaction=True)
def test_two_copies_at_once_are_two_whole_copies(owner, campaign, company):
    def copy(name):
        owner.post(f"/api/campaigns/{campaign.uuid}/duplicate", {"name": name})
        connection.close()

    threads = [threading.Thread(target=copy, args=[f"Copy {number}"]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with company_scope(company.pk):
        copies = Campaign.objects.filter(name__startswith="Copy")
        assert [copy.content.count() for copy in copies] == [3, 3]
