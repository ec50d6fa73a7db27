"""Tracked links and the tracking policy at the native door, and the tokens in their addresses."""

from datetime import UTC, datetime

import pytest

from analytics.models import TrackedLink, TrackingPolicy
from analytics.tracking import links, policies, signing
from analytics.tracking.signing import Ticket
from companies.models import Company
from core.errors import InvalidError
from core.ids import short_id
from core.models import AuditEntry
from tests.analytics.conftest import make_work
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

LINKS = "/api/analytics/links"
POLICY = "/api/analytics/tracking-policy"
TARGET = "https://shop.example/garden?size=10"
SENT = datetime(2027, 5, 2, 11, 0, 0, tzinfo=UTC)


@pytest.fixture
def link(owner, work):
    """A link of the post, as the door shows it."""
    return owner.post(LINKS, {"target": TARGET, "contentId": work.item("post"), "name": "First week"}).json()


# -- Making one


def test_a_new_link_is_shown_whole(owner, work, link):
    row = TrackedLink.objects.get()
    campaign, item = work.campaign, work.items["post"]
    assert link == {
        "id": str(row.uuid),
        "url": f"http://testserver/t/{signing.sign('click', Ticket(row.pk))}",
        "purpose": "click",
        "target": TARGET,
        "taggedTarget": f"{TARGET}&utm_source=linkedin&utm_medium=social&utm_campaign=garden-weeks"
        f"&utm_content={short_id(item.pk)}",
        "campaignId": str(campaign.uuid),
        "contentId": str(item.uuid),
        "platform": "linkedin",
        "name": "First week",
        "tags": {},
        "clicks": 0,
        "machineClicks": 0,
        "createdAt": link["createdAt"],
        "endedAt": None,
    }
    assert link["createdAt"].startswith("2027-05-02T11:00:")
    assert AuditEntry.objects.filter(object_type="analytics.trackedlink", action="created").count() == 1


def test_the_public_address_comes_first(owner, work, settings):
    settings.PUBLIC_URL = "https://go.storhaug.example"
    made = owner.post(LINKS, {"target": TARGET, "campaignId": work.id}).json()
    assert made["url"].startswith("https://go.storhaug.example/t/")


def test_a_link_of_a_campaign_alone(owner, work):
    body = {"target": TARGET, "campaignId": work.id, "platform": "Twitter", "tags": {"utm_term": "beds"}}
    made = owner.post(LINKS, body)
    assert made.status_code == 201
    found = made.json()
    assert (found["contentId"], found["platform"], found["tags"]) == (None, "x", {"utm_term": "beds"})
    assert found["taggedTarget"] == (f"{TARGET}&utm_source=x&utm_medium=social&utm_campaign=garden-weeks&utm_term=beds")


def test_a_pixel_leads_nowhere(owner, work):
    made = owner.post(LINKS, {"purpose": "open", "campaignId": work.id, "platform": "email"}).json()
    row = TrackedLink.objects.get()
    assert made["url"] == f"http://testserver/o/{signing.sign('open', Ticket(row.pk))}.gif"
    assert (made["target"], made["taggedTarget"]) == (None, None)


