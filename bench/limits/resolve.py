"""Resolve as a plain view on raw SQL: no token, no validation, no tenant check."""

from typing import Any
from uuid import uuid4

import orjson
from celery import current_app
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from bench.limits.answers import json_answer
from core.ids import short_id

_KNOWN = "SELECT campaign_id FROM partners_partnersource WHERE company_id = %s AND reference_id = %s"

# One statement for each row, as the product writes them: the source, its payload, the job, the campaign, the fact.
_SOURCE = """
INSERT INTO partners_partnersource (company_id, reference_id, name, target_url, material, payload_hash, status, problem,
    campaign_id, created_at, updated_at)
VALUES (%s, %s, %s, %s, %s, md5(%s), 'waiting', '', nextval('campaigns_campaign_id_seq'), now(), now())
ON CONFLICT (company_id, reference_id) DO NOTHING RETURNING id, campaign_id
"""
_REVISION = """
INSERT INTO partners_sourcerevision (company_id, source_id, payload, received_at) VALUES (%s, %s, %s, now())
"""
_JOB = """
INSERT INTO core_job (company_id, uuid, kind, label, arguments, status, done, total, attempts, error, detail, asked_by,
    dedupe_key, queued_at, enqueued_at, run_after)
VALUES (%s, %s, 'partners.extract', %s, %s, 'queued', 0, 0, 0, '', '', '', %s, now(), now(), now()) RETURNING id
"""
_CAMPAIGN = """
INSERT INTO campaigns_campaign (id, company_id, uuid, name, name_folded, brief, goal, type, status, origin,
    last_status_changed_at, is_archived, context_overrides, tags, version, created_at, updated_at)
VALUES (%s, %s, %s, %s, %s, '', '', 'ONE_TIME', 'DRAFT', 'partner', now(), false, '{}', '{}', 1, now(), now())
"""
_FACT = """
INSERT INTO core_auditentry (company_id, at, actor_kind, actor_label, door, action, object_type, object_id,
    object_label, changes, request_id)
VALUES (%s, now(), 'credential', 'partner', 'partner', 'created', 'campaigns.campaign', %s, %s, '{}', '')
"""


def known(request: HttpRequest) -> HttpResponse:
    """One SELECT, one link."""
    source = orjson.loads(request.body)["source"]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [int(request.META["HTTP_X_COMPANY"]), source["reference_id"]])
        return _link(cursor.fetchone()[0], 200)


def create(request: HttpRequest) -> HttpResponse:
    """One SELECT; where it finds nothing, the same rows as the product writes, and the job handed to the broker."""
    body = orjson.loads(request.body)
    company_id = int(request.META["HTTP_X_COMPANY"])
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [company_id, body["source"]["reference_id"]])
        row = cursor.fetchone()
        if row is not None:
            return _link(row[0], 200)
        with transaction.atomic():
            campaign_id, job_id = _write(cursor, company_id, body)
    current_app.send_task("core.jobs.run", [job_id])
    return _link(campaign_id, 201)


def _write(cursor: Any, company_id: int, body: dict[str, Any]) -> tuple[int, int]:
    source = body["source"]
    name, reference, payload = source["name"], source["reference_id"], orjson.dumps(body).decode()
    material = orjson.dumps(source["material"]).decode()
    cursor.execute(_SOURCE, [company_id, reference, name, source["target_url"], material, payload])
    source_id, campaign_id = cursor.fetchone()
    cursor.execute(_REVISION, [company_id, source_id, payload])
    arguments = orjson.dumps({"source": source_id}).decode()
    cursor.execute(_JOB, [company_id, uuid4(), f"Read the landing page of {name}", arguments, f"extract:{source_id}"])
    job_id = cursor.fetchone()[0]
    cursor.execute(_CAMPAIGN, [campaign_id, company_id, uuid4(), name, name.casefold()])
    cursor.execute(_FACT, [company_id, campaign_id, name])
    return campaign_id, job_id


def _link(campaign_id: int, status: int) -> HttpResponse:
    body = orjson.dumps({"campaign_link": f"http://127.0.0.1/campaigns/{short_id(campaign_id)}"})
    return json_answer(body, status)
