"""Slips that callers make: an address that is nearly right, a body where none is read, a list in another spelling."""

import pytest
from django.test import Client

from campaigns.creation import create_campaign
from campaigns.models import ContentItem
from core.jobs import queue
from core.models import Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/nope", {"message": "Not found"}),
        ("/api/campaigns/", {"message": "Not found"}),
        ("/api/campaign/", {"error": "Not found"}),
        ("/auth/token/", {"error": "Not found"}),
        ("/campaign/", {"status": "error", "message": "Not found", "errors": []}),
        ("/campaign/create/", {"status": "error", "message": "Not found", "errors": []}),
        ("/v4/campaign/nope", {"status": "error", "message": "Not found", "errors": []}),
        ("/v1/activity", {"status": "error", "message": "Not found", "errors": []}),
        ("/agency/", {"success": False, "message": "Not found"}),
        ("/agency/createCampaign/", {"success": False, "message": "Not found"}),
        ("/53d1bcd3-aaf0-45e1-9298-5395b6a27b61/agency/nope", {"success": False, "message": "Not found"}),
    ],
)
def test_an_address_that_is_nearly_right_is_not_found_in_the_doors_words(method, path, body):
    answer = Client(enforce_csrf_checks=True).generic(method, path, b"{}", "application/json")
    assert (answer.status_code, answer.json()) == (404, body)


@pytest.mark.parametrize("body", [b"{bad", b"[1]", b"\xff\xfe", b'"' + b"x" * 2_000_000 + b'"'])
def test_what_takes_nothing_does_not_take_anything(owner, company, scope, body):
    campaign = create_campaign(company_id=company.pk, name="Sale")
    item = ContentItem.objects.create(company_id=company.pk, campaign=campaign, type="blog", title="T", body="B")
    job = queue.enqueue(company_id=company.pk, kind="tests.wait", label="Wait", arguments={})
    paths = [
        f"/api/campaigns/{campaign.uuid}/generate-content",
        f"/api/content/{item.uuid}/cancel",
        f"/api/jobs/{job.uuid}/cancel",
    ]
    assert {owner.post(path, body).status_code for path in paths} <= {400, 413}
    item.refresh_from_db()
    assert (item.status, list(Job.objects.values_list("status", flat=True))) == ("DRAFT", ["queued"])


@pytest.mark.parametrize("query", ["status[]=ACTIVE", "status[]=ACTIVE&status[]=PAUSED", "type[]=RECURRING"])
def test_a_list_may_be_written_with_brackets(owner, company, scope, query):
    create_campaign(company_id=company.pk, name="A draft")
    assert owner.get(f"/api/campaigns?{query}").json() == {"items": [], "total": 0}
    assert owner.get("/api/campaigns?status[]=NONSENSE").status_code == 400
