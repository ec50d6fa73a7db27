"""Freezing a run's audience into the ledger: one set-based statement decides who is sent to, and who is not and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson
from django.db import connection

from audiences import choosing
from companies.models import Company
from core.channels import Channel
from delivery.models import Run

CHUNK = 5_000
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('caps of company'), (%s::bigint & 2147483647)::int)"

# What a contact itself says of a variable; every other name is an attribute.
OWN: Mapping[str, str] = {
    "name": "trim(contact.first_name || ' ' || contact.last_name)",
    "first_name": "contact.first_name",
    "last_name": "contact.last_name",
    "email": "contact.email",
    "phone": "contact.phone",
    "language": "contact.language",
    "external_id": "contact.external_id",
}


@dataclass(frozen=True, slots=True)
class Inline:
    """A recipient that a call names itself.

    Args:
        address: in its one form; empty where what was given is none.
        given: what was given, for the list of invalid ones.
        values: of variables, for this one.
    """

    address: str
    given: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a run is for: of lists and segments, or named by the call.

    Args:
        list_ids: groups.
        segment_ids: segments.
        contacts: named by the call.
    """

    list_ids: Sequence[int] = ()
    segment_ids: Sequence[int] = ()
    contacts: Sequence[Inline] = ()


# An address may be suppressed for several reasons, and is one recipient all the same.
_JUDGED = """
WITH audience AS ({audience}),
known AS (
    SELECT DISTINCT ON (hash) found.* FROM (
        SELECT audience.*, sha256(convert_to(
            CASE WHEN address = '' THEN 'nobody:' || contact_id || ':' || given ELSE address END, 'UTF8')) AS hash
        FROM audience
    ) AS found ORDER BY hash, contact_id
),
enough AS MATERIALIZED (
    SELECT record.address_hash FROM delivery_run run JOIN delivery_sendrecord record ON record.run_id = run.id
    WHERE %(is_capped)s AND run.company_id = %(company)s AND run.channel = %(channel)s
        AND run.created_at > now() - make_interval(hours => %(cap_hours)s) AND run.id <> %(run)s
        AND record.state NOT IN ('skipped', 'failed')
        AND (run.state NOT IN ('stopped', 'failed') OR EXISTS (
            SELECT FROM delivery_chunk chunk
            WHERE chunk.run_id = run.id AND record.number BETWEEN chunk.first AND chunk.done_to))
    GROUP BY record.address_hash HAVING count(*) >= %(cap)s
),
unwanted AS (
    SELECT DISTINCT address_hash FROM audiences_suppression WHERE company_id = %(company)s AND channel = %(channel)s
),
judged AS (
    SELECT known.*, CASE
        WHEN unwanted.address_hash IS NOT NULL
            OR contact.consent -> %(channel)s ->> 'status' = 'withdrawn' THEN 'suppressed'
        WHEN address = '' THEN 'invalid: no address'
        WHEN {missing} <> '' THEN 'invalid: no value for ' || {missing}
        WHEN enough.address_hash IS NOT NULL THEN 'capped'
        ELSE '' END AS reason
    FROM known
    LEFT JOIN audiences_contact contact ON contact.id = known.contact_id AND contact.company_id = %(company)s
    LEFT JOIN unwanted ON unwanted.address_hash = known.hash
    LEFT JOIN enough ON enough.address_hash = known.hash
),
numbered AS MATERIALIZED (
    SELECT judged.*, row_number() OVER (ORDER BY reason <> '', time_zone, hash) AS number FROM judged
)
"""
_RECORDED = """,
recorded AS (
    INSERT INTO delivery_sendrecord (company_id, run_id, number, contact_id, address, address_hash, state, reason,
        is_permanent, provider_id, values)
    SELECT %(company)s, %(run)s, number, contact_id, coalesce(nullif(address, ''), left(given, 512)), hash,
        CASE WHEN reason = '' THEN 'planned' ELSE 'skipped' END, left(reason, 255), true, '', given_values
    FROM numbered
),
chunked AS (
    INSERT INTO delivery_chunk (company_id, run_id, first, last, done_to, handed_to, time_zone, not_before, worker,
        is_done, attempt, sent, reported, failed, suppressed, invalid, uncertain, moved)
    SELECT %(company)s, %(run)s, first, least(first + %(chunk)s - 1, zone.last), first - 1, first - 1, time_zone, now(),
        '', false, 1, 0, 0, 0, 0, 0, 0, 0
    FROM (SELECT time_zone, min(number) AS first, max(number) AS last FROM numbered WHERE reason = ''
        GROUP BY time_zone) AS zone (time_zone, start, last)
    CROSS JOIN LATERAL generate_series(zone.start, zone.last, %(chunk)s) AS first
)
"""
_COUNTED = """
SELECT count(*), count(*) FILTER (WHERE reason = 'suppressed'), count(*) FILTER (WHERE reason = 'capped'),
    count(*) FILTER (WHERE reason LIKE 'invalid%%'), count(*) FILTER (WHERE reason = '')
FROM numbered
"""

