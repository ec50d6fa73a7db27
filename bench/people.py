"""People to write to, by the million: contacts, groups, suppressions and an earlier run, each by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from audiences import groups
from bench.data import make_tenant
from bench.stand import Stand
from campaigns.models import Origin
from companies.models import Company
from core.channels import Channel
from core.tenancy import company_scope
from delivery import broadcasts, execution
from delivery.broadcasts import Plan
from delivery.freezing import Audience
from delivery.models import Broadcast, ChannelAccount, Run
from templates_app import approval, finding, writing
from templates_app.models import TemplateVersion
from templates_app.rendering.content import VersionContent

SUPPRESSED_ONE_IN = 50
CAPPED_ONE_IN = 20
_LEDGER = "delivery_sendrecord"

# One in ten thousand has no flat, which the templates ask for; half live in a time zone of their own.
_CONTACTS = """
INSERT INTO audiences_contact (uuid, company_id, external_id, email, phone, app_tokens, web_tokens, first_name,
    last_name, first_name_folded, last_name_folded, language, time_zone, attributes, consent, created_at, updated_at)
SELECT core_uuid7(), %(company)s, 'C' || i, 'person.' || i || '@mail' || i %% 9 || '.example.com',
    '+47' || 40000000 + i, '{}', '{}', first, last, lower(first), lower(last), 'nb',
    CASE WHEN i %% 2 = 0 THEN 'Europe/Oslo' ELSE '' END,
    CASE WHEN i %% 10000 = 0 THEN '{}'
        ELSE jsonb_build_object('flat', 'B' || i %% 400, 'city', 'Oslo', 'agent', 'Ola Nordmann', 'price',
            '4 200 000') END,
    '{}', now(), now()
FROM generate_series(1, %(count)s) AS i
CROSS JOIN LATERAL (SELECT 'Kari ' || i %% 700 AS first, 'Nordmann-' || i %% 3000 AS last) AS named
"""
_JOIN = """
INSERT INTO audiences_groupmember (company_id, group_id, contact_id, added_at)
SELECT company_id, %(group)s, id, now() FROM audiences_contact
WHERE company_id = %(company)s AND substr(external_id, 2)::int %% %(one_in)s = 0
"""
_SUPPRESS = """
INSERT INTO audiences_suppression (company_id, channel, address_hash, reason, source, at)
SELECT company_id, channel, sha256(convert_to(CASE channel WHEN 'email' THEN email ELSE phone END, 'UTF8')),
    'unsubscribed', 'bench', now()
FROM audiences_contact CROSS JOIN (VALUES ('email'), ('sms')) AS by (channel)
WHERE company_id = %(company)s AND substr(external_id, 2)::int %% %(one_in)s = 1
"""


@dataclass(frozen=True, slots=True)
class Crowd:
    """A company with many contacts.

    Args:
        company_id: its primary key.
        group_id: everybody.
        some_id: a few of them, who have had their message already where the cap holds.
        count: everybody.
    """

    company_id: int
    group_id: int
    some_id: int
    count: int

    @property
    def everybody(self) -> Audience:
        """Whom a run is for."""
        return Audience(list_ids=[self.group_id])


def make_crowd(slug: str, count: int) -> Crowd:
    """A company with so many contacts; one in fifty is suppressed, one message a day is the cap."""
    company_id = make_tenant(slug).id
    Company.objects.filter(pk=company_id).update(cap_messages=1, cap_hours=24)
    with company_scope(company_id), connection.cursor() as cursor:
        crowd = Crowd(company_id, *(groups.create(company_id=company_id, name=n).pk for n in ("All", "Some")), count)
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(_CONTACTS, {"company": company_id, "count": count})
        for group_id, one_in in ((crowd.group_id, 1), (crowd.some_id, CAPPED_ONE_IN)):
            cursor.execute(_JOIN, {"company": company_id, "group": group_id, "one_in": one_in})
        cursor.execute(_SUPPRESS, {"company": company_id, "one_in": SUPPRESSED_ONE_IN})
        cursor.execute("RESET ALL")
        cursor.execute("VACUUM ANALYZE")
    return crowd


def make_version(company_id: int, channel: Channel, **content: Any) -> TemplateVersion:
    """An approved template."""
    template = writing.create_template(company_id=company_id, name=f"Offer {channel}", channel=channel)
    blank = VersionContent(channel=str(channel), template=template.name, language="en")
    writing.write_content(template=template, content=replace(blank, **content))
    approval.submit(template=template)
    approval.approve(template=template)
    return finding.approved(template_id=template.pk)


def make_broadcast(version: TemplateVersion, account: ChannelAccount | None = None) -> Broadcast:
    """A broadcast of a template."""
    plan = Plan(version=version, account=account)
    return broadcasts.create(company_id=version.company_id, name="Spring", origin=Origin.MESSAGING, plan=plan)


def execute(broadcast: Broadcast, audience: Audience, *, is_capped: bool = False) -> Run:
    """What a call does."""
    return execution.execute(broadcast=broadcast, audience=audience, is_capped=is_capped, force=True)


def keep_ledger(name: str) -> None:
    """Keep what the ledger holds now, to begin with it again."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {name} AS TABLE {_LEDGER}")


def begin_again(stand: Stand, kept: Sequence[str] = ()) -> None:
    """Empty the ledger but for what was kept, as it lies after a vacuum."""
    back = (f"INSERT INTO {_LEDGER} TABLE {name}" for name in kept)
    stand.sql(f"TRUNCATE {_LEDGER}, delivery_chunk", *back, f"VACUUM ANALYZE {_LEDGER}", "CHECKPOINT")
