"""Golden requests and answers: every file beside this one is played, and its answer compared to the last key.

A file says who calls (`as`), what there is before (`given`, a list of names below), the request, and the answer.
`<uuid>`, `<instant>`, `<short id>`, `<number>` and `<jwt>` stand for values that differ from run to run.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from analytics.models import CompanyMetric, DailyMetric, TotalMetric
from campaigns import changes
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from companies import credentials, tokens
from companies.models import BrandProfile, Company, Credential, CredentialKind, Membership, Role, User
from core.api import throttling
from core.tenancy import company_scope
from delivery import demo
from insertion_orders import approval, creatives, finding
from insertion_orders import demo as media_demo
from tests.conftest import PASSWORD, Caller, make_company, make_member, make_partner
from tests.delivery.api.conftest import make_agency, make_application
from tests.insertion_orders.api.conftest import Tool, basic
from tests.insertion_orders.conftest import make_buyer, make_creative

NUMBERS = [
    ("impression", "", "", 1200, 0),
    ("like", "", "", 40, 0),
    ("click", "", "", 30, 0),
    ("spend", "", "NOK", 1, "150.5"),
    ("click", "scanner", "", 7, 0),
]

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.json"))

PLACEHOLDERS = {
    "<uuid>": r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "<instant>": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z",
    "<short id>": r"[A-Za-z0-9]{8,13}",
    "<number>": r"\d+",
    "<jwt>": r"[\w-]+\.[\w-]+\.[\w-]+",
}


def matches(expected: Any, found: Any) -> bool:
    """Whether an answer is the golden one, placeholders aside; objects are compared in their keys' order, too."""
    if isinstance(expected, dict):
        same_keys = isinstance(found, dict) and list(expected) == list(found)
        return same_keys and all(matches(expected[key], found[key]) for key in expected)
    if isinstance(expected, list):
        same_length = isinstance(found, list) and len(expected) == len(found)
        return same_length and all(matches(one, other) for one, other in zip(expected, found, strict=True))
    if expected == "<number>" and type(found) is int:
        return True
    if isinstance(expected, str) and isinstance(found, str):
        parts = re.split(f"({'|'.join(PLACEHOLDERS)})", expected)
        return bool(re.fullmatch("".join(PLACEHOLDERS.get(part, re.escape(part)) for part in parts), found))
    return type(expected) is type(found) and expected == found


