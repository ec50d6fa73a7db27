"""Browsers of people in the back office, and something for them to look at."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from analytics.models import TrackedLink, TrackingPolicy, WebhookSource
from analytics.tracking import links, policies
from analytics.webhooks import sources as webhooks
from audiences import contacts, groups, importing, segments, suppressions
from audiences.models import Contact, Group, Import, Segment, Suppression
from campaigns.content import create_item
from campaigns.creation import create_campaign
from campaigns.models import Campaign, ContentItem
from companies import credentials
from companies.models import BrandProfile, Company, Credential, Membership, User
from core import audit
from core.jobs import queue
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from delivery import accounts, broadcasts
from delivery.broadcasts import Plan
from delivery.execution import execute
from delivery.freezing import Audience, Inline
from delivery.models import Broadcast, ChannelAccount, OutboxMessage, Run
from insertion_orders.models import AdCampaign, Creative, InsertionOrder
from partners import sources
from partners.models import ExtractedField, PartnerSource
from partners.payload import PartnerItem
from templates_app.models import MessageTemplate
from templates_app.writing import create_template
from tests.conftest import PASSWORD, Caller
from tests.delivery.conftest import make_version
from tests.insertion_orders import conftest as buying

SECRET_WORD = "Zwieback"


def browser(person: User | Caller) -> Client:
    """A browser in which a person is signed in."""
    client = Client()
    client.force_login(person.user if isinstance(person, Caller) else person)
    return client


@dataclass
class Rows:
    """One row of every kind that the back office shows, all named with `SECRET_WORD`."""

    campaign: Campaign
    content: ContentItem
    source: PartnerSource
    job: Job
    fact: AuditEntry
    credential: Credential
    membership: Membership
    brand: BrandProfile
    company: Company
    template: MessageTemplate
    webhook: WebhookSource
    link: TrackedLink
    policy: TrackingPolicy
    contact: Contact
    group: Group
    segment: Segment
    suppression: Suppression
    contact_import: Import
    channel_account: ChannelAccount
    outbox_message: OutboxMessage
    broadcast: Broadcast
    run: Run
    creative: Creative
    order: InsertionOrder
    ad: AdCampaign

    def by_model(self) -> dict[str, Any]:
        """Each row by its model's label."""
        return {row._meta.label_lower: row for row in vars(self).values()}


def make_rows(company: Company) -> Rows:
    """Fill a company with one row of every kind."""
    Company.objects.filter(pk=company.pk).update(name=f"{SECRET_WORD} company")
    with company_scope(company.pk):
        credential = credentials.issue(company_id=company.pk, kind="partner", name=f"{SECRET_WORD} portal").credential
        source = make_source(company, credential, SECRET_WORD)
        BrandProfile.objects.update(tone=SECRET_WORD)
        audit.record(source.campaign, "changed", {"name": ["x", SECRET_WORD]})
        member = User.objects.create_user("zwieback@storhaug.example", PASSWORD, full_name=SECRET_WORD)
        return Rows(
            campaign=source.campaign,
            content=create_item(company_id=company.pk, type="social", platform="x", body=SECRET_WORD),
            source=source,
            job=Job.objects.get(),
            fact=AuditEntry.objects.filter(action="changed").get(),
            credential=credential,
            membership=Membership.objects.create(company=company, user=member, role="marketer"),
            brand=BrandProfile.objects.get(),
            company=Company.objects.get(pk=company.pk),
            template=create_template(company_id=company.pk, name=SECRET_WORD, channel="sms"),
            webhook=webhooks.create(company_id=company.pk, name=SECRET_WORD, provider="postmark").source,
            link=make_link(company, source.campaign, name=SECRET_WORD),
            policy=policies.update_policy(company_id=company.pk, fields={"utm_term": SECRET_WORD}),
            **make_audience(company),
            **make_outbox(company),
            **make_broadcasting(company),
            **make_buying(company),
        )


def make_link(company: Company, campaign: Campaign, **fields: Any) -> TrackedLink:
    """A link of a campaign, that leads to a shop."""
    fields.setdefault("target", "https://shop.example/garden?size=10")
    return links.create_link(company_id=company.pk, campaign=campaign, **fields)


def make_outbox(company: Company) -> dict[str, Any]:
    """An account, and a message that stayed here."""
    account = accounts.create(
        company_id=company.pk, kind="outbox", channel="sms", name=SECRET_WORD, settings={}, secrets={}
    )
    message = OutboxMessage.objects.create(
        company=company, account=account, channel="sms", address="+4791234567", key="k", title=SECRET_WORD,
        content={"body": SECRET_WORD, "text": "", "html": "", "header": None, "cards": []},
    )  # fmt: skip
    return {"channel_account": account, "outbox_message": message}


