"""Campaigns by the dozen, made by one statement."""

from django.db import connection

_MAKE = """
INSERT INTO campaigns_campaign (company_id, uuid, name, name_folded, brief, goal, type, status, origin,
    last_status_changed_at, is_archived, context_overrides, tags, version, created_at, updated_at, deleted_at)
SELECT %(company)s, gen_random_uuid(), name, lower(name), '', '', (ARRAY['ONE_TIME', 'EVERGREEN'])[1 + i %% 2],
    (ARRAY['DRAFT', 'ACTIVE', 'PAUSED'])[1 + i %% 3], 'native', made, i %% 10 = 9, '{}', '{}', 1, made, made,
    CASE WHEN i %% 13 = 12 THEN made END
FROM generate_series(1, %(count)s) AS i
CROSS JOIN LATERAL (SELECT now() + i / 2 * interval '1 second' AS made,
    (ARRAY['Spring', 'Autumn'])[1 + i %% 2] || CASE WHEN i <= 5 THEN ' old' ELSE '' END
    || CASE WHEN i %% 7 = 0 THEN ' 50%%_off\\' ELSE '' END || ' no' || i AS name) AS made
"""


def make_campaigns(company_id: int, count: int) -> None:
    """Some drafts, some archived, some deleted; two share each instant."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, {"company": company_id, "count": count})
