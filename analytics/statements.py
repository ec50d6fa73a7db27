"""The statement that takes events in: it deduplicates, and adds to every table of sums. Pure text.

Rows are written in the order of their keys in every table, so that two callers never wait for each other in a circle.
"""

COLUMNS = (
    "key", "month", "campaign_id", "content_id", "occurred_at", "count", "value", "family", "platform", "kind", "rule",
    "currency",
)  # fmt: skip
_COLUMNS = ", ".join(COLUMNS)

ARRAYS = """unnest(%(key)s::text[], %(month)s::date[], %(campaign_id)s::bigint[], %(content_id)s::bigint[],
        %(occurred_at)s::timestamptz[], %(count)s::bigint[], %(value)s::numeric[], %(family)s::text[],
        %(platform)s::text[], %(kind)s::text[], %(rule)s::text[], %(currency)s::text[])
        AS input (key, month, campaign_id, content_id, occurred_at, count, value, family, platform, kind, rule,
            currency)"""
STAGING = "analytics_staging"

# Of short columns only: a table that could hold long texts has a second one for them, emptied at every commit, too.
MAKE_STAGING = """
CREATE TEMPORARY TABLE IF NOT EXISTS analytics_staging (
    key varchar(128) COLLATE "C", month date, campaign_id bigint, content_id bigint, occurred_at timestamptz,
    count bigint, value numeric(18, 6), family varchar(10) COLLATE "C", platform varchar(20) COLLATE "C",
    kind varchar(10) COLLATE "C", rule varchar(10) COLLATE "C", currency varchar(3) COLLATE "C"
) ON COMMIT DELETE ROWS
"""
TYPES = (
    "text", "date", "int8", "int8", "timestamptz", "int8", "numeric", "text", "text", "text", "text", "text",
)  # fmt: skip
FILL_STAGING = f"COPY analytics_staging ({_COLUMNS}) FROM STDIN (FORMAT BINARY)"

_FOLD = """
WITH fresh AS (
    INSERT INTO analytics_event (company_id, {columns})
    SELECT %(company)s, {columns} FROM {source} ORDER BY key COLLATE "C", month
    ON CONFLICT (company_id, key, month) DO NOTHING
    RETURNING campaign_id, content_id, (occurred_at AT TIME ZONE %(zone)s)::date AS day, count, value, family,
        platform, kind, rule, currency{more}
),
daily AS MATERIALIZED (
    SELECT campaign_id, day, content_id, platform, kind, rule, currency, max(family) AS family,
        sum(count)::bigint AS count, sum(value) AS value
    FROM fresh GROUP BY campaign_id, day, content_id, platform, kind, rule, currency
),
into_daily AS (
    INSERT INTO analytics_dailymetric AS kept (company_id, campaign_id, day, content_id, platform, kind, rule, currency,
        family, count, value)
    SELECT %(company)s, campaign_id, day, content_id, platform, kind, rule, currency, family, count, value FROM daily
    ORDER BY campaign_id, day, content_id, platform, kind, rule, currency
    ON CONFLICT (company_id, campaign_id, day, content_id, platform, kind, rule, currency)
    DO UPDATE SET count = kept.count + EXCLUDED.count, value = kept.value + EXCLUDED.value
),
into_total AS (
    INSERT INTO analytics_totalmetric AS kept (company_id, campaign_id, content_id, platform, kind, rule, currency,
        count, value)
    SELECT %(company)s, campaign_id, content_id, platform, kind, rule, currency, sum(count)::bigint, sum(value)
    FROM daily GROUP BY campaign_id, content_id, platform, kind, rule, currency
    ORDER BY campaign_id, content_id, platform, kind, rule, currency
    ON CONFLICT (company_id, campaign_id, content_id, platform, kind, rule, currency)
    DO UPDATE SET count = kept.count + EXCLUDED.count, value = kept.value + EXCLUDED.value
),
into_company AS (
    INSERT INTO analytics_companymetric AS kept (company_id, day, family, platform, kind, rule, currency, slot, count,
        value)
    SELECT %(company)s, day, family, platform, kind, rule, currency, pg_backend_pid() %% 16, sum(count)::bigint,
        sum(value)
    FROM daily GROUP BY day, family, platform, kind, rule, currency
    ORDER BY day, family, platform, kind, rule, currency
    ON CONFLICT (company_id, day, family, platform, kind, rule, currency, slot)
    DO UPDATE SET count = kept.count + EXCLUDED.count, value = kept.value + EXCLUDED.value
)
{answer}
"""
_COUNT = "SELECT count(*) FROM fresh"
# What is new of the families that somebody follows, beside the count, which stands in every row.
_COUNT_AND_TAKEN = """
SELECT counted.count, taken.* FROM (SELECT count(*) FROM fresh) AS counted LEFT JOIN (
    SELECT family, campaign_id, date_bin('15 minutes', occurred_at, 'epoch') AS quarter, kind, rule, currency,
        sum(count)::bigint AS times, sum(value) AS value
    FROM fresh WHERE family = ANY(%(followed)s) GROUP BY family, campaign_id, quarter, kind, rule, currency
) AS taken ON true
"""


def _fold(source: str, *, followed: bool) -> str:
    more = ", occurred_at" if followed else ""
    return _FOLD.format(columns=_COLUMNS, source=source, more=more, answer=_COUNT_AND_TAKEN if followed else _COUNT)


# By whether somebody follows one of the families in the batch.
FOLD_ARRAYS = {followed: _fold(ARRAYS, followed=followed) for followed in (False, True)}
FOLD_STAGING = {followed: _fold(STAGING, followed=followed) for followed in (False, True)}
