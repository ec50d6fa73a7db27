"""A new ad campaign as a plain view on raw SQL: no token, no validation beyond what must be asked of the database."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from bench.limits.answers import json_answer

# The same locks and the same rows as the product's: the order, the creative, the campaign, what it buys, its counters,
# two facts.
_ORDER = """
SELECT name, starts_at, ends_at, auto_sum FROM insertion_orders_insertionorder
WHERE company_id = %s AND id = %s AND status = 'active' FOR NO KEY UPDATE
"""
_CREATIVE = "SELECT status, type FROM insertion_orders_creative WHERE company_id = %s AND id = %s"
_CAMPAIGN = """
INSERT INTO campaigns_campaign (company_id, uuid, name, name_folded, brief, goal, type, status, origin, starts_at,
    ends_at, last_status_changed_at, is_archived, context_overrides, tags, version, created_at, updated_at)
VALUES (%s, %s, %s, %s, '', '', 'ONE_TIME', 'DRAFT', 'dsp', %s, %s, now(), false, '{}', '{}', 1, now(), now())
RETURNING id
"""
_AD = """
INSERT INTO insertion_orders_adcampaign (company_id, campaign_id, order_id, stage, kind, time_zone, advertiser_domain,
    creative_type, creative_ids, country_ids, budget_total, budget_day, even_pacing, max_bid, total_impressions,
    total_clicks, total_conversions, day_impressions, day_clicks, day_conversions, options, submitted_at, decided_by,
    reason, created_at, updated_at)
VALUES (%s, %s, %s, 'pending', 1, 'US/Eastern', %s, %s, %s, %s, %s, %s, %s, %s, 0, 0, 0, 0, 0, 0, '{}', now(), '', '',
    now(), now())
RETURNING id
"""
_COUNTERS = """
INSERT INTO insertion_orders_adspend (company_id, ad_id, spent, impressions, clicks, conversions, stop_reason,
    plan_base)
VALUES (%s, %s, 0, 0, 0, 0, '', 0)
"""
_FACT = """
INSERT INTO core_auditentry (company_id, at, actor_kind, actor_label, door, action, object_type, object_id,
    object_label, changes, request_id)
VALUES (%s, now(), 'person', 'owner', 'dsp', %s, 'campaigns.campaign', %s, %s, %s, '')
"""


def add(request: HttpRequest) -> HttpResponse:
    """All of it in one transaction, committed durably."""
    body = orjson.loads(request.body)
    with connection.cursor() as cursor, transaction.atomic():
        pk = _write(cursor, int(request.META["HTTP_X_COMPANY"]), body)
    saved = {"data": pk, "message": "Campaign saved successfully.", "status": "pending"}
    return json_answer(orjson.dumps({"statusCode": 201, "responseObject": saved}))


def _write(cursor: Any, company_id: int, body: dict[str, Any]) -> int:
    cursor.execute(_ORDER, [company_id, body["ioId"]])
    order = cursor.fetchone()
    cursor.execute(_CREATIVE, [company_id, int(body["creativeIds"])])
    if cursor.fetchone() != ("approved", body["creativeType"]):
        raise ValueError("This creative will not do.")
    name = body["campaignName"]
    start, end = (datetime.fromtimestamp(body[key], UTC) for key in ("startTime", "endTime"))
    cursor.execute(_CAMPAIGN, [company_id, uuid4(), name, name.casefold(), start, end])
    campaign_id: int = cursor.fetchone()[0]
    cursor.execute(
        _AD,
        [
            company_id, campaign_id, body["ioId"], body["advertiserDomain"], body["creativeType"],
            [int(body["creativeIds"])], body["countryId"], body["budgetTotal"], body["budgetDay"],
            body["totalBudgetPacing"], body["maxBid"],
        ],
    )  # fmt: skip
    cursor.execute(_COUNTERS, [company_id, cursor.fetchone()[0]])
    cursor.execute(_FACT, [company_id, "created", campaign_id, name, "{}"])
    cursor.execute(
        _FACT, [company_id, "submitted", campaign_id, name, orjson.dumps({"order": [None, order[0]]}).decode()]
    )
    return campaign_id