def make_broadcasting(company: Company) -> dict[str, Any]:
    """A broadcast with one run."""
    plan = Plan(version=make_version(company, name=f"{SECRET_WORD} note", channel="sms", body=SECRET_WORD))
    broadcast = broadcasts.create(company_id=company.pk, name=SECRET_WORD, origin="messaging", plan=plan)
    audience = Audience(contacts=[Inline("+4791234567", "", {})])
    return {"broadcast": broadcast, "run": execute(broadcast=broadcast, audience=audience)}


def make_buying(company: Company) -> dict[str, Any]:
    """An order with an ad campaign that waits for approval."""
    creative = buying.make_creative(company, name=SECRET_WORD)
    order = buying.make_order(company, name=SECRET_WORD)
    return {"creative": creative, "order": order, "ad": buying.make_ad(order, creative, name=SECRET_WORD)}


def make_audience(company: Company) -> dict[str, Any]:
    """A contact in a group, a segment, and an address that wants no messages."""
    owner = company.pk
    contact = contacts.create(company_id=owner, fields={"email": "zwieback@example.com", "first_name": SECRET_WORD})
    group = groups.create(company_id=owner, name=SECRET_WORD)
    groups.add(group=group, contact_ids=[contact.pk])
    named = {"all": [{"field": "first_name", "op": "is", "value": SECRET_WORD}]}
    return {
        "contact": contact,
        "group": group,
        "segment": segments.create(company_id=owner, name=SECRET_WORD, filter=named),
        "suppression": suppressions.add_by_hand(
            company_id=owner, channel="email", address="zwieback@example.com", note=SECRET_WORD
        ),
        "contact_import": importing.upload(
            company_id=owner, name=f"{SECRET_WORD}.csv", parts=[b"email\nzwieback@example.com\n"]
        ),
    }


def make_source(company: Company, credential: Credential, name: str) -> PartnerSource:
    """A partner's item with its campaign, its job and two extracted fields."""
    item = {
        "material": ["https://i.example/1.jpg"],
        "name": name,
        "reference_id": name,
        "target_url": "https://h.example/1",
    }
    call = sources.Call(credential.pk, company.pk, "", PartnerItem(**item), {"source": item})
    sources.resolve(call)
    source = PartnerSource.objects.select_related("campaign").get(reference_id=name)
    keep_field(source, "headline", f"{name} by the sea", "json-ld", "0.95", applied_to="brief")
    keep_field(source, "price", {"amount": "4500000", "currency": "NOK"}, "text", "0.55")
    return source


def keep_field(source: PartnerSource, name: str, value: Any, origin: str, sure: str, applied_to: str = "") -> None:
    """Something that a page says."""
    ExtractedField.objects.create(
        company_id=source.company_id, source=source, name=name, value=value, origin=origin, confidence=sure,
        applied_to=applied_to, note="" if applied_to else "Kept with the item.",
    )  # fmt: skip


def make_campaigns(company: Company, count: int, **fields: Any) -> list[Campaign]:
    """Several campaigns."""
    with company_scope(company.pk):
        return [create_campaign(company_id=company.pk, name=f"Campaign {n}", **fields) for n in range(count)]


@pytest.fixture
def rows(company: Company) -> Rows:
    """The company's rows."""
    return make_rows(company)


@pytest.fixture
def owner_browser(owner: Caller) -> Client:
    """The owner's."""
    return browser(owner)


@pytest.fixture
def colleague_browser(colleague: Caller) -> Client:
    """The analyst's."""
    return browser(colleague)


@pytest.fixture
def stranger_browser(stranger: Caller) -> Client:
    """Another company's owner's."""
    return browser(stranger)


@pytest.fixture
def operator_browser(db: None) -> Client:
    """The operator's."""
    return browser(User.objects.create_superuser("operator@muster.example", PASSWORD, full_name="Otto"))


@pytest.fixture
def failed_job(company: Company) -> Job:
    """A job that gave up."""
    with company_scope(company.pk):
        job = queue.enqueue(company_id=company.pk, kind="partners.extract", label="Read it", arguments={"source": 1})
        Job.objects.filter(pk=job.pk).update(
            status="failed", error="The page is gone.", detail="Traceback", attempts=3, finished_at=timezone.now()
        )
        return Job.objects.get(pk=job.pk)
