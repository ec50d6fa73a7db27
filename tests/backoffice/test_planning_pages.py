"""A campaign's own pages: planning, resume, find & replace, copies, deletion, and the calendar."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import changes, content
from campaigns.admin.replace_page import parts
from campaigns.models import CalendarFeed, Campaign, ContentItem, EditRun
from core.jobs import runner
from core.models import Job
from tests.backoffice.conftest import make_campaigns

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/campaigns/campaign/calendar/"
PAGES = ("planning", "chat", "plan", "draft", "resume", "replace", "duplicate", "delete")
TALK = json.dumps([{"role": "user", "text": "The goal is 300 visits. It runs from 12 to 25 April 2027 on Instagram."}])


def url(campaign, page="change", *args):
    return reverse(f"admin:campaigns_campaign_{page}", args=[campaign.pk, *args])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def campaign(company, scope):
    return make_campaigns(company, 1)[0]


@pytest.fixture
def item(company, campaign):
    return content.create_item(
        company_id=company.pk, type="social", platform="x", body="Garden weeks are here", campaign=campaign
    )


@pytest.fixture
def paused(company, campaign, item):
    content.schedule(item=item, scheduled_at=timezone.now() + timedelta(days=2))
    for status in ("ACTIVE", "PAUSED"):
        campaign = changes.move_campaign(campaign=campaign, target=status)
    Campaign.objects.filter(pk=campaign.pk).update(paused_at=timezone.now() - timedelta(days=3))
    campaign.refresh_from_db()
    return campaign


# -- Who may


@pytest.mark.parametrize("page", PAGES)
def test_an_analyst_may_open_none_of_them(colleague_browser, campaign, page):
    assert colleague_browser.get(url(campaign, page)).status_code == 403
    assert colleague_browser.post(url(campaign, page), {"turns": TALK, "name": "x", "find": "x"}).status_code == 403
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_finds_none_of_them(stranger_browser, campaign, page):
    for answer in (
        stranger_browser.get(url(campaign, page)),
        stranger_browser.post(url(campaign, page), {"name": "x"}),
    ):
        assert answer.status_code == 302
    assert Campaign.objects.count() == 1
    assert not Job.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_who_has_not_signed_in_is_asked_to(client, campaign, page):
    assert client.get(url(campaign, page)).headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("page", ["planning", "replace", "duplicate", "delete"])
def test_pages_hold_no_scripts_of_their_own(owner_browser, campaign, page):
    assert "<script>" not in owner_browser.get(url(campaign, page)).content.decode()


# -- Planning


def test_a_chat_is_answered(owner_browser, campaign):
    answer = owner_browser.post(url(campaign, "chat"), {"turns": TALK})
    assert answer.status_code == 200
    assert answer.json()["response"]


@pytest.mark.parametrize(
    "turns", ["", "x", "[]", "{}", "[1]", '[{"role": "system", "text": "x"}]', '[{"role": "user", "text": " "}]']
)
def test_a_chat_that_is_none_is_refused_in_words(owner_browser, campaign, turns):
    for page in ("chat", "plan"):
        answer = owner_browser.post(url(campaign, page), {"turns": turns})
        assert answer.status_code == 400
        assert answer.json()["message"]
    campaign.refresh_from_db()
    assert campaign.version == 1


def test_a_chat_that_is_too_long_is_refused_in_words(owner_browser, campaign):
    turns = json.dumps([{"role": "user", "text": "x" * 100_001}])
    answer = owner_browser.post(url(campaign, "chat"), {"turns": turns})
    assert (answer.status_code, answer.json()["message"][:21]) == (400, "The chat is too long:")


def test_a_plan_changes_the_campaign_and_says_what(owner_browser, campaign):
    found = owner_browser.post(url(campaign, "plan"), {"turns": TALK}).json()
    campaign.refresh_from_db()
    assert campaign.starts_at == datetime(2027, 4, 11, 22, tzinfo=UTC)
    assert {"Starts", "Ends", "Channels"} <= set(found["changed"])
    assert "12 Apr 2027" in found["summary"]


def test_calls_take_no_get(owner_browser, campaign):
    assert [owner_browser.get(url(campaign, page)).status_code for page in ("chat", "plan", "draft")] == [405] * 3


def test_drafts_are_written_while_one_looks_on(owner_browser, campaign):
    begun = owner_browser.post(url(campaign, "draft")).json()
    assert begun["live"] is True
    assert begun["job"] in owner_browser.get(url(campaign, "planning")).content.decode()
    again = owner_browser.post(url(campaign, "draft")).json()
    assert again["job"] == begun["job"]
    runner.run(Job.objects.get().pk)
    done = owner_browser.post(url(campaign, "draft"), {"job": begun["job"]}).json()
    assert done["live"] is False
    first = ContentItem.objects.order_by("pk")[0]
    assert reverse("admin:campaigns_contentitem_change", args=[first.pk]) in done["html"]


def test_another_campaigns_drafts_are_not_found(owner_browser, company, campaign):
    other = make_campaigns(company, 1)[0]
    job = owner_browser.post(url(other, "draft")).json()["job"]
    assert owner_browser.post(url(campaign, "draft"), {"job": job}).status_code == 404


# -- Resume


def test_the_button_of_a_paused_campaign_shows_the_dates_first(owner_browser, paused, item):
    assert "/do/resume/" in owner_browser.get(url(paused)).content.decode()
    answer = owner_browser.post(url(paused, "do", "resume"), follow=True)
    assert [row["name"] for row in answer.context["rows"]] == ["Garden weeks are here"]
    assert answer.context["rows"][0]["new"]
    paused.refresh_from_db()
    assert paused.status == "PAUSED"


def test_a_resume_is_done_as_shown_and_taken_back(owner_browser, paused, item):
    item.refresh_from_db()
    before = item.scheduled_at
    answer = owner_browser.post(url(paused, "resume"), {"strategy": "shift_weekday", "end": "keep"}, follow=True)
    item.refresh_from_db()
    assert item.scheduled_at == before + timedelta(days=7)
    assert "runs again" in said(answer)[0]
    assert "Undo" in said(answer)[0]
    back = owner_browser.post(url(paused, "do", "undo"), {"edit": EditRun.objects.get().uuid}, follow=True)
    item.refresh_from_db()
    paused.refresh_from_db()
    assert (item.scheduled_at, paused.status) == (before, "PAUSED")
    assert said(back)[0].startswith("Taken back:")


def test_a_wish_that_cannot_be_is_refused_in_words(owner_browser, paused):
    for send in (owner_browser.get, owner_browser.post):
        answer = send(url(paused, "resume"), {"strategy": "keep_original", "end": "set"})
        assert answer.context["problems"] == ["Setting the end needs a date."]
    paused.refresh_from_db()
    assert paused.status == "PAUSED"


def test_a_wish_that_is_none_is_refused_in_words(owner_browser, paused):
    answer = owner_browser.get(url(paused, "resume"), {"strategy": "magic"})
    assert answer.context["problems"] == ["Choose a strategy, and what happens to the end date."]


def test_clashes_and_what_lies_past_the_end_are_shown(owner_browser, company, paused, item):
    item.refresh_from_db()
    content.create_item(
        company_id=company.pk, type="social", platform="x", body="The same minute", campaign=paused,
        scheduled_at=item.scheduled_at,
    )  # fmt: skip
    Campaign.objects.filter(pk=paused.pk).update(ends_at=timezone.now() + timedelta(days=1))
    answer = owner_browser.get(url(paused, "resume"), {"strategy": "keep_original", "end": "keep"})
    body = answer.content.decode()
    assert "Same minute on X as “The same minute”." in body
    assert "After the end: it would not run." in body
    assert len(answer.context["warnings"]) == 2


def test_a_campaign_that_is_not_paused_is_not_resumed(owner_browser, campaign):
    answer = owner_browser.get(url(campaign, "resume"), follow=True)
    assert said(answer) == ["Only a paused campaign can be resumed."]


def test_the_preview_costs_the_same_for_few_and_many_items(
    owner_browser, company, paused, django_assert_max_num_queries
):
    for n in range(20):
        content.create_item(
            company_id=company.pk, type="social", platform="x", body="x", campaign=paused,
            scheduled_at=timezone.now() + timedelta(days=1, hours=n),
        )  # fmt: skip
    with django_assert_max_num_queries(12):
        assert owner_browser.get(url(paused, "resume")).status_code == 200


# -- Find & replace


def test_a_dry_run_shows_the_difference_and_changes_nothing(owner_browser, campaign, item):
    answer = owner_browser.post(url(campaign, "replace"), {"find": "garden WEEKS", "replace": "house days"})
    body = answer.content.decode()
    assert "<del>Garden weeks</del><ins>house days</ins> are here" in body
    assert "1 occurrence would change" in body
    item.refresh_from_db()
    assert item.body == "Garden weeks are here"
    assert not EditRun.objects.exists()


def test_a_replacement_is_done_listed_and_taken_back(owner_browser, campaign, item):
    data = {"find": "garden weeks", "replace": "House days", "apply": "1"}
    answer = owner_browser.post(url(campaign, "replace"), data, follow=True)
    item.refresh_from_db()
    assert item.body == "House days are here"
    assert said(answer)[0].startswith("1 occurrence replaced.")
    assert len(answer.context["edits"]) == 1
    owner_browser.post(url(campaign, "do", "undo"), {"edit": EditRun.objects.get().uuid})
    item.refresh_from_db()
    assert item.body == "Garden weeks are here"
    assert owner_browser.get(url(campaign, "replace")).context["edits"][0]["button"] == ""


def test_an_undo_names_what_was_edited_since(owner_browser, campaign, item):
    owner_browser.post(url(campaign, "replace"), {"find": "weeks", "replace": "days", "apply": "1"})
    content.update_item(item=item, fields={"body": "Written anew"})
    answer = owner_browser.post(url(campaign, "do", "undo"), {"edit": EditRun.objects.get().uuid}, follow=True)
    assert any("Written anew</a>" in words for words in said(answer))
    item.refresh_from_db()
    assert item.body == "Written anew"


def test_an_undo_of_nothing_is_refused_in_words(owner_browser, campaign):
    answer = owner_browser.post(url(campaign, "do", "undo"), {"edit": "x"}, follow=True)
    assert said(answer) == ["Edit not found"]


def test_what_is_published_where_it_cannot_be_edited_is_left(owner_browser, campaign, item):
    ContentItem.objects.filter(pk=item.pk).update(status="PUBLISHED")
    body = owner_browser.post(url(campaign, "replace"), {"find": "weeks", "replace": "days"}).content.decode()
    assert "Left as it is" in body
    assert "It is published on X, where it cannot be edited any more." in body


def test_looking_for_nothing_is_refused_in_words(owner_browser, campaign):
    answer = owner_browser.post(url(campaign, "replace"), {"find": "", "replace": "x", "apply": "1"})
    assert answer.context["problem"] == "Say what to look for."


@pytest.mark.parametrize(
    ("before", "after", "find", "replace", "cut"),
    [
        ("a Cat b", "a dog b", "cat", "dog", ("a ", "Cat", "dog", " b")),
        ("cat", "", "cat", "", ("", "cat", "", "")),
        ("Straße", "Str.e", "ss", ".", None),
        ("aaa", "aaaa", "a", "aa", None),
    ],
)
def test_an_excerpt_is_cut_where_it_changes(before, after, find, replace, cut):
    found = parts(before, after, find, replace)
    assert cut is None or found == cut
    assert found[0] + found[1] + found[3] == before


# -- Copies and deletion


def test_a_copy_gets_a_name(owner_browser, campaign, item):
    assert owner_browser.get(url(campaign, "duplicate")).context["name"] == "Campaign 0 (copy)"
    owner_browser.post(url(campaign, "duplicate"), {"name": "Autumn"})
    copy = Campaign.objects.get(name="Autumn")
    assert copy.content.get().body == "Garden weeks are here"


def test_a_copy_without_a_name_is_not_made(owner_browser, campaign):
    assert owner_browser.post(url(campaign, "duplicate"), {"name": " "}).context["problems"]
    assert Campaign.objects.count() == 1


def test_deleting_keeps_the_content_in_the_library(owner_browser, campaign, item):
    assert "What becomes of its content (1 item)?" in owner_browser.get(url(campaign, "delete")).content.decode()
    owner_browser.post(url(campaign, "delete"), {"action": ""})
    item.refresh_from_db()
    assert (item.campaign, Campaign.objects.count()) == (None, 0)


def test_deleting_takes_the_content_along(owner_browser, campaign, item):
    owner_browser.post(url(campaign, "delete"), {"action": "delete_all"})
    assert not ContentItem.objects.exists()


def test_deleting_moves_the_content(owner_browser, company, campaign, item):
    other = make_campaigns(company, 1)[0]
    owner_browser.post(url(campaign, "delete"), {"action": "move_content", "target": other.pk})
    item.refresh_from_db()
    assert item.campaign == other


def test_moving_to_nowhere_is_refused_in_words(owner_browser, campaign, item):
    answer = owner_browser.post(url(campaign, "delete"), {"action": "move_content"})
    assert answer.context["problem"] == "Choose the campaign that the content moves to."
    assert Campaign.objects.count() == 1


def test_published_content_keeps_its_campaign_and_the_reason_is_said(owner_browser, campaign, item):
    ContentItem.objects.filter(pk=item.pk).update(status="PUBLISHED")
    answer = owner_browser.post(url(campaign, "delete"), {"action": "delete_all"})
    assert "1 item of this campaign is published already" in answer.content.decode()
    assert (Campaign.objects.count(), ContentItem.objects.count()) == (1, 1)


# -- Calendar


def test_the_calendar_shows_what_is_planned(owner_browser, colleague_browser, stranger_browser, company, campaign):
    changes.update_campaign(campaign=campaign, fields={"starts_at": datetime(2027, 6, 30, 22, tzinfo=UTC)})
    content.create_item(
        company_id=company.pk, type="social", platform="x", body="Come and see", campaign=campaign,
        scheduled_at=datetime(2027, 7, 1, 7, tzinfo=UTC),
    )  # fmt: skip
    for looker in (owner_browser, colleague_browser):
        days = [day for week in looker.get(f"{CALENDAR}?month=2027-07").context["weeks"] for day in week]
        first = next(day for day in days if (day.date.month, day.date.day) == (7, 1))
        assert [(chip["title"], chip["time"]) for chip in first.chips] == [
            ("Campaign 0", ""),
            ("Come and see", "09:00"),
        ]
        assert not next(day for day in days if day.date.month == 6).chips
    assert "Come and see" not in stranger_browser.get(f"{CALENDAR}?month=2027-07").content.decode()


@pytest.mark.parametrize("month", ["", "x", "2027-13", "0001-01", "9999-12"])
def test_any_month_has_a_page(owner_browser, campaign, month):
    assert owner_browser.get(CALENDAR, {"month": month}).status_code == 200


def test_an_empty_month_says_so(owner_browser, campaign):
    assert "Nothing is planned in these weeks." in owner_browser.get(f"{CALENDAR}?month=2031-01").content.decode()


def test_the_calendar_costs_the_same_for_few_and_many(owner_browser, company, campaign, django_assert_max_num_queries):
    for n in range(20):
        content.create_item(
            company_id=company.pk, type="social", platform="x", body="x", campaign=campaign,
            scheduled_at=timezone.now() + timedelta(hours=n + 1),
        )  # fmt: skip
    with django_assert_max_num_queries(11):
        assert owner_browser.get(CALENDAR).status_code == 200


def test_an_address_is_shown_once_and_revoked(owner_browser, client, company, scope):
    answer = owner_browser.post(reverse("admin:campaigns_calendar_issue"), {"name": "Olga's phone"})
    address = answer.context["groups"][0].values[0][1]
    assert "no-store" in answer.headers["Cache-Control"]
    path = address.removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    page = owner_browser.get(CALENDAR).content.decode()
    assert "Olga&#x27;s phone" in page
    assert path not in page
    owner_browser.post(reverse("admin:campaigns_calendar_revoke", args=[CalendarFeed.objects.get().pk]))
    assert client.get(path).status_code == 404


def test_only_who_manages_issues_and_revokes(colleague_browser, stranger_browser, owner_browser, company, scope):
    owner_browser.post(reverse("admin:campaigns_calendar_issue"), {"name": "Phone"})
    feed = CalendarFeed.objects.get()
    assert "Issue an address" not in colleague_browser.get(CALENDAR).content.decode()
    assert colleague_browser.post(reverse("admin:campaigns_calendar_issue"), {"name": "x"}).status_code == 403
    for looker in (colleague_browser, stranger_browser):
        looker.post(reverse("admin:campaigns_calendar_revoke", args=[feed.pk]))
    feed.refresh_from_db()
    assert feed.revoked_at is None


def test_an_address_needs_a_name(owner_browser, company, scope):
    answer = owner_browser.post(reverse("admin:campaigns_calendar_issue"), {"name": " "}, follow=True)
    assert said(answer) == ["Say who uses the address, so that it can be told from others."]
    assert not CalendarFeed.objects.exists()


def test_an_operator_sees_all_companies_calendars_and_chooses_one_to_issue(operator_browser, company, campaign):
    assert operator_browser.get(CALENDAR).status_code == 200
    assert operator_browser.post(reverse("admin:campaigns_calendar_issue"), {"name": "x"}).status_code == 403
