"""The one statement behind a partner's call: the caller's standing, the company's wishes, and the source, at once."""

from dataclasses import dataclass

from django.db import connection

# LEFT JOIN: a known credential with an unknown reference is a miss, not a stranger.
_LOOKUP = """
SELECT company.automatic_creation AND company.on_hold_since IS NULL,
       source.id, source.campaign_id, source.payload_hash,
       %s <> '' AND EXISTS (SELECT 1 FROM companies_company host WHERE host.slug = %s AND host.id <> company.id)
FROM companies_credential credential
JOIN companies_company company ON company.id = credential.company_id
LEFT JOIN partners_partnersource source ON source.company_id = company.id AND source.reference_id = %s
WHERE credential.id = %s AND credential.company_id = %s AND credential.revoked_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at the database says of a partner's call.

    Args:
        creates: whether the company has campaigns made automatically.
        source_id: the source, if the reference is known.
        campaign_id: its campaign, if there is one.
        payload_hash: of the latest revision.
        foreign_host: whether the host is another company's sub-domain.
    """

    creates: bool
    source_id: int | None
    campaign_id: int | None
    payload_hash: str | None
    foreign_host: bool


def look_up(*, credential_id: int, company_id: int, reference_id: str, host_slug: str) -> Found | None:
    """What there is for a reference.

    Args:
        credential_id: who asks.
        host_slug: the sub-domain of the call's host, or nothing.

    Returns:
        None where the credential is not, or no longer, good.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOOKUP, [host_slug, host_slug, reference_id, credential_id, company_id])
        row = cursor.fetchone()
    return Found(*row) if row else None