class World:
    """What there is before a golden request: one method for each name that `given` may hold."""

    def __init__(self) -> None:
        self.company = make_company("storhaug", time_zone="Europe/Oslo", currency="NOK", language="nb")
        self.values: dict[str, Any] = {"password": PASSWORD}
        with company_scope(self.company.pk):
            issued = credentials.issue(company_id=self.company.pk, kind=CredentialKind.PARTNER, name="Portal")
            self.credential = issued.credential
            self.values.update(api_key=issued.credential.key, api_secret=issued.secret)
        self.olga = make_member(self.company, "olga", Role.OWNER)
        self.values["refresh_token"] = tokens.for_person(self.olga.user).refresh

    def caller(self, name: str) -> Caller:
        """Who calls."""
        machine = Caller({"Authorization": f"Bearer {tokens.for_credential(self.credential)}"})
        known = {"nobody": Caller(), "owner": self.olga, "partner": machine}
        if name == "application":
            return make_application(self.company)
        if name == "agency":
            return make_agency(self.company)
        if name == "buyer":
            self.buyer = getattr(self, "buyer", None) or make_buyer(self.company)
            return self.buyer
        if name == "foreign buyer":
            return make_buyer(make_company("rival"), name="sam")
        if name == "analyst":
            return make_member(self.company, "anna", Role.ANALYST)
        if name in ("stranger", "foreign partner"):
            rival = make_company("rival")
            return make_partner(rival) if name == "foreign partner" else make_member(rival, "sven", Role.OWNER)
        return known[name]

    def campaign(self, **fields: Any) -> Campaign:
        with company_scope(self.company.pk):
            campaign = create_campaign(company_id=self.company.pk, name="Q1 Product Launch", **fields)
        self.values.update(campaign=campaign.uuid, short_id=campaign.short_id)
        return campaign

    def given_a_draft(self) -> None:
        self.campaign(brief="Campaign description", goal="Increase awareness")

    def given_an_active_campaign(self) -> None:
        with company_scope(self.company.pk):
            changes.move_campaign(campaign=self.campaign(), target="ACTIVE")

    def given_a_paused_campaign(self) -> None:
        self.given_an_active_campaign()
        with company_scope(self.company.pk):
            changes.move_campaign(campaign=Campaign.objects.get(), target="PAUSED")

    def given_a_completed_campaign_past_its_end(self) -> None:
        campaign = self.campaign()
        with company_scope(self.company.pk):
            now = timezone.now()
            Campaign.objects.filter(pk=campaign.pk).update(status="COMPLETED", completed_at=now, ends_at=now)

    def given_content(self) -> None:
        with company_scope(self.company.pk):
            campaign = Campaign.objects.get()
            for kind, platform, title, body in (
                ("social", "linkedin", "", "Post content"),
                ("blog", "", "Blog Post Title", "Old Product Name is here"),
                ("script", "youtube", "Video Title", "Say {{Old Product Name}}, then old product name"),
            ):
                item = ContentItem.objects.create(
                    company=self.company,
                    campaign=campaign,
                    type=kind,
                    platform=platform,
                    title=title,
                    body=body,
                    provenance={"by": "person", "name": "Olga"},
                )
                self.values[kind] = item.uuid

    def given_published_content(self) -> None:
        self.given_content()
        with company_scope(self.company.pk):
            ContentItem.objects.update(status="PUBLISHED")

    def given_numbers(self) -> None:
        """Of the social post, on the day after it was published."""
        self.given_content()
        with company_scope(self.company.pk):
            post = ContentItem.objects.get(type="social")
            ContentItem.objects.filter(pk=post.pk).update(status="PUBLISHED", published_at="2027-05-01T07:00:00Z")
            where = {"company": self.company, "platform": "linkedin", "day": "2027-05-02", "family": "native"}
            of_item = {"campaign_id": post.campaign_id, "content_id": post.pk}
            for kind, rule, currency, count, value in NUMBERS:
                row = {**where, "kind": kind, "rule": rule, "currency": currency, "count": count, "value": value}
                CompanyMetric.objects.create(**row, slot=0)
                DailyMetric.objects.create(**row, **of_item)
                row.pop("day"), row.pop("family")
                TotalMetric.objects.create(**row, **of_item)

    def given_a_shop(self) -> None:
        """The demo company's templates, groups and people."""
        with company_scope(self.company.pk):
            self.values.update(demo.fill(self.company), company=self.company.uuid)

    def given_an_agencys_key(self) -> None:
        with company_scope(self.company.pk):
            issued = credentials.issue(company_id=self.company.pk, kind=CredentialKind.AGENCY, name="Agency")
        self.values.update(agency_key=issued.credential.key, agency_secret=issued.secret)

    def given_a_message_campaign(self) -> None:
        self.given_a_shop()
        body = {"name": "Weekly offer", "type": "email", "template_id": self.values["email_template_id"]}
        answer = self.caller("application").post("/campaign/create", body)
        self.values["campaign_id"] = answer.json()["campaign_id"]

    def given_an_execution(self) -> None:
        self.given_a_message_campaign()
        body = {"campaign_id": self.values["campaign_id"], "type": "email", "data_source": "list"}
        body |= {"list_ids": [self.values["list_id"]], "personalization": {"offer": "Two for one"}}
        answer = self.caller("application").post("/campaign/execute", body)
        self.values["execution_id"] = answer.json()["execution_id"]

    def given_a_campaign_that_waits_for_an_order(self) -> None:
        self.given_a_shop()
        body = {"name": "Thanks", "type": "email", "template_id": self.values["email_template_id"]}
        self.caller("application").post("/campaign/create", {**body, "trigger_event": "order_placed"})

    def given_an_agency_campaign(self) -> None:
        self.given_a_shop()
        body = json.loads((HERE / "agency" / "created_carousel.json").read_text())["request"]["body"]
        answer = self.caller("agency").post(f"/agency/createCampaign?uuid={self.company.uuid}", body)
        self.values["agency_campaign"] = answer.json()["data"]["id"]

    def given_a_buying_tool(self) -> None:
        tool = Tool(self.company)
        self.values.update(basic=basic(tool.credential.key, tool.secret), email=tool.person.user.email)
        self.values["buyer_refresh"] = tool.login().json()["data"]["refresh_token"]

    def given_the_company_is_on_hold(self) -> None:
        Company.objects.update(on_hold_since=timezone.now(), on_hold_reason="Two invoices are overdue.")

    def given_a_creative(self) -> None:
        with company_scope(self.company.pk):
            self.values.update(media_demo.fill(self.company))
            self.values["waiting_creative"] = make_creative(self.company, approved=False).pk

    def given_an_order(self) -> None:
        self.given_a_creative()
        body = json.loads((HERE / "dsp" / "order_made.json").read_text())["request"]["body"]
        self.values["order"] = self.caller("buyer").post("/api/v3/cmp/io/add", body).json()["data"]["ioId"]

    def given_an_ad_campaign(self) -> None:
        self.given_an_order()
        body = json.loads((HERE / "dsp" / "campaign_saved.json").read_text())["request"]["body"]
        answer = self.caller("buyer").post("/api/v2/cmp/campaigns/add", filled(body, self.values))
        self.values["ad"] = answer.json()["responseObject"]["data"]

    def given_a_running_ad_campaign(self) -> None:
        self.given_an_ad_campaign()
        with company_scope(self.company.pk):
            approval.approve(ad=finding.ad_by_campaign(self.values["ad"]))

    def given_the_creative_is_retired(self) -> None:
        with company_scope(self.company.pk):
            creatives.retire(creative=creatives.Creative.objects.get(pk=self.values["creative_id"]))

    def given_a_brand(self) -> None:
        with company_scope(self.company.pk):
            BrandProfile.objects.update(
                key_messages=["Message 1"], target_audience="Tech professionals", tone="Professional", channels=["x"]
            )

    def given_an_item(self) -> None:
        body = json.loads((HERE / "partner" / "created.json").read_text())["request"]["body"]
        self.caller("partner").post("/api/campaign", body)
        with company_scope(self.company.pk):
            self.values["short_id"] = Campaign.objects.get().short_id

    def given_automatic_creation_is_off(self) -> None:
        Company.objects.update(automatic_creation=False)

    def given_a_second_company(self) -> None:
        other = make_company("acme")
        with company_scope(other.pk):
            Membership.objects.create(company=other, user=self.olga.user)

    def given_no_company(self) -> None:
        with company_scope(self.company.pk):
            Membership.objects.all().delete()

    def given_the_credential_is_revoked(self) -> None:
        with company_scope(self.company.pk):
            Credential.objects.update(revoked_at=timezone.now())

    def given_the_person_left(self) -> None:
        User.objects.update(is_active=False)

    def given_a_company_named_rival(self) -> None:
        make_company("rival")

    def given_too_many_failures(self) -> None:
        accounts = (self.values["api_key"], "olga@storhaug.example")
        for account in accounts * throttling.FAILURES_PER_ACCOUNT:
            throttling.count_failure(address="127.0.0.1", account=account)


