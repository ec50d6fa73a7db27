"""Many calls at the same instant at the messaging and the agency door."""

from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import Campaign
from core.models import AuditEntry, IdempotencyRecord
from core.tenancy import company_scope
from delivery import demo
from delivery.models import Activity, Broadcast, Run, SendRecord
from tests.conftest import make_company
from tests.delivery.api.conftest import make_agency, make_application
from tests.delivery.api.test_agency_create import greeting
from tests.delivery.conftest import make_broadcast, make_version
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 12


@pytest.fixture
def company(transactional_db):
    return make_company("storhaug", time_zone="Europe/Oslo")


@pytest.fixture
def shop(company):
    with company_scope(company.pk):
        yield demo.fill(company)


def post(caller, path, body, **headers):
    """A call whose faults are answers, as from a real server."""
    client = Client(raise_request_exception=False)
    answer = client.post(path, body, "application/json", headers={**caller.headers, **headers})
    return answer.status_code, answer.json()


def test_of_many_with_one_name_one_is_made(company, shop):
    agency = make_agency(company)
    names = ["temp3", "TEMP3", "Temp3"] * (CALLERS // 3)
    calls = [
        lambda name=name: post(agency, agency.at("createCampaign"), greeting(name=name, schedule="2099-01-01 10:00"))
        for name in names
    ]
    answers = at_once(*calls)
    assert Counter(status for status, _ in answers) == {201: 1, 409: CALLERS - 1}
    assert {body["message"] for status, body in answers if status == 409} == {"Name already exists"}
    assert (Campaign.objects.count(), Broadcast.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(object_type="campaigns.campaign", action="created").count() == 1


@pytest.fixture
def call(company, shop):
    with company_scope(company.pk):
        broadcast = make_broadcast(company, make_version(company))
    body = {"campaign_id": broadcast.campaign_id, "type": "email", "data_source": "list", "list_ids": [shop["list_id"]]}
    return make_application(company), body


def test_of_many_with_one_key_one_sends_and_all_are_answered_alike(call):
    application, body = call
    answers = at_once(*[lambda: post(application, "/campaign/execute", body, **{"Idempotency-Key": "k"})] * CALLERS)
    assert [status for status, _ in answers] == [200] * CALLERS
    assert len({answer["execution_id"] for _, answer in answers}) == 1
    assert (Run.objects.count(), SendRecord.objects.count(), IdempotencyRecord.objects.count()) == (1, 4, 1)


def test_of_many_without_a_key_one_sends(call):
    application, body = call
    answers = at_once(*[lambda: post(application, "/campaign/execute", body)] * CALLERS)
    assert Counter(status for status, _ in answers) == {200: 1, 409: CALLERS - 1}
    assert Run.objects.count() == 1


def test_an_upload_that_comes_many_times_at_once_sends_once(company, shop):
    with company_scope(company.pk):
        for name in ("One", "Two"):
            make_broadcast(company, make_version(company, name=name), trigger_event="order_placed")
    application = make_application(company)
    stamp = {"activity_name": "order_placed", "timestamp": "2026-11-23T00:00:00Z"}
    events = [
        {**stamp, "identity": f"p{number}@people.example", "activity_params": {"name": "P"}} for number in range(50)
    ]
    orders = [events, events[::-1]] * (CALLERS // 2)
    answers = at_once(*[lambda one=one: post(application, "/v1/activity/upload", one) for one in orders])
    assert [status for status, _ in answers] == [200] * CALLERS
    assert sum(body["stored"] for _, body in answers) == Activity.objects.count() == 50


def test_executions_and_uploads_of_the_same_campaigns_never_wait_in_a_circle(company, shop):
    with company_scope(company.pk):
        made = [
            make_broadcast(company, make_version(company, name=name), trigger_event="order_placed")
            for name in ("One", "Two", "Three")
        ]
    application = make_application(company)

    def upload(number):
        event = {"activity_name": "order_placed", "identity": f"p{number}@people.example"}
        stamped = {**event, "timestamp": timezone.now().isoformat(), "activity_params": {"name": "P"}}
        return post(application, "/v1/activity/upload", [stamped])

    def execute(broadcast):
        body = {"campaign_id": broadcast.campaign_id, "type": "email", "data_source": "list", "force": True}
        return post(application, "/campaign/execute", {**body, "list_ids": [shop["list_id"]]})

    calls = [lambda n=n: upload(n) for n in range(4)] + [lambda b=b: execute(b) for b in made * 2]
    answers = at_once(*calls)
    assert [status for status, _ in answers] == [200] * len(calls)
    assert Run.objects.count() == 4 * 3 + 6
