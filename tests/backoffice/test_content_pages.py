"""Content in the back office: written by the domain, scheduled in the company's zone, refused in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import content
from campaigns.models import ContentItem
from companies.models import Role
from core.models import AuditEntry
from tests.backoffice.conftest import browser, make_campaigns
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

LIST = "/admin/campaigns/contentitem/"


def write(company, count=1, **fields):
    fields = {"type": "social", "platform": "x", "body": "Come and see", **fields}
    return [content.create_item(company_id=company.pk, **fields) for _ in range(count)]


def url(item, page="change", *args):
    return reverse(f"admin:campaigns_contentitem_{page}", args=[item.pk, *args])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def form(**changed):
    return {"type": "social", "platform": "x", "title": "", "body": "Come and see", "media": "", **changed}


@pytest.fixture
def item(company, scope):
    return write(company)[0]


@pytest.fixture
def published(company, scope):
    item = write(company)[0]
    ContentItem.objects.filter(pk=item.pk).update(status="PUBLISHED", published_at=timezone.now())
    return ContentItem.objects.get(pk=item.pk)


def test_writing_goes_through_the_domain(owner_browser, company, scope):
    campaign = make_campaigns(company, 1)[0]
    owner_browser.post(f"{LIST}add/", form(campaign=campaign.pk, body="One\r\ntwo", media="https://i.example/1.jpg"))
    found = ContentItem.objects.get()
    assert (found.company, found.campaign, found.status, found.body) == (company, campaign, "DRAFT", "One\ntwo")
    assert (found.media, found.provenance["by"]) == (["https://i.example/1.jpg"], "person")
    assert AuditEntry.objects.filter(action="created", object_type="campaigns.contentitem").count() == 1


def test_a_new_one_is_scheduled_in_the_companys_zone(owner_browser, company, scope):
    owner_browser.post(f"{LIST}add/", form(scheduled_at_0="2027-07-01", scheduled_at_1="09:00"))
    found = ContentItem.objects.get()
    assert (found.status, found.scheduled_at) == ("SCHEDULED", datetime(2027, 7, 1, 7, tzinfo=UTC))
    assert "1 Jul 2027, 09:00" in owner_browser.get(LIST).content.decode()


def test_what_is_missing_stands_beside_its_field(owner_browser, company, scope):
    answer = owner_browser.post(f"{LIST}add/", form(platform=""))
    assert answer.context["adminform"].form.errors["platform"] == ["This type of content needs a platform."]
    assert not ContentItem.objects.exists()


def test_what_a_platform_refuses_is_named_when_it_is_scheduled(owner_browser, company, scope):
    long = form(body="a" * 300, scheduled_at_0="2027-07-01", scheduled_at_1="09:00")
    answer = owner_browser.post(f"{LIST}add/", long)
    assert answer.context["adminform"].form.errors["body"] == ["300 characters; x takes 280."]
    assert not ContentItem.objects.exists()


def test_only_what_was_touched_is_changed(owner_browser, item):
    owner_browser.post(url(item), form(body="Come and look"))
    item.refresh_from_db()
    assert (item.body, item.version) == ("Come and look", 2)
    assert list(AuditEntry.objects.get(action="changed").changes) == ["body"]


def test_a_button_schedules_it_in_the_companys_zone(owner_browser, item):
    answer = owner_browser.post(url(item, "do", "schedule"), {"at": "2027-07-01T09:00"}, follow=True)
    item.refresh_from_db()
    assert (item.status, item.scheduled_at) == ("SCHEDULED", datetime(2027, 7, 1, 7, tzinfo=UTC))
    assert said(answer) == ["“Come and see” is scheduled for Thursday 1 July 2027, 09:00 (Europe/Oslo)."]


@pytest.mark.parametrize(
    ("at", "words"), [("", "Choose a date and a time."), ("2020-01-01T09:00", "The time has passed.")]
)
def test_a_time_that_does_not_do_is_refused(owner_browser, item, at, words):
    answer = owner_browser.post(url(item, "do", "schedule"), {"at": at}, follow=True)
    item.refresh_from_db()
    assert (item.status, said(answer)) == ("DRAFT", [words])


def test_the_page_says_what_the_platform_would_refuse(owner_browser, company, scope):
    item = write(company, body="a" * 300)[0]
    body = owner_browser.get(url(item)).content.decode()
    assert "It cannot be scheduled yet" in body
    assert "300 characters; x takes 280." in body


def test_buttons_unschedule_and_cancel(owner_browser, item):
    content.schedule(item=item, scheduled_at=timezone.now() + timedelta(days=1))
    owner_browser.post(url(item, "do", "unschedule"))
    item.refresh_from_db()
    assert (item.status, item.scheduled_at) == ("DRAFT", None)
    owner_browser.post(url(item, "do", "cancel"))
    item.refresh_from_db()
    assert item.status == "CANCELLED"


def test_published_content_is_only_looked_at(owner_browser, published):
    body = owner_browser.get(url(published)).content.decode()
    assert 'name="_save"' not in body
    assert "/do/schedule/" not in body
    assert owner_browser.post(url(published), form(body="x")).status_code == 403
    assert owner_browser.get(url(published, "delete")).status_code == 403
    published.refresh_from_db()
    assert published.body == "Come and see"


def test_several_are_scheduled_at_one_time_and_refusals_are_named(owner_browser, company, scope):
    good, long = write(company)[0], write(company, body="b" * 300)[0]
    data = {"action": "schedule_selected", "_selected_action": [good.pk, long.pk]}
    asked = owner_browser.post(LIST, data)
    assert "When are these to be published?" in asked.content.decode()
    answer = owner_browser.post(LIST, data | {"at": "2027-07-01T09:00"}, follow=True)
    assert said(answer)[0] == "1 item scheduled."
    assert "300 characters; x takes 280." in said(answer)[1]
    assert set(ContentItem.objects.values_list("status", flat=True)) == {"SCHEDULED", "DRAFT"}


@pytest.mark.parametrize(("action", "status"), [("unschedule_selected", "DRAFT"), ("cancel_selected", "CANCELLED")])
def test_several_are_taken_off_or_cancelled(owner_browser, company, scope, action, status):
    items = write(company, 2, scheduled_at=timezone.now() + timedelta(days=1))
    owner_browser.post(LIST, {"action": action, "_selected_action": [item.pk for item in items]})
    assert set(ContentItem.objects.values_list("status", flat=True)) == {status}


def test_deleting_several_asks_first_and_keeps_what_is_published(owner_browser, company, scope, published):
    other = write(company)[0]
    data = {"action": "delete_selected", "_selected_action": [other.pk, published.pk]}
    owner_browser.post(LIST, data)
    assert ContentItem.objects.count() == 2
    owner_browser.post(LIST, data | {"post": "yes"})
    assert [found.pk for found in ContentItem.objects.all()] == [published.pk]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("?status__exact=SCHEDULED", 1),
        ("?type__exact=blog", 1),
        ("?platform=linkedin", 1),
        ("?platform=nowhere", 3),
        ("?when=week", 1),
        ("?when=past", 0),
        ("?when=none", 2),
    ],
)
def test_the_list_is_narrowed(owner_browser, company, scope, query, count):
    write(company, scheduled_at=timezone.now() + timedelta(days=2))
    write(company, platform="linkedin")
    write(company, type="blog", platform="", title="An article")
    assert owner_browser.get(LIST + query).context["cl"].result_count == count


def test_the_list_is_narrowed_to_a_campaign(owner_browser, company, scope):
    campaign = make_campaigns(company, 1)[0]
    write(company, campaign=campaign)
    write(company)
    assert owner_browser.get(f"{LIST}?campaign__id__exact={campaign.pk}").context["cl"].result_count == 1


def test_the_list_costs_the_same_for_one_row_and_for_thirty(owner_browser, company, scope):
    campaign = make_campaigns(company, 1)[0]

    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert owner_browser.get(address).status_code == 200
        return len([query for query in found if "django_content_type" not in query["sql"]])

    page = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    write(company, campaign=campaign)
    few = (queries(LIST), queries(page))
    write(company, 29, campaign=campaign)
    assert (queries(LIST), queries(page)) == few
    assert max(few) <= 13


def test_who_wrote_it_is_said_in_words(owner_browser, company, scope):
    said_by = {"by": "assistant", "assistant": "offline", "idea": "A look inside", "job": "x"}
    item = write(company, provenance=said_by)[0]
    assert "Assistant" in owner_browser.get(LIST).content.decode()
    body = owner_browser.get(url(item)).content.decode()
    assert "the built-in assistant" in body
    assert "A look inside" in body


def test_a_draft_of_the_assistant_is_reviewed_by_who_may(owner_browser, colleague_browser, company, scope):
    item = write(company)[0]
    ContentItem.objects.filter(pk=item.pk).update(review="pending")
    mats = browser(make_member(company, "mats", Role.MARKETER))
    for looker in (colleague_browser, mats):
        assert looker.post(url(item, "do", "approve")).status_code == 403
    assert "To be reviewed" in owner_browser.get(LIST).content.decode()
    owner_browser.post(url(item, "do", "approve"))
    item.refresh_from_db()
    assert item.review == "approved"


def test_a_campaigns_page_shows_its_content_where_the_partners_link_points(owner_browser, company, scope):
    campaign = make_campaigns(company, 1)[0]
    write(company, campaign=campaign)
    body = owner_browser.get(reverse("admin:campaigns_campaign_change", args=[campaign.pk])).content.decode()
    assert body.count('id="drafts"') == 1
    assert "Come and see" in body
    assert f"{LIST}add/?campaign={campaign.pk}" in body
    answer = owner_browser.get(f"{LIST}add/?campaign={campaign.pk}")
    assert answer.context["adminform"].form.initial == {"campaign": campaign.pk}


@pytest.mark.parametrize("asked", ["999999", "x", "²"])
def test_a_campaign_that_is_not_there_is_not_preset(owner_browser, company, scope, asked):
    assert owner_browser.get(f"{LIST}add/?campaign={asked}").context["adminform"].form.initial == {}


def test_an_analyst_looks_only(colleague_browser, item):
    body = colleague_browser.get(url(item)).content.decode()
    assert "Come and see" in body
    assert "/do/" not in body
    for deed in ("schedule", "unschedule", "cancel"):
        assert colleague_browser.post(url(item, "do", deed), {"at": "2027-07-01T09:00"}).status_code == 403
    data = {"action": "cancel_selected", "_selected_action": [item.pk]}
    colleague_browser.post(LIST, data)
    item.refresh_from_db()
    assert item.status == "DRAFT"


def test_a_stranger_reaches_nothing(stranger_browser, item):
    for deed in ("schedule", "cancel"):
        stranger_browser.post(url(item, "do", deed), {"at": "2027-07-01T09:00"})
    stranger_browser.post(LIST, {"action": "delete_selected", "_selected_action": [item.pk], "post": "yes"})
    item.refresh_from_db()
    assert item.status == "DRAFT"


def test_a_strangers_campaign_cannot_be_chosen(owner_browser, company, other_company, scope):
    foreign = make_campaigns(other_company, 1)[0]
    answer = owner_browser.post(f"{LIST}add/", form(campaign=foreign.pk))
    assert "campaign" in answer.context["adminform"].form.errors
    assert not ContentItem.objects.exists()
