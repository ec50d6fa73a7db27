"""A partner's item becomes a campaign: the outcomes of the contract."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign
from companies.models import Company, Credential
from core.ids import parse_short_id, short_id
from core.models import AuditEntry, Job
from partners.models import PartnerSource, SourceRevision
from tests.conftest import Caller, make_company

pytestmark = pytest.mark.django_db


def item(**changes):
    source = {
        "material": ["https://images.example/7.jpg"],
        "name": "Fjordveien 7",
        "reference_id": "LISTING-7",
        "target_url": "https://homes.example/7",
    }
    return {"source": {**source, **changes}}


def test_a_new_reference_creates_a_campaign(partner, scope):
    answer = partner.post("/api/campaign", item())
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "ad_creation_link": f"http://testserver/campaigns/{short_id(campaign.pk)}/ads",
            "campaign_id": short_id(campaign.pk),
        },
    )
    assert (campaign.name, campaign.status, campaign.origin) == ("Fjordveien 7", "DRAFT", "partner")


def test_a_known_reference_resolves_to_its_campaign(partner, scope):
    made = partner.post("/api/campaign", item()).json()["campaign_id"]
    answer = partner.post("/api/campaign", item())
    assert answer.status_code == 200
    assert answer.json() == {"campaign_link": f"http://testserver/campaigns/{made}"}
    assert Campaign.objects.count() == 1


def test_a_known_reference_costs_one_statement_and_writes_nothing(partner):
    partner.post("/api/campaign", item())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        partner.post("/api/campaign", item())
    assert len(queries) == 1
    assert "partners_partnersource" in queries[0]["sql"]


def test_a_new_reference_queues_the_reading_of_its_page(partner, scope):
    partner.post("/api/campaign", item())
    job = Job.objects.get()
    source = PartnerSource.objects.get()
    assert (job.kind, job.status, job.arguments) == ("partners.extract", "queued", {"source": source.pk})


def test_the_broker_hears_of_the_job_only_after_the_commit(partner, scope, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        partner.post("/api/campaign", item())
    assert len(callbacks) == 1


def test_without_automatic_creation_the_partner_gets_the_form(partner, company, scope):
    Company.objects.update(automatic_creation=False)
    answer = partner.post("/api/campaign", item(reference_id="WM 1/ø"))
    assert answer.status_code == 201
    assert answer.json() == {"campaign_link": "http://testserver/campaigns?create=true&source_id=WM+1%2F%C3%B8"}
    assert not Campaign.objects.exists()
    assert PartnerSource.objects.get().campaign_id is None


def test_a_company_on_hold_gets_no_campaigns_automatically(partner, scope):
    Company.objects.update(on_hold_since=timezone.now())
    assert list(partner.post("/api/campaign", item()).json()) == ["campaign_link"]


def test_a_reference_without_a_campaign_is_tried_again_with_its_new_data(partner, scope):
    Company.objects.update(automatic_creation=False)
    partner.post("/api/campaign", item())
    Company.objects.update(automatic_creation=True)
    answer = partner.post("/api/campaign", item(name="Fjordveien 7 B"))
    assert answer.status_code == 201
    assert Campaign.objects.get().name == "Fjordveien 7 B"
    assert PartnerSource.objects.get().campaign.short_id == answer.json()["campaign_id"]


def test_changed_data_become_a_revision_and_leave_the_campaign_alone(partner, scope):
    partner.post("/api/campaign", item())
    Campaign.objects.update(name="What a person called it")
    answer = partner.post("/api/campaign", item(name="New name"))
    assert answer.status_code == 200
    assert Campaign.objects.get().name == "What a person called it"
    assert PartnerSource.objects.get().name == "New name"
    assert [revision.payload["source"]["name"] for revision in SourceRevision.objects.all()] == [
        "New name",
        "Fjordveien 7",
    ]


def test_the_order_of_keys_is_no_change(partner, scope):
    partner.post("/api/campaign", item())
    body = {"source": dict(reversed(item()["source"].items()))}
    partner.post("/api/campaign", body)
    assert SourceRevision.objects.count() == 1


def test_unknown_keys_are_kept_and_change_nothing(partner, scope):
    partner.post("/api/campaign", {**item(agent="Kari"), "extra": [1, {"deep": None}]})
    assert SourceRevision.objects.get().payload["extra"] == [1, {"deep": None}]
    assert SourceRevision.objects.get().payload["source"]["agent"] == "Kari"


def test_a_new_landing_page_is_read_a_new_name_is_not_a_reason(partner, scope):
    partner.post("/api/campaign", item())
    partner.post("/api/campaign", item(name="Other"))
    assert Job.objects.count() == 1
    partner.post("/api/campaign", item(target_url="https://homes.example/8"))
    assert Job.objects.count() == 2


def test_a_failed_creation_keeps_the_item_and_offers_the_form(partner, scope, monkeypatch):
    from core.errors import ConflictError
    from partners import sources

    def refuse(**_):
        raise ConflictError("no")

    monkeypatch.setattr(sources, "create_campaign", refuse)
    answer = partner.post("/api/campaign", item())
    assert answer.status_code == 201
    assert answer.json() == {"campaign_link": "http://testserver/campaigns?create=true&source_id=LISTING-7"}
    assert (PartnerSource.objects.count(), SourceRevision.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_an_unexpected_fault_is_a_500_and_leaves_nothing(partner, scope, monkeypatch):
    from partners import sources

    def break_down(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr(sources, "_keep_revision", break_down)
    answer = partner.post("/api/campaign", item())
    assert (answer.status_code, answer.json()) == (
        500,
        {"error": "Unexpected server error. Please try again later."},
    )
    assert not PartnerSource.objects.exists()


def test_the_same_reference_at_another_company_is_another_item(partner, other_company):
    from tests.conftest import make_partner

    assert partner.post("/api/campaign", item()).status_code == 201
    assert make_partner(other_company).post("/api/campaign", item()).status_code == 201


def test_a_deleted_campaign_is_made_again_on_the_next_call(partner, owner, scope):
    made = partner.post("/api/campaign", item()).json()["campaign_id"]
    Campaign.objects.filter(pk=parse_short_id(made)).delete()
    assert partner.post("/api/campaign", item()).status_code == 201


def test_creation_is_one_audit_fact_of_the_credential(partner, scope):
    partner.post("/api/campaign", item())
    fact = AuditEntry.objects.get(action="created")
    assert (fact.actor_kind, fact.door, fact.object_label) == ("credential", "partner", "Fjordveien 7")


def test_a_revoked_credential_loses_its_live_tokens_at_once(partner, scope):
    Credential.objects.filter(kind="partner").update(revoked_at=timezone.now())
    answer = partner.post("/api/campaign", item())
    assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
    assert not PartnerSource.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}])
def test_without_a_good_token_nothing_is_said(headers, db):
    answer = Caller(headers).post("/api/campaign", item())
    assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})


def test_an_expired_token_is_refused(partner, time_machine=None):
    import time_machine as machine

    with machine.travel(timezone.now() + timedelta(hours=1, seconds=5)):
        assert partner.post("/api/campaign", item()).status_code == 401


def test_a_persons_token_does_not_open_the_partner_door(owner):
    assert owner.post("/api/campaign", item()).status_code == 401


def test_another_companys_host_is_refused(partner, other_company, scope):
    answer = partner.post("/api/campaign", item(), Host="rival.example.com")
    assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
    assert not PartnerSource.objects.exists()


def test_the_companys_own_host_stands_in_the_links(partner):
    answer = partner.post("/api/campaign", item(), Host="storhaug.example.com")
    assert answer.json()["ad_creation_link"].startswith("http://storhaug.example.com/campaigns/")


def test_a_host_that_is_no_companys_says_nothing(partner):
    make_company("acme")
    assert partner.post("/api/campaign", item(), Host="www.example.com").status_code == 201


def test_the_public_address_stands_in_the_links_where_it_is_set(partner, settings):
    settings.PUBLIC_URL = "https://muster.example.com"
    answer = partner.post("/api/campaign", item())
    assert answer.json()["ad_creation_link"].startswith("https://muster.example.com/campaigns/")
