"""What holds for every page: a fixed number of queries, a policy for browsers, whose company it is, fresh jobs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies import credentials
from companies.models import Membership, User
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from tests.backoffice.conftest import keep_field, make_source
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LISTS = {
    "home": "/admin/",
    "campaigns": "/admin/campaigns/campaign/",
    "items": "/admin/partners/partnersource/",
    "jobs": "/admin/core/job/",
    "audit": "/admin/core/auditentry/",
    "members": "/admin/companies/membership/",
    "credentials": "/admin/companies/credential/",
}


def fill(company, start, count):
    """More rows of every kind."""
    with company_scope(company.pk):
        for n in range(start, start + count):
            credential = credentials.issue(company_id=company.pk, kind="partner", name=f"Portal {n}").credential
            make_source(company, credential, f"Item {n}")
            user = User.objects.create_user(f"person{n}@storhaug.example", PASSWORD)
            Membership.objects.create(company=company, user=user)


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    # Django asks for a content type once in a process.
    return [query["sql"] for query in found if "django_content_type" not in query["sql"]]


@pytest.mark.parametrize("actor", ["owner_browser", "operator_browser"])
def test_lists_cost_the_same_for_one_row_and_for_thirty(company, request, actor):
    client = request.getfixturevalue(actor)
    fill(company, 0, 1)
    few = {name: len(queries(client, address)) for name, address in LISTS.items()}
    fill(company, 1, 29)
    many = {name: len(queries(client, address)) for name, address in LISTS.items()}
    assert many == few
    assert max(many.values()) <= 16


def test_a_campaigns_page_costs_the_same_for_few_and_many_fields(rows, owner_browser, scope):
    address = reverse("admin:campaigns_campaign_change", args=[rows.campaign.pk])
    few = queries(owner_browser, address)
    for n in range(30):
        keep_field(rows.source, f"field {n}", "x", "text", "0.5")
    many = queries(owner_browser, address)
    assert len(many) == len(few), few
    assert len(many) <= 14


def test_the_campaign_list_counts_no_campaigns(rows, owner_browser):
    assert not [
        sql for sql in queries(owner_browser, LISTS["campaigns"]) if "COUNT(" in sql and "campaigncount" not in sql
    ]


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/api/docs", "/admin/campaigns/campaign/add/"])
def test_browsers_load_nothing_from_elsewhere(owner_browser, address):
    answer = (owner_browser if address != "/admin/login/" else Client()).get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self' 'unsafe-eval';" in policy
    assert "<script>" not in answer.content.decode()
    assert 'src="http' not in answer.content.decode()


def test_a_machines_answer_has_no_policy(client):
    assert "Content-Security-Policy" not in client.get("/healthz").headers


@pytest.mark.parametrize("address", ["/admin/nothing/here/", "/nothing"])
def test_a_wrong_address_is_a_page_for_people(client, address):
    answer = client.get(address, follow=True)
    assert answer.status_code in (200, 404)
    if answer.status_code == 404:
        assert "There is nothing here" in answer.content.decode()


def test_a_refusal_is_a_page_for_people(colleague_browser):
    answer = colleague_browser.get("/admin/companies/credential/")
    assert (answer.status_code, "You may not do this" in answer.content.decode()) == (403, True)


def test_a_form_from_elsewhere_is_refused(owner, company):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user)
    answer = client.post(reverse("admin:switch_company"), {"company": company.slug})
    assert (answer.status_code, "too old to be sent" in answer.content.decode()) == (403, True)


def test_the_current_company_is_always_in_sight(owner_browser, company):
    for address in LISTS.values():
        assert company.name in owner_browser.get(address).content.decode()


def test_a_person_of_two_companies_switches(owner, owner_browser, company, other_company, rows):
    with company_scope(other_company.pk):
        Membership.objects.create(company=other_company, user=owner.user, role="owner")
    owner_browser.post(reverse("admin:switch_company"), {"company": company.slug})
    assert "Zwieback" in owner_browser.get(LISTS["campaigns"]).content.decode()
    owner_browser.post(reverse("admin:switch_company"), {"company": other_company.slug})
    assert owner_browser.get(LISTS["campaigns"]).context["cl"].result_count == 0


def test_an_operator_goes_back_to_all_companies(operator_browser, company, other_company, rows):
    operator_browser.post(reverse("admin:switch_company"), {"company": other_company.slug})
    assert operator_browser.get(LISTS["campaigns"]).context["cl"].result_count == 0
    operator_browser.post(reverse("admin:switch_company"), {"company": ""})
    assert operator_browser.get(LISTS["campaigns"]).context["cl"].result_count == 3


def test_a_live_job_is_asked_for_and_an_ended_one_is_not(rows, failed_job, owner_browser):
    body = owner_browser.get(LISTS["jobs"]).content.decode()
    assert f'data-job="{rows.job.pk}" data-live' in body
    assert f'data-job="{failed_job.pk}">' in body


def test_progress_is_told_in_numbers(rows, owner_browser, scope):
    Job.objects.filter(pk=rows.job.pk).update(status="running", done=1500, total=3000)
    found = owner_browser.get(reverse("admin:core_job_progress"), {"ids": f"{rows.job.pk},x,,9"}).json()["jobs"]
    assert found[str(rows.job.pk)]["live"] is True
    assert "1,500 of 3,000" in found[str(rows.job.pk)]["html"]


def test_a_failed_job_is_tried_again(failed_job, owner_browser, scope):
    owner_browser.post(reverse("admin:core_job_do", args=[failed_job.pk, "retry"]))
    assert Job.objects.get().status == "queued"
    assert AuditEntry.objects.get().action == "retried"


def test_a_waiting_job_is_cancelled_and_an_ended_one_is_not(rows, failed_job, owner_browser, scope):
    data = {"action": "cancel", "_selected_action": [rows.job.pk, failed_job.pk]}
    answer = owner_browser.post(LISTS["jobs"], data, follow=True)
    assert sorted(str(message) for message in answer.context["messages"]) == [
        "1 job cancelled.",
        "Read it: This job has ended already.",
    ]


def test_too_many_wrong_passwords_close_the_door_for_a_while(owner, client):
    data = {"username": owner.user.email, "password": "wrong"}
    for _ in range(10):
        client.post(reverse("admin:login"), data)
    answer = client.post(reverse("admin:login"), data | {"password": PASSWORD})
    assert answer.status_code == 200
    assert "Too many failed attempts" in answer.content.decode()


def test_signing_in_leads_to_the_page_that_was_asked_for(owner, client):
    address = reverse("admin:login") + "?next=/admin/core/job/"
    answer = client.post(address, {"username": owner.user.email.upper(), "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/core/job/")