REFUSED = {
    "no target": ({"campaignId": "{id}"}, "target", "This field is required."),
    "an empty target": ({"campaignId": "{id}", "target": ""}, "target", "This field is required."),
    "no web address": (
        {"campaignId": "{id}", "target": "javascript:alert(1)"},
        "target",
        "Give an address that begins with http:// or https:// and holds no spaces.",
    ),
    "a user name": (
        {"campaignId": "{id}", "target": "https://bank.example@evil.example"},
        "target",
        "An address with a user name in it is not what it seems: leave out what stands before the @.",
    ),
    "a pixel with a target": (
        {"campaignId": "{id}", "target": TARGET, "purpose": "open"},
        "target",
        "An address that counts opens leads nowhere.",
    ),
    "nothing it belongs to": ({"target": TARGET}, "campaignId", "campaignId is required, or contentId."),
    "no campaign": ({"target": TARGET, "campaignId": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829"}, "campaignId",
                    "Campaign not found"),
    "no content": ({"target": TARGET, "contentId": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829"}, "contentId",
                   "Content not found"),
    "an unknown tag": (
        {"campaignId": "{id}", "target": TARGET, "tags": {"utm_sauce": "x"}},
        "tags.utm_sauce",
        "A tag must be one of utm_source, utm_medium, utm_campaign, utm_content, utm_term.",
    ),
    "a tag that is no text": (
        {"campaignId": "{id}", "target": TARGET, "tags": {"utm_term": 5}},
        "tags.utm_term",
        "Not a valid string.",
    ),
    "an unknown purpose": (
        {"campaignId": "{id}", "target": TARGET, "purpose": "view"},
        "purpose",
        '"view" is not a valid choice.',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_link_that_will_not_do_is_refused(name, owner, work):
    body, field, message = REFUSED[name]
    if "campaignId" in body:
        body = body | {"campaignId": body["campaignId"].format(id=work.id)}
    answer = owner.post(LINKS, body)
    assert (answer.status_code, answer.json()["errors"]) == (400, {field: [message]})
    assert not TrackedLink.objects.exists()


def test_content_of_another_campaign_is_refused(owner, company, work):
    other = make_work(company, "Autumn")
    answer = owner.post(LINKS, {"target": TARGET, "campaignId": other.id, "contentId": work.item("post")})
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        {"contentId": ["This content does not belong to this campaign."]},
    )


# -- Reading


def test_lists_are_newest_first_and_narrowed_by_campaign(owner, company, work):
    other = make_work(company, "Autumn")
    bodies = [{"campaignId": work.id}, {"contentId": work.item("post")}, {"campaignId": other.id}]
    made = [owner.post(LINKS, {"target": TARGET, **body}).json()["id"] for body in bodies]
    found = owner.get(f"{LINKS}?limit=2").json()
    assert ([row["id"] for row in found["items"]], found["total"]) == ([made[2], made[1]], 3)
    assert [row["id"] for row in owner.get(f"{LINKS}?limit=2&offset=2").json()["items"]] == [made[0]]
    of_one = owner.get(f"{LINKS}?campaignId={work.id}").json()
    assert ([row["id"] for row in of_one["items"]], of_one["total"]) == ([made[1], made[0]], 2)


def test_a_link_follows_its_content(owner, company, work, link):
    other = make_work(company, "Autumn")
    owner.put(f"/api/content/{work.item('post')}", {"campaignId": other.id})
    assert owner.get(f"{LINKS}/{link['id']}").json()["campaignId"] == other.id
    assert owner.get(f"{LINKS}?campaignId={work.id}").json()["total"] == 0
    assert owner.get(f"{LINKS}?campaignId={other.id}").json()["total"] == 1


def test_a_link_outlives_its_content_and_its_campaign(owner, work, link):
    owner.delete(f"/api/content/{work.item('post')}")
    found = owner.get(f"{LINKS}/{link['id']}").json()
    assert (found["contentId"], found["campaignId"]) == (None, work.id)
    owner.delete(f"/api/campaigns/{work.id}")
    assert owner.get(f"{LINKS}/{link['id']}").json()["campaignId"] is None


def test_a_list_asks_the_database_as_often_for_many(owner, work, django_assert_num_queries):
    for _ in range(3):
        owner.post(LINKS, {"target": TARGET, "contentId": work.item("post")})
    owner.get(LINKS)
    with django_assert_num_queries(3):
        assert len(owner.get(LINKS).json()["items"]) == 3


# -- Ending


def test_ending_is_for_good_and_again_no_change(owner, link):
    for _ in range(2):
        assert owner.delete(f"{LINKS}/{link['id']}").status_code == 204
    assert owner.get(f"{LINKS}/{link['id']}").json()["endedAt"].startswith("2027-05-02T11:00:")
    assert AuditEntry.objects.filter(object_type="analytics.trackedlink", action="ended").count() == 1


# -- Who may


def test_a_colleague_looks_only(colleague, work, link):
    assert colleague.get(f"{LINKS}/{link['id']}").status_code == 200
    assert colleague.get(LINKS).json()["total"] == 1
    assert colleague.post(LINKS, {"target": TARGET, "campaignId": work.id}).status_code == 403
    assert colleague.delete(f"{LINKS}/{link['id']}").status_code == 403
    assert TrackedLink.objects.filter(ended_at=None).count() == 1


def test_a_stranger_finds_nothing(stranger, work, link):
    assert stranger.get(f"{LINKS}/{link['id']}").status_code == 404
    assert stranger.delete(f"{LINKS}/{link['id']}").status_code == 404
    assert stranger.get(LINKS).json() == {"items": [], "total": 0}
    assert stranger.get(f"{LINKS}?campaignId={work.id}").status_code == 404
    for body in ({"campaignId": work.id}, {"contentId": work.item("post")}):
        assert stranger.post(LINKS, {"target": TARGET, **body}).status_code == 400
    assert TrackedLink.objects.filter(ended_at=None).count() == 1


# -- The policy

USUAL = {
    "mode": "add", "utm_source": "{platform}", "utm_medium": "{medium}", "utm_campaign": "{campaign}",
    "utm_content": "{content}", "utm_term": "", "trackEmails": True,
}  # fmt: skip


def test_the_usual_policy_is_not_stored(owner, scope):
    assert owner.get(POLICY).json() == USUAL
    assert not TrackingPolicy.objects.exists()


def test_a_policy_changes_by_what_is_given_and_links_follow(owner, link):
    answer = owner.put(POLICY, {"mode": "replace", "utm_source": "{company}", "utm_content": ""})
    assert answer.json() == {**USUAL, "mode": "replace", "utm_source": "{company}", "utm_content": ""}
    assert owner.get(POLICY).json() == answer.json()
    assert owner.get(f"{LINKS}/{link['id']}").json()["taggedTarget"] == (
        f"{TARGET}&utm_source=storhaug&utm_medium=social&utm_campaign=garden-weeks"
    )
    fact = AuditEntry.objects.get(object_type="analytics.trackingpolicy")
    assert fact.changes == {
        "mode": ["add", "replace"],
        "utm_source": ["{platform}", "{company}"],
        "utm_content": ["{content}", ""],
    }


def test_the_same_policy_again_is_no_fact(owner, scope):
    owner.put(POLICY, USUAL)
    assert not AuditEntry.objects.filter(object_type="analytics.trackingpolicy").exists()


BAD_POLICIES = {
    "an unknown placeholder": ({"utm_term": "{keyword}"}, "utm_term", "“{keyword}” is not a placeholder. Known are: "
                               "{platform}, {medium}, {campaign}, {content}, {company}, {name}."),
    "an unknown mode": ({"mode": "always"}, "mode", '"always" is not a valid choice.'),
    "too long": ({"utm_term": "x" * 201}, "utm_term", "Ensure this field has no more than 200 characters."),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_POLICIES)
def test_a_policy_that_will_not_do_is_refused(name, owner, scope):
    body, field, message = BAD_POLICIES[name]
    answer = owner.put(POLICY, {"utm_source": "shop", **body})
    assert (answer.status_code, answer.json()["errors"]) == (400, {field: [message]})
    assert owner.get(POLICY).json() == USUAL


def test_the_domain_itself_refuses_a_mode_and_a_length(company, scope):
    with pytest.raises(InvalidError) as refused:
        policies.update_policy(company_id=company.pk, fields={"mode": "always", "utm_term": "x" * 201})
    assert [fault.name for fault in refused.value.faults] == ["mode", "utm_term"]


def test_only_who_manages_changes_the_policy(owner, colleague, company, scope):
    marketer = make_member(company, "mia", "marketer")
    assert colleague.get(POLICY).json() == USUAL
    for caller in (colleague, marketer):
        assert caller.put(POLICY, {"mode": "off"}).status_code == 403
    assert owner.get(POLICY).json() == USUAL


def test_policies_are_each_companys_own(owner, stranger, company, other_company):
    stranger.put(POLICY, {"mode": "off"})
    assert owner.get(POLICY).json() == USUAL
    assert Company.objects.get(tracking_policy__mode="off") == other_company


# -- Tokens

TICKETS = [
    Ticket(1),
    Ticket(2**63 - 1),
    Ticket(7, "anna_1-B"),
    Ticket(7, "a" * 64, SENT),
    Ticket(7, "", SENT),
]


@pytest.mark.parametrize("ticket", TICKETS)
def test_a_token_says_what_was_signed(ticket):
    token = signing.sign("click", ticket)
    assert signing.read("click", token) == ticket
    assert len(token) <= signing.LONGEST_TOKEN


def test_the_second_of_sending_is_cut_to_a_whole_one():
    token = signing.sign("click", Ticket(7, "", SENT.replace(microsecond=999_999)))
    assert signing.read("click", token) == Ticket(7, "", SENT)


@pytest.mark.parametrize("ticket", TICKETS)
def test_no_letter_of_a_token_can_be_changed(ticket):
    token = signing.sign("click", ticket)
    for place, letter in enumerate(token):
        for other in "aA0._-":
            if other != letter:
                assert signing.read("click", token[:place] + other + token[place + 1 :]) is None
        assert signing.read("click", token[:place] + token[place + 1 :]) is None
        assert signing.read("click", token[:place]) is None
        assert signing.read("click", token[:place] + letter.swapcase() + token[place:]) is None


@pytest.mark.parametrize("ticket", TICKETS)
def test_nothing_can_be_put_around_a_token(ticket):
    token = signing.sign("click", ticket)
    for changed in (f"{token}=", f"{token}.", f".{token}", f"{token}a", f" {token}", f"{token}\n", f"é{token}"):
        assert signing.read("click", changed) is None


def test_a_token_is_good_for_its_purpose_only():
    assert signing.read("open", signing.sign("click", Ticket(7))) is None


def test_another_key_signs_otherwise(settings):
    token = signing.sign("click", Ticket(7))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    assert signing.read("click", token) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert signing.read("click", token) == Ticket(7)


@pytest.mark.parametrize("token", ["", ".", "...", "a", "a.b", "a.b.c.d", "x" * 100_000, "." * 500, "é.é", "\x00"])
def test_nonsense_is_no_token(token):
    assert signing.read("click", token) is None


@pytest.mark.parametrize("recipient", ["a b", "a.b", "é", "a/b", "x" * 65, "a\n"])
def test_a_recipient_is_opaque_and_short(recipient, company, scope, work):
    link = links.create_link(company_id=company.pk, target=TARGET, campaign=work.campaign)
    with pytest.raises(ValueError, match="1 to 64 letters"):
        links.address(link, recipient)
