"""Companies, callers and campaigns to measure on. Campaigns by the million are made by one statement."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from companies import credentials, tokens
from companies.models import BrandProfile, Company, CredentialKind, Membership, Role, User
from core.tenancy import company_scope

# Every name ends alike; the rest is spread as names are: by season, town and street evenly, by year in time, and one
# word that only the oldest have, so that no walk from the newest finds it soon.
_CAMPAIGNS = """
INSERT INTO campaigns_campaign (company_id, uuid, name, name_folded, brief, goal, type, status, origin,
    last_status_changed_at, is_archived, context_overrides, tags, version, created_at, updated_at)
SELECT %(company)s, gen_random_uuid(), name, lower(name), 'Sells flats by the fjord to people who like the view.',
    '40 viewings', (ARRAY['ONE_TIME', 'ONE_TIME', 'RECURRING', 'EVERGREEN'])[1 + i %% 4],
    (ARRAY['DRAFT', 'ACTIVE', 'ACTIVE', 'PAUSED', 'COMPLETED'])[1 + i %% 5], 'native', made, i %% 10 = 9,
    '{"tone": "warm", "channels": ["facebook", "email"]}', '{}', 1, made, made
FROM generate_series(1, %(count)s) AS i
CROSS JOIN LATERAL (SELECT timestamptz '2025-01-01Z' + i * interval '10 seconds' AS made) AS dated
CROSS JOIN LATERAL (SELECT (ARRAY['Spring', 'Summer', 'Autumn', 'Winter'])[1 + i %% 4]
    || ' ' || (ARRAY['Oslo', 'Bergen', 'Trondheim', 'Stavanger', 'Drammen', 'Tromsø', 'Ålesund'])[1 + i %% 7]
    || ' street' || (i::bigint * 7919) %% 500
    || CASE WHEN i <= %(count)s / 50 THEN ' founding' ELSE '' END
    || CASE WHEN i %% 1000 = 0 THEN ' 100%%_off\\now' ELSE '' END
    || ' ' || 2018 + i::bigint * 8 / %(count)s || ' no' || i || ' campaign' AS name) AS named
"""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One company and who calls for it.

    Args:
        id: its primary key.
        person: an access token of its owner.
        machine: a token of its partner.
    """

    id: int
    person: str
    machine: str


def make_tenant(slug: str) -> Tenant:
    """A company with a brand, an owner and a partner."""
    company = Company.objects.create(slug=slug, name=slug.title())
    user = User.objects.create_user(f"owner@{slug}.example", "not used here")
    with company_scope(company.pk):
        BrandProfile.objects.create(company=company, key_messages=["Near the sea"], tone="calm")
        Membership.objects.create(company=company, user=user, role=Role.OWNER)
        issued = credentials.issue(company_id=company.pk, kind=CredentialKind.PARTNER, name="Portal")
    return Tenant(company.pk, tokens.for_person(user).access, tokens.for_credential(issued.credential))


def fill(company_id: int, count: int) -> None:
    """Campaigns of a company; the index for search is built once afterwards instead of a million times."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('campaign_name_search'::regclass)")
        index = cursor.fetchone()[0]
        cursor.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off; SET work_mem = '256MB'")
        cursor.execute("DROP INDEX campaign_name_search")
        cursor.execute(_CAMPAIGNS, {"company": company_id, "count": count})
        cursor.execute(index)
        cursor.execute("RESET ALL")
    connection.close()


def request(method: str, path: str, token: str, body: Any = None, headers: Iterable[str] = ()) -> bytes:
    """A whole HTTP request with a JSON body, or none."""
    return whole(method, path, token, b"" if body is None else json.dumps(body).encode(), headers=headers)


def whole(
    method: str, path: str, token: str, raw: bytes, *, kind: str = "application/json", headers: Iterable[str] = ()
) -> bytes:
    """A whole HTTP request with a body as it is."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(raw)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def item(reference: str) -> dict[str, Any]:
    """A partner's body."""
    return {
        "source": {
            "material": [f"https://images.example/{reference}/{number}.jpg" for number in range(5)],
            "name": f"Fjordveien {reference}",
            "reference_id": reference,
            "target_url": f"https://homes.example/{reference}",
        }
    }


@cache
def filled(slug: str, count: int) -> Tenant:
    """A company with so many campaigns; the rows share it."""
    tenant = make_tenant(slug)
    fill(tenant.id, count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return tenant


def small() -> Tenant:
    """A company of 10 thousand campaigns."""
    return filled("small", 10_000)


def large() -> Tenant:
    """A company of 1 million campaigns, in one table with the small one."""
    small()
    return filled("large", 1_000_000)


# A minute apart from the first of March 2027 on, half of them drafts; one in ten speaks of the harbour.
_CONTENT = """
INSERT INTO campaigns_contentitem (company_id, campaign_id, uuid, type, platform, title, body, media, status,
    scheduled_at, external_id, external_url, provenance, review, version, created_at, updated_at)
SELECT %(company)s, %(campaign)s, gen_random_uuid(), (ARRAY['social', 'blog', 'script'])[1 + i %% 3],
    (ARRAY['linkedin', 'blog', 'youtube'])[1 + i %% 3], 'Title ' || i,
    'A flat by the fjord, number ' || i || ', for people who like the view and the sea in the morning.'
    || CASE WHEN i %% 10 = 0 THEN ' Ten minutes to the harbour on foot.' ELSE '' END
    || repeat(' It has a kitchen, a bath and a balcony to the south.', 3),
    '[]', CASE WHEN i %% 2 = 0 THEN 'DRAFT' ELSE 'SCHEDULED' END,
    CASE WHEN i %% 2 = 1 THEN timestamptz '2027-03-01Z' + i * interval '1 minute' END,
    '', '', '{"by": "person"}', '', 1, made, made
FROM generate_series(1, %(count)s) AS i
CROSS JOIN LATERAL (SELECT timestamptz '2025-01-01Z' + i * interval '10 seconds' AS made) AS dated
"""


def fill_content(company_id: int, campaign_id: int, count: int) -> None:
    """Items of a campaign."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(_CONTENT, {"company": company_id, "campaign": campaign_id, "count": count})
        cursor.execute("RESET ALL")