# An address that a call names may be a contact's: then what the contact says of itself counts, too.
_INLINE = """
SELECT coalesce(contact.id, 0) AS contact_id, inline.address, coalesce(contact.time_zone, '') AS time_zone, given,
    given_values::jsonb AS given_values
FROM unnest(%(addresses)s::text[], %(given)s::text[], %(given_values)s::text[])
    AS inline (address, given, given_values)
LEFT JOIN LATERAL (
    SELECT id, one.time_zone FROM audiences_contact one
    WHERE one.company_id = %(company)s AND inline.address <> '' AND {match} ORDER BY id LIMIT 1
) AS contact ON true
"""
_MATCH = {
    Channel.EMAIL: "one.email = inline.address",
    Channel.SMS: "one.phone = inline.address",
    Channel.WHATSAPP: "one.phone = inline.address",
    Channel.APN: "one.app_tokens @> ARRAY[inline.address]::varchar[]",
    Channel.BPN: "one.web_tokens @> ARRAY[inline.address]::varchar[]",
}


def freeze(*, run: Run, company: Company, audience: Audience, required: Sequence[str], is_capped: bool) -> None:
    """Decide who gets a run's message, and keep it: suppression, caps, and missing values, in that order of counting.

    Freezes of one company wait for each other, so that two runs at once do not both take the last message that
    somebody may get.

    Args:
        run: without a ledger so far; its counts are set.
        required: variables that must have a value and have none for everybody.
        is_capped: whether the company's cap holds for this run.
    """
    decided, named = judged(company, run.channel, audience, required, is_capped=is_capped)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [company.pk])
        cursor.execute(decided + _RECORDED + _COUNTED, {**named, "run": run.pk, "chunk": CHUNK})
        run.matched, run.suppressed, run.capped, run.invalid, run.queued = cursor.fetchone()
    run.save(update_fields=["matched", "suppressed", "capped", "invalid", "queued"])


def judged(
    company: Company, channel: str, audience: Audience, required: Sequence[str], *, is_capped: bool
) -> tuple[str, dict[str, Any]]:
    """The part of the statement that decides about everybody, and its values."""
    sql, named = _audience(channel, audience)
    missing, names = _missing(required)
    settings = {"is_capped": is_capped, "cap": company.cap_messages, "cap_hours": company.cap_hours}
    named |= names | {"company": company.pk, "channel": channel, "run": 0, **settings}
    return _JUDGED.format(audience=sql, missing=missing), named


def _audience(channel: str, audience: Audience) -> tuple[str, dict[str, Any]]:
    """The statement that names everybody."""
    if audience.contacts:
        return _INLINE.format(match=_MATCH[Channel(channel)]), {
            "addresses": [contact.address for contact in audience.contacts],
            "given": [contact.given for contact in audience.contacts],
            "given_values": [orjson.dumps(dict(contact.values)).decode() for contact in audience.contacts],
        }
    sql, values = choosing.audience_sql(channel, list_ids=audience.list_ids, segment_ids=audience.segment_ids)
    columns = "contact_id, address, time_zone, ''::text AS given, NULL::jsonb AS given_values"
    places = (f"%(chosen{number})s" for number in count())
    named = {f"chosen{number}": value for number, value in enumerate(values)}
    chosen = re.sub("%s", lambda _: next(places), sql)
    return f"SELECT {columns} FROM ({chosen}) AS chosen", named  # noqa: S608 - our own words; values are bound


def _missing(required: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """An expression that names the variables which somebody has no value for, empty where there are none."""
    if not required:
        return "''", {}
    parts = []
    for number, name in enumerate(required):
        key = f"%(variable{number})s::text"
        own = OWN.get(name, f"contact.attributes ->> {key}")
        given = f"known.given_values ->> {key}"
        found = f"coalesce(nullif(trim({given}), ''), nullif(trim({own}), ''))"
        parts.append(f"CASE WHEN {found} IS NULL THEN {key} END")
    return f"concat_ws(', ', {', '.join(parts)})", {f"variable{number}": name for number, name in enumerate(required)}
