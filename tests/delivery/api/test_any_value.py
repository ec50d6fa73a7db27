"""Any JSON value in any field of the messaging and the agency door: an answer or a refusal, never half a change."""

from copy import deepcopy

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Campaign
from tests.contracts.test_any_value import VALUES, put
from tests.delivery.conftest import make_broadcast, make_version

pytestmark = pytest.mark.django_db

MESSAGE = {"name": "M", "type": "email", "app_ids": ["a"], "tags": ["t"], "template_id": 0, "trigger_event": "e"}
EXECUTION = {
    "campaign_id": 0, "type": "email", "data_source": "contacts", "list_ids": [], "segment_ids": [],
    "contacts": [{"email": "a@b.example", "personalization": {"name": "A"}}], "frequency_capping": True,
    "personalization": {"offer": "x"}, "force": False, "dryRun": False,
}  # fmt: skip
IN_EXECUTION = [("contacts", 0), ("contacts", 0, "email"), ("contacts", 0, "personalization"), ("personalization", "o")]
LISTED = {"page_no": 1, "page_size": 5, "campaign_ids": [1], "channel": ["email"], "campaign_states": ["draft"]}
DID = {"activity_name": "a", "identity": "i", "timestamp": "2027-01-01T00:00:00Z", "activity_params": {"a": 1}}
IN_DID = [("activities",), ("activities", 0), *(("activities", 0, name) for name in DID)]
PAYLOAD = {
    "template_name": "carousel_milk", "group_name": "test_group", "header_variable": [], "body_variable": [],
    "image_url": "", "cards": [{"card_image_url": "https://images.example/1.jpg", "card_body_variables": []}] * 2,
}  # fmt: skip
FOR_AGENCY = {
    "name": "A", "template_payload": PAYLOAD, "schedule_type": "recurring", "days": {"monday": ["10:00"]},
    "schedule": "2027-01-01 10:00",
}  # fmt: skip
IN_AGENCY = [
    *((name,) for name in FOR_AGENCY), *(("template_payload", name) for name in PAYLOAD), ("days", "monday"),
    ("days", "monday", 0), ("template_payload", "cards", 0), ("template_payload", "cards", 1, "card_image_url"),
    ("template_payload", "cards", 1, "card_body_variables"),
]  # fmt: skip

# By name: who calls, where, a good body, and the paths to put a value at.
ROUTES = {
    "create": ("application", "/campaign/create", MESSAGE, [(name,) for name in MESSAGE]),
    "execute": ("application", "/campaign/execute", EXECUTION, [*((name,) for name in EXECUTION), *IN_EXECUTION]),
    "list": ("application", "/v4/campaign/list", LISTED, [(name,) for name in LISTED]),
    "suspend": ("application", "/v4/campaign/suspend", {"campaign_ids": [1]}, [("campaign_ids",), ("campaign_id",)]),
    "upload": ("application", "/v1/activity/upload", {"activities": [DID]}, IN_DID),
    "agency": ("agency", "/{company}/agency/createCampaign", FOR_AGENCY, IN_AGENCY),
}  # fmt: skip
TABLES = (
    "campaigns_campaign", "delivery_broadcast", "delivery_run", "delivery_sendrecord", "delivery_activity", "core_job",
    "core_auditentry",
)  # fmt: skip


def rows():
    """How many rows there are of all that a call could leave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES))
        return cursor.fetchone()


@pytest.fixture
def broadcast(company, shop):
    """What is executed, and what waits for an event."""
    version = make_version(company)
    make_broadcast(company, version, trigger_event="a")
    return make_broadcast(company, version)


@pytest.mark.parametrize("route", ROUTES)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_value_is_taken_or_refused(route, data, application, agency, company, broadcast, shop):
    who, address, good, paths = ROUTES[route]
    good = deepcopy(good)
    good |= {"campaign_id": broadcast.campaign_id} if "campaign_id" in good else {}
    good |= {"template_id": shop["email_template_id"]} if "template_id" in good else {}
    body = put(good, data.draw(st.sampled_from(paths)), data.draw(VALUES))
    before = rows()
    cache.clear()
    caller = agency if who == "agency" else application
    answer = caller.post(address.format(company=company.uuid), body)
    assert answer.status_code in (200, 201, 400, 404, 409)
    if answer.status_code >= 400:
        assert rows() == before
        assert answer.json().get("success", answer.json().get("status")) in (False, "error")
    else:
        Campaign.objects.filter(origin="agency").delete()


def test_the_good_bodies_are_good(application, agency, company, broadcast, shop):
    found = []
    for who, address, good, _ in ROUTES.values():
        body = dict(good)
        body |= {"campaign_id": broadcast.campaign_id} if "campaign_id" in good else {}
        body |= {"template_id": shop["email_template_id"]} if "template_id" in good else {}
        caller = agency if who == "agency" else application
        found.append(caller.post(address.format(company=company.uuid), body).status_code)
    assert found == [200, 200, 200, 404, 200, 201]
