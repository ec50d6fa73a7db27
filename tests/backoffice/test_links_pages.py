"""Tracked links and the tracking policy in the back office."""

import html
import re

import pytest
from django.urls import reverse

from analytics.models import TrackedLink, TrackingPolicy
from analytics.tracking import links
from core.models import AuditEntry
from tests.backoffice.conftest import browser, make_campaigns, make_link
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

LIST = "/admin/analytics/trackedlink/"
POLICIES = "/admin/analytics/trackingpolicy/"
TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")


def page(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def end(client, link):
    return client.post(reverse("admin:analytics_trackedlink_do", args=[link.pk, "end"]), follow=True)


def form(campaign, /, **fields):
    """The form as a browser sends it."""
    usual = {"purpose": "click", "target": "https://shop.example/", "campaign": campaign.pk, "platform": "", "name": ""}
    return {**usual, **dict.fromkeys(TAGS, ""), **fields}


def copied(answer):
    """What the page offers to copy."""
    return [html.unescape(value) for value in re.findall(r'readonly value="([^"]+)"', answer.content.decode())]


def errors(answer):
    found = answer.context["adminform"].form.errors
    return {name: list(texts) for name, texts in found.items()}


@pytest.fixture
def campaign(company, scope):
    return make_campaigns(company, 1)[0]


@pytest.fixture
def link(company, campaign):
    return make_link(company, campaign, name="First week", platform="linkedin")


def test_a_link_is_made_and_its_address_offered(owner_browser, campaign):
    data = form(campaign, platform="linkedin", name="First week", utm_term="beds")
    answer = owner_browser.post(f"{LIST}add/", data, follow=True)
    link = TrackedLink.objects.get()
    assert answer.redirect_chain == [(page(link), 302)]
    assert copied(answer) == [f"http://testserver{links.address(link)}"]
    assert (link.target, link.campaign, link.platform) == ("https://shop.example/", campaign, "linkedin")
    assert (link.name, link.tags) == ("First week", {"utm_term": "beds"})


def test_a_pixel_is_offered_as_an_address_and_as_html(owner_browser, campaign):
    answer = owner_browser.post(f"{LIST}add/", form(campaign, purpose="open", target=""), follow=True)
    address = f"http://testserver{links.address(TrackedLink.objects.get())}"
    assert copied(answer) == [address, f'<img src="{address}" width="1" height="1" alt="">']


def test_several_links_are_made_one_after_the_other(owner_browser, campaign):
    for _ in range(2):
        answer = owner_browser.post(f"{LIST}add/", form(campaign, _addanother="yes"), follow=True)
        assert answer.redirect_chain == [(f"{LIST}add/", 302)]
    assert TrackedLink.objects.count() == 2


REFUSED = {
    "no target": ({"target": ""}, {"target": ["This field is required."]}),
    "no web address": (
        {"target": "javascript:alert(1)"},
        {"target": ["Give an address that begins with http:// or https:// and holds no spaces."]},
    ),
    "a pixel that leads somewhere": (
        {"purpose": "open"},
        {"target": ["An address that counts opens leads nowhere."]},
    ),
    "no campaign": ({"campaign": ""}, {"campaign": ["This field is required."]}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_will_not_do_stands_beside_its_field(name, owner_browser, campaign):
    changed, expected = REFUSED[name]
    answer = owner_browser.post(f"{LIST}add/", form(campaign, **changed))
    assert (answer.status_code, errors(answer)) == (200, expected)
    assert not TrackedLink.objects.exists()


def test_another_companys_campaign_is_no_choice(owner_browser, other_company, scope):
    foreign = make_campaigns(other_company, 1)[0]
    answer = owner_browser.post(f"{LIST}add/", form(foreign))
    assert list(errors(answer)) == ["campaign"]
    assert not TrackedLink.objects.exists()


def test_the_list_shows_counts_of_people_and_machines(owner_browser, link):
    TrackedLink.objects.update(clicks=1234, machine_clicks=56)
    text = owner_browser.get(LIST).content.decode()
    for shown in ("First week", ">shop.example/garden?size=10<", "Campaign 0", "1,234", ">56<", "Counts clicks"):
        assert shown in text


@pytest.mark.parametrize(("query", "found"), [("?state=live", 1), ("?state=ended", 0), ("?q=first", 1), ("?q=x-y", 0)])
def test_the_list_is_narrowed(query, found, owner_browser, link):
    assert owner_browser.get(LIST + query).context["cl"].result_count == found


def test_a_page_shows_where_a_click_leads(owner_browser, link):
    text = html.unescape(owner_browser.get(page(link)).content.decode())
    assert "https://shop.example/garden?size=10&utm_source=linkedin&utm_medium=social&utm_campaign=campaign-0" in text


def test_ending_a_link(owner_browser, link):
    answer = end(owner_browser, link)
    link.refresh_from_db()
    assert link.ended_at is not None
    assert "The link has ended" in answer.content.decode()
    assert copied(answer) == []
    assert AuditEntry.objects.filter(action="ended").count() == 1


def test_a_colleague_looks_and_ends_nothing(colleague_browser, link):
    answer = colleague_browser.get(page(link))
    assert copied(answer) == [f"http://testserver{links.address(link)}"]
    assert "End this link" not in answer.content.decode()
    assert end(colleague_browser, link).status_code == 403
    assert colleague_browser.get(f"{LIST}add/").status_code == 403
    link.refresh_from_db()
    assert link.ended_at is None


def test_a_stranger_ends_nothing(stranger_browser, link):
    end(stranger_browser, link)
    link.refresh_from_db()
    assert link.ended_at is None


# -- The policy


def test_the_policy_is_one_page_made_on_demand(owner_browser, scope):
    answer = owner_browser.get(POLICIES, follow=True)
    policy = TrackingPolicy.objects.get()
    assert answer.redirect_chain == [(page(policy), 302)]
    assert owner_browser.get(POLICIES, follow=True).redirect_chain == [(page(policy), 302)]


def usual(**fields):
    return {"mode": "add", "utm_source": "{platform}", "utm_medium": "{medium}", "utm_campaign": "{campaign}",
            "utm_content": "{content}", "utm_term": "", **fields}  # fmt: skip


def test_the_policy_is_changed_and_shows_what_it_comes_to(owner_browser, scope):
    before = owner_browser.get(POLICIES, follow=True)
    assert "garden?utm_source=shop&amp;utm_medium=social&amp;utm_campaign=garden-weeks" in before.content.decode()
    address = page(TrackingPolicy.objects.get())
    answer = owner_browser.post(address, usual(mode="replace", utm_medium=""), follow=True)
    assert "garden?utm_source=linkedin&amp;utm_campaign=garden-weeks" in answer.content.decode()
    assert TrackingPolicy.objects.get().mode == "replace"


def test_an_unknown_placeholder_stands_beside_its_field(owner_browser, scope):
    owner_browser.get(POLICIES)
    address = page(TrackingPolicy.objects.get())
    answer = owner_browser.post(address, usual(utm_term="{keyword}"))
    known = "Known are: {platform}, {medium}, {campaign}, {content}, {company}, {name}."
    assert errors(answer) == {"utm_term": [f"“{{keyword}}” is not a placeholder. {known}"]}
    assert TrackingPolicy.objects.get().utm_term == ""


def test_only_who_manages_changes_the_policy(company, scope):
    marketer = browser(make_member(company, "mia", "marketer"))
    answer = marketer.get(POLICIES, follow=True)
    assert 'name="_save"' not in answer.content.decode()
    assert marketer.post(page(TrackingPolicy.objects.get()), usual(mode="off")).status_code == 403
    assert TrackingPolicy.objects.get().mode == "add"


def test_the_counting_of_e_mails_is_switched_off_by_the_policy(owner_browser, scope):
    owner_browser.get(POLICIES)
    policy = TrackingPolicy.objects.get()
    assert policy.track_emails is True
    usual = {"mode": "add", "utm_source": "{platform}", "utm_medium": "{medium}", "utm_campaign": "{campaign}"}
    owner_browser.post(page(policy), {**usual, "utm_content": "{content}", "utm_term": ""})
    policy.refresh_from_db()
    assert (policy.track_emails, policy.mode) == (False, "add")
