"""Campaigns in the back office: saved by the domain, moved by buttons, refused in words."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from campaigns import changes
from campaigns.models import Campaign
from companies.models import BrandProfile, Role
from core.models import AuditEntry
from core.tenancy import company_scope
from tests.backoffice.conftest import browser, make_campaigns
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

LIST = "/admin/campaigns/campaign/"
EMPTY = {"context_keyMessages_mode": "inherit", "context_targetAudience_mode": "inherit",
         "context_tone_mode": "inherit", "context_channels_mode": "inherit"}  # fmt: skip


def form(campaign=None, **changed):
    """What a browser sends when nothing but `changed` was touched."""
    values = {"name": "Campaign 0", "type": "ONE_TIME", **EMPTY}
    if campaign is not None:
        values |= {"name": campaign.name, "brief": campaign.brief, "version": str(campaign.version)}
    return values | changed


def url(campaign, page="change", *args):
    return reverse(f"admin:campaigns_campaign_{page}", args=[campaign.pk, *args])


@pytest.fixture
def campaign(company, scope):
    return make_campaigns(company, 1)[0]


def messages(answer):
    return [str(message) for message in answer.context["messages"]]


def test_creating_goes_through_the_domain(owner, owner_browser, company, scope):
    owner_browser.post(f"{LIST}add/", form(name="Spring", tags="homes, sea", brief="About it"))
    found = Campaign.objects.get()
    assert (found.name, found.tags, found.brief, found.status) == ("Spring", ["homes", "sea"], "About it", "DRAFT")
    assert (found.company, found.owner) == (company, owner.user)
    fact = AuditEntry.objects.get(action="created")
    assert (fact.actor_label, fact.door) == ("Olga", "admin")
    assert not LogEntry.objects.exists()


def test_only_what_was_touched_is_changed(owner_browser, campaign):
    owner_browser.post(url(campaign), form(campaign, name="Autumn"))
    campaign.refresh_from_db()
    assert (campaign.name, campaign.version) == ("Autumn", 2)
    assert AuditEntry.objects.get(action="changed").changes == {"name": ["Campaign 0", "Autumn"]}


def test_dates_are_entered_in_the_companys_zone(owner_browser, campaign):
    owner_browser.post(url(campaign), form(campaign, starts_at_0="2027-07-01", starts_at_1="09:00"))
    campaign.refresh_from_db()
    assert campaign.starts_at == datetime(2027, 7, 1, 7, tzinfo=UTC)
    assert "1 Jul 2027, 09:00" in owner_browser.get(LIST).content.decode()


def test_the_domains_refusal_stands_beside_its_field(owner_browser, campaign):
    answer = owner_browser.post(
        url(campaign),
        form(campaign, name="Kept input", type="EVERGREEN", ends_at_0="2027-07-01", ends_at_1="09:00"),
    )
    shown = answer.context["adminform"].form
    assert shown.errors["ends_at"] == ["An evergreen campaign has no end."]
    assert "Kept input" in answer.content.decode()
    campaign.refresh_from_db()
    assert (campaign.name, campaign.version) == ("Campaign 0", 1)


def test_who_was_slower_is_told_who_was_faster_and_keeps_the_input(owner_browser, company, campaign):
    stale = form(campaign, brief="What I wrote")
    mats = browser(make_member(company, "mats", Role.MARKETER))
    mats.post(url(campaign), form(campaign, goal="Sell"))
    answer = owner_browser.post(url(campaign), stale)
    body = answer.content.decode()
    assert "Mats changed this campaign (goal) while you were writing" in body
    assert "What I wrote" in body
    campaign.refresh_from_db()
    assert (campaign.brief, campaign.goal) == ("", "Sell")


def test_a_form_without_its_version_is_refused(owner_browser, campaign):
    owner_browser.post(url(campaign), form(campaign, version="", name="Blind"))
    campaign.refresh_from_db()
    assert campaign.name == "Campaign 0"


def test_a_context_key_gets_a_value_of_its_own(owner_browser, campaign):
    owner_browser.post(
        url(campaign), form(campaign, context_keyMessages_mode="own", context_keyMessages="One\r\n\r\n Two ")
    )
    campaign.refresh_from_db()
    assert campaign.context_overrides == {"keyMessages": ["One", "Two"]}


def test_a_context_key_says_nothing_on_purpose(owner_browser, campaign):
    owner_browser.post(url(campaign), form(campaign, context_tone_mode="nothing", context_channels_mode="nothing"))
    campaign.refresh_from_db()
    assert campaign.context_overrides == {"tone": "", "channels": []}


def test_a_context_key_goes_back_to_inheriting(owner_browser, campaign):
    campaign = changes.update_campaign(campaign=campaign, fields={}, overrides={"tone": "Loud", "channels": ["x"]})
    owner_browser.post(
        url(campaign), form(campaign, context_tone_mode="inherit", context_channels_mode="own", context_channels=["x"])
    )
    campaign.refresh_from_db()
    assert campaign.context_overrides == {"channels": ["x"]}


def test_an_untouched_context_is_no_change(owner_browser, campaign):
    overrides = {"tone": "", "keyMessages": ["One"], "channels": ["x", "email"]}
    campaign = changes.update_campaign(campaign=campaign, fields={}, overrides=overrides)
    owner_browser.post(
        url(campaign),
        form(
            campaign, context_tone_mode="nothing", context_keyMessages_mode="own", context_keyMessages="One",
            context_channels_mode="own", context_channels=["email", "x"],
        ),
    )  # fmt: skip
    campaign.refresh_from_db()
    assert (campaign.version, campaign.context_overrides) == (2, overrides)


def test_the_form_shows_what_the_brand_says(owner_browser, campaign):
    BrandProfile.objects.update(tone="Warm and brief")
    assert "Warm and brief" in owner_browser.get(url(campaign)).content.decode()


def test_an_own_value_must_be_one(owner_browser, campaign):
    answer = owner_browser.post(url(campaign), form(campaign, context_tone_mode="own", context_tone=" "))
    assert "context_tone" in answer.context["adminform"].form.errors


def test_a_button_moves_it(owner_browser, campaign):
    answer = owner_browser.post(url(campaign, "do", "move"), {"target": "ACTIVE"}, follow=True)
    campaign.refresh_from_db()
    assert campaign.status == "ACTIVE"
    assert messages(answer) == ["“Campaign 0” is now active."]


def test_a_refused_move_says_why(owner_browser, campaign):
    answer = owner_browser.post(url(campaign, "do", "move"), {"target": "PAUSED"}, follow=True)
    campaign.refresh_from_db()
    assert campaign.status == "DRAFT"
    assert messages(answer) == ["A draft does not run yet, so it cannot be paused. Activate it first."]


def test_only_legal_moves_have_buttons(owner_browser, campaign):
    body = owner_browser.get(url(campaign)).content.decode()
    assert 'name="target" value="ACTIVE"' in body
    assert 'name="target" value="PAUSED"' not in body


def test_a_button_does_not_work_by_a_link(owner_browser, campaign):
    assert owner_browser.get(url(campaign, "do", "move"), {"target": "ACTIVE"}).status_code == 405


def test_a_colleague_who_only_looks_gets_no_buttons_and_cannot_use_them(colleague_browser, campaign):
    assert "/do/move/" not in colleague_browser.get(url(campaign)).content.decode()
    assert colleague_browser.post(url(campaign, "do", "move"), {"target": "ACTIVE"}).status_code == 403
    campaign.refresh_from_db()
    assert campaign.status == "DRAFT"


def test_a_bulk_action_does_what_it_can_and_names_what_it_could_not(owner_browser, company, scope):
    first, second = make_campaigns(company, 2)
    changes.move_campaign(campaign=first, target="ACTIVE")
    data = {"action": "pause", "_selected_action": [first.pk, second.pk]}
    answer = owner_browser.post(LIST, data, follow=True)
    assert sorted(messages(answer)) == [
        "1 campaign paused.",
        "Campaign 1: A draft does not run yet, so it cannot be paused. Activate it first.",
    ]
    assert set(Campaign.objects.values_list("status", flat=True)) == {"PAUSED", "DRAFT"}


def test_deleting_several_asks_first(owner_browser, company, scope):
    campaigns = make_campaigns(company, 2)
    data = {"action": "delete_selected", "_selected_action": [campaign.pk for campaign in campaigns]}
    assert "Are you sure" in owner_browser.post(LIST, data).content.decode()
    assert Campaign.objects.count() == 2
    owner_browser.post(LIST, data | {"post": "yes"})
    assert not Campaign.objects.exists()
    assert AuditEntry.objects.filter(action="deleted").count() == 2
    assert not LogEntry.objects.exists()


def test_archived_ones_are_out_of_the_way_until_asked_for(owner_browser, company, scope):
    hidden, _ = make_campaigns(company, 2)
    owner_browser.post(url(hidden, "do", "archive"))
    listed = {query: owner_browser.get(LIST + query).context["cl"].result_count for query in
              ("", "?archived=all", "?archived=only")}  # fmt: skip
    assert listed == {"": 1, "?archived=all": 2, "?archived=only": 1}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("?status__exact=ACTIVE", 1),
        ("?type__exact=RECURRING", 0),
        ("?origin__exact=native", 3),
        ("?q=AMPAIGN%201", 1),
        ("?q=%25", 0),
    ],
)
def test_the_list_counts_what_it_shows(owner_browser, company, scope, query, count):
    changes.move_campaign(campaign=make_campaigns(company, 3)[0], target="ACTIVE")
    found = owner_browser.get(LIST + query).context["cl"]
    assert (found.result_count, len(found.result_list)) == (count, count)


def test_search_finds_a_name_by_its_trigrams_in_a_large_company(owner_browser, company, scope, monkeypatch):
    from campaigns import listing

    monkeypatch.setattr(listing, "LARGE_COMPANY", 1)
    make_campaigns(company, 3)
    found = owner_browser.get(f"{LIST}?q=ampaign%202").context["cl"]
    assert [campaign.name for campaign in found.result_list] == ["Campaign 2"]


def test_a_deep_page_shows_what_stands_there(owner_browser, company, scope, monkeypatch):
    from campaigns import listing
    from campaigns.admin.campaign import CampaignAdmin

    monkeypatch.setattr(listing, "DEEP_OFFSET", 2)
    monkeypatch.setattr(CampaignAdmin, "list_per_page", 2)
    make_campaigns(company, 5)
    pages = [[row.name for row in owner_browser.get(f"{LIST}?p={n}").context["cl"].result_list] for n in (1, 2, 3)]
    assert pages == [["Campaign 4", "Campaign 3"], ["Campaign 2", "Campaign 1"], ["Campaign 0"]]


def test_an_operator_picks_a_company_before_creating(operator_browser, company):
    answer = operator_browser.get(f"{LIST}add/", follow=True)
    assert "Choose a company first" in messages(answer)[0]
    operator_browser.post(reverse("admin:switch_company"), {"company": company.slug})
    operator_browser.post(f"{LIST}add/", form(name="By the operator"))
    with company_scope(company.pk):
        assert Campaign.objects.get().name == "By the operator"


def test_an_operator_edits_in_the_campaigns_own_zone(operator_browser, campaign):
    operator_browser.post(url(campaign), form(campaign, starts_at_0="2027-07-01", starts_at_1="09:00"))
    campaign.refresh_from_db()
    assert campaign.starts_at == datetime(2027, 7, 1, 7, tzinfo=UTC)
