"""Many calls with one reference at the same instant."""

from collections import Counter

import pytest
from django.db import connection
from django.test import Client

from campaigns.models import Campaign, CampaignCount
from companies.models import Company
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from partners import sources
from partners.models import PartnerSource, SourceRevision
from tests.conftest import make_company, make_partner
from tests.partners.test_resolve import item
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 32


@pytest.fixture
def company(transactional_db):
    return make_company("storhaug")


def post(caller, body):
    """A call whose faults are answers, as from a real server."""
    answer = Client(raise_request_exception=False).post(
        "/api/campaign", body, "application/json", headers=caller.headers
    )
    return answer.status_code, answer.json()


def counts():
    models = (Campaign, PartnerSource, SourceRevision, Job)
    return [model.objects.count() for model in models]


def test_one_campaign_one_201_and_thirty_one_200(company):
    caller = make_partner(company)
    answers = at_once(*[lambda: post(caller, item())] * CALLERS)
    assert Counter(status for status, _ in answers) == {201: 1, 200: CALLERS - 1}
    with company_scope(company.pk):
        link = f"http://testserver/campaigns/{Campaign.objects.get().short_id}"
        assert counts() == [1, 1, 1, 1]
        assert AuditEntry.objects.filter(action="created").count() == 1
    assert [body for status, body in answers if status == 200] == [{"campaign_link": link}] * (CALLERS - 1)
    assert sum(CampaignCount.objects.values_list("n", flat=True)) == 1


def test_without_automatic_creation_one_source_and_all_201(company):
    Company.objects.update(automatic_creation=False)
    caller = make_partner(company)
    answers = at_once(*[lambda: post(caller, item())] * CALLERS)
    link = "http://testserver/campaigns?create=true&source_id=LISTING-7"
    assert answers == [(201, {"campaign_link": link})] * CALLERS
    with company_scope(company.pk):
        assert counts() == [0, 1, 1, 1]


def test_as_many_references_are_as_many_campaigns(company):
    caller = make_partner(company)
    bodies = [item(reference_id=f"LISTING-{number}") for number in range(CALLERS)]
    answers = at_once(*[lambda body=body: post(caller, body) for body in bodies])
    assert [status for status, _ in answers] == [201] * CALLERS
    assert len({body["campaign_id"] for _, body in answers}) == CALLERS
    with company_scope(company.pk):
        assert counts() == [CALLERS] * 4
    assert sum(CampaignCount.objects.values_list("n", flat=True)) == CALLERS


def test_each_changed_payload_is_one_revision(company):
    caller = make_partner(company)
    post(caller, item())
    bodies = [item(name=f"Fjordveien {number} B") for number in range(8)]
    answers = at_once(*[lambda body=body: post(caller, body) for body in bodies])
    assert [status for status, _ in answers] == [200] * 8
    with company_scope(company.pk):
        source = PartnerSource.objects.get()
        assert SourceRevision.objects.count() == 9
        latest = SourceRevision.objects.first().payload
    assert (source.name, source.payload_hash) == (latest["source"]["name"], sources.payload_hash(latest))


def test_two_companies_with_one_reference_do_not_wait_for_each_other(company):
    rival = make_company("rival")
    callers = [make_partner(company), make_partner(rival)] * 4
    answers = at_once(*[lambda caller=caller: post(caller, item()) for caller in callers])
    assert Counter(status for status, _ in answers) == {201: 2, 200: 6}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT company_id) FROM campaigns_campaign")
        assert cursor.fetchone() == (2, 2)


def test_the_first_caller_fails_and_the_second_makes_the_campaign(company, monkeypatch):
    """A competitor arrives while the first one is inside, and the first one rolls back."""
    caller = make_partner(company)
    keep, failed = sources._keep_revision, []

    def fail_once(source, payload):
        if not failed:
            failed.append(1)
            raise RuntimeError("boom")
        keep(source, payload)

    monkeypatch.setattr(sources, "_keep_revision", fail_once)
    answers = at_once(*[lambda: post(caller, item())] * 4)
    assert Counter(status for status, _ in answers) == {500: 1, 201: 1, 200: 2}
    with company_scope(company.pk):
        assert counts() == [1, 1, 1, 1]