def filled(value: Any, values: dict[str, Any]) -> Any:
    """A request with `{name}` replaced by what the world holds."""
    if isinstance(value, dict):
        return {key: filled(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, values) for item in value]
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), value)
    return value


def play(golden: dict[str, Any]) -> Any:
    """Send a golden request into a fresh world."""
    cache.clear()
    world = World()
    for name in golden.get("given", []):
        getattr(world, f"given_{name.replace(' ', '_')}")()
    request = filled(golden["request"], world.values)
    caller = world.caller(golden["as"])
    return caller.call(request["method"], request["path"], request.get("body"), **request.get("headers", {}))


def ids(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=ids)
def test_the_answer_is_the_golden_one(path):
    golden = json.loads(path.read_text())
    answer = play(golden)
    expected = golden["answer"]
    body = json.loads(answer.content) if answer.content else None
    assert (answer.status_code, body) == (expected["status"], body)
    assert matches(expected.get("body"), body), f"{json.dumps(body, indent=2)}\nis not the answer in {path.name}"
    for name, value in expected.get("headers", {}).items():
        assert matches(value, answer.headers.get(name)), name


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_a_golden_file_is_written_as_a_machine_would(path):
    text = path.read_text()
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(
    ("expected", "found"),
    [("<uuid>", "7"), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([1], [1, 2]), (1, True), ("a.b", "axb"), ({"a": 1}, {})],
)
def test_what_differs_does_not_match(expected, found):
    assert not matches(expected, found)
