"""Numbers follow their content: what was counted of an item is shown with the campaign that it belongs to now."""

from typing import Any

from django.db import connection

from analytics import locks
from campaigns.models import Origin
from campaigns.moves import Move
from core.tenancy import scoped_company_id

_REMEMBER = """
INSERT INTO analytics_contentmove (content_id, company_id, campaign_id, family)
SELECT DISTINCT content_id, company_id, %(target)s, %(family)s FROM analytics_totalmetric
WHERE company_id = %(company)s AND campaign_id = %(source)s AND content_id = ANY(%(items)s)
ON CONFLICT (content_id) DO UPDATE SET campaign_id = EXCLUDED.campaign_id, family = EXCLUDED.family
"""

_DAYS = """
WITH moving AS (
    DELETE FROM analytics_dailymetric
    WHERE company_id = %(company)s AND campaign_id = %(source)s AND content_id = ANY(%(items)s)
    RETURNING day, content_id, platform, kind, rule, currency, family, count, value
)
INSERT INTO analytics_dailymetric (company_id, campaign_id, day, content_id, platform, kind, rule, currency, family,
    count, value)
SELECT %(company)s, %(target)s, day, content_id, platform, kind, rule, currency, %(family)s, count, value FROM moving
"""

# The company's own sums know no campaign, only its family.
_FAMILIES = """
INSERT INTO analytics_companymetric AS kept (company_id, day, family, platform, kind, rule, currency, slot, count,
    value)
SELECT %(company)s, day, turned.family, platform, kind, rule, currency, 0, sum(count * sign)::bigint, sum(value * sign)
FROM analytics_dailymetric AS sums
CROSS JOIN LATERAL (VALUES (sums.family, -1), (%(family)s, 1)) AS turned (family, sign)
WHERE company_id = %(company)s AND campaign_id = %(source)s AND content_id = ANY(%(items)s)
    AND sums.family <> %(family)s
GROUP BY day, turned.family, platform, kind, rule, currency
ON CONFLICT (company_id, day, family, platform, kind, rule, currency, slot)
DO UPDATE SET count = kept.count + EXCLUDED.count, value = kept.value + EXCLUDED.value
"""

_TOTALS = """
UPDATE analytics_totalmetric SET campaign_id = %(target)s
WHERE company_id = %(company)s AND campaign_id = %(source)s AND content_id = ANY(%(items)s)
"""


def follow(move: Move) -> None:
    """Take what was counted of some items with them, in the transaction that moves them.

    Whoever reports events meanwhile waits, and finds the items where they are then.
    """
    company_id = scoped_company_id()
    named: dict[str, Any] = {
        "company": company_id,
        "source": move.source.pk if move.source else 0,
        "target": move.target.pk if move.target else 0,
        "family": move.target.origin if move.target else Origin.NATIVE.value,
        "items": list(move.items),
    }
    locks.have_alone(company_id)
    with connection.cursor() as cursor:
        for statement in (_REMEMBER, _FAMILIES, _DAYS, _TOTALS):
            cursor.execute(statement, named)
