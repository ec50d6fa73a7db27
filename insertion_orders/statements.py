"""The statements that keep spend. Pure text.

Whoever writes counters locks the counters of their orders first, by primary key, so that writers of one order come one
after the other and nobody waits in a circle. The joins of `ADD` make every write of it wait for these locks; what it
adds to is then the newest version of each row.
"""

# An amount in another currency than the order's is no spend of it. A plan begins anew where the campaign was approved,
# or resumed, after it began.
ADD = """
WITH locked AS MATERIALIZED (
    SELECT order_id FROM insertion_orders_orderspend
    WHERE company_id = %(company)s AND order_id IN (
        SELECT order_id FROM insertion_orders_adcampaign
        WHERE company_id = %(company)s AND campaign_id = ANY(%(campaigns)s)
    )
    ORDER BY order_id FOR NO KEY UPDATE
),
input AS (
    SELECT * FROM unnest(%(campaigns)s::bigint[], %(quarters)s::timestamptz[], %(currencies)s::text[],
        %(spent)s::numeric[], %(impressions)s::bigint[], %(clicks)s::bigint[], %(conversions)s::bigint[])
        AS input (campaign_id, quarter, currency, spent, impressions, clicks, conversions)
),
placed AS MATERIALIZED (
    SELECT ad.id AS ad_id, ad.order_id, date_trunc('hour', input.quarter, ad.time_zone) AS hour,
        coalesce(sum(input.spent) FILTER (WHERE input.currency = orders.currency), 0) AS spent,
        sum(input.impressions)::bigint AS impressions, sum(input.clicks)::bigint AS clicks,
        sum(input.conversions)::bigint AS conversions
    FROM input
    JOIN insertion_orders_adcampaign ad ON ad.campaign_id = input.campaign_id AND ad.company_id = %(company)s
    JOIN insertion_orders_insertionorder orders ON orders.id = ad.order_id
    JOIN locked ON locked.order_id = ad.order_id
    GROUP BY ad.id, ad.order_id, hour
),
into_hours AS (
    INSERT INTO insertion_orders_deliveryhour AS kept
        (company_id, ad_id, hour, spent, impressions, clicks, conversions)
    SELECT %(company)s, ad_id, hour, spent, impressions, clicks, conversions FROM placed ORDER BY ad_id, hour
    ON CONFLICT (company_id, ad_id, hour) DO UPDATE SET spent = kept.spent + EXCLUDED.spent,
        impressions = kept.impressions + EXCLUDED.impressions, clicks = kept.clicks + EXCLUDED.clicks,
        conversions = kept.conversions + EXCLUDED.conversions
),
by_ad AS MATERIALIZED (
    SELECT placed.ad_id, placed.order_id, greatest(campaign.starts_at, ad.decided_at, campaign.resumed_at) AS anew,
        sum(spent) AS spent, sum(impressions)::bigint AS impressions, sum(clicks)::bigint AS clicks,
        sum(conversions)::bigint AS conversions
    FROM placed
    JOIN insertion_orders_adcampaign ad ON ad.id = placed.ad_id
    JOIN campaigns_campaign campaign ON campaign.id = ad.campaign_id
    GROUP BY placed.ad_id, placed.order_id, anew
),
into_ads AS (
    UPDATE insertion_orders_adspend AS kept SET spent = kept.spent + new.spent,
        impressions = kept.impressions + new.impressions, clicks = kept.clicks + new.clicks,
        conversions = kept.conversions + new.conversions,
        plan_base = CASE WHEN kept.plan_from >= new.anew THEN kept.plan_base ELSE kept.spent END,
        plan_from = greatest(kept.plan_from, new.anew)
    FROM by_ad AS new WHERE kept.ad_id = new.ad_id
),
into_orders AS (
    UPDATE insertion_orders_orderspend AS kept SET spent = kept.spent + new.spent,
        impressions = kept.impressions + new.impressions, clicks = kept.clicks + new.clicks,
        conversions = kept.conversions + new.conversions
    FROM (
        SELECT order_id, sum(spent) AS spent, sum(impressions)::bigint AS impressions, sum(clicks)::bigint AS clicks,
            sum(conversions)::bigint AS conversions
        FROM by_ad GROUP BY order_id
    ) AS new WHERE kept.order_id = new.order_id
)
SELECT coalesce(array_agg(ad_id), '{}') FROM by_ad
"""

# All that a decision needs to know of each of some campaigns, finished ones left out. What ended campaigns left over is
# asked for orders that pass it on only.
STANDING = """
SELECT ad.id AS ad_id, ad.order_id, campaign.starts_at, coalesce(campaign.ends_at, orders.ends_at) AS ends_at,
    ad.time_zone, ad.even_pacing, ad.budget_total, ad.budget_day, ad.total_impressions, ad.total_clicks,
    ad.total_conversions, ad.day_impressions, ad.day_clicks, ad.day_conversions,
    spend.spent, spend.impressions, spend.clicks, spend.conversions, spend.plan_from, spend.plan_base,
    spend.stop_reason, spend.stopped_until,
    coalesce(today.spent, 0) AS today_spent, coalesce(today.impressions, 0)::bigint AS today_impressions,
    coalesce(today.clicks, 0)::bigint AS today_clicks, coalesce(today.conversions, 0)::bigint AS today_conversions,
    orders.auto_sum, orders.total_budget AS order_budget, orders.total_impressions AS order_impressions_limit,
    counted.spent AS order_spent, counted.impressions AS order_impressions, counted.stop_reason AS order_stop_reason,
    coalesce(passed.left_over, 0) AS left_over, coalesce(passed.budgets, 0) AS budgets
FROM insertion_orders_adcampaign ad
JOIN campaigns_campaign campaign ON campaign.id = ad.campaign_id
JOIN insertion_orders_insertionorder orders ON orders.id = ad.order_id
JOIN insertion_orders_adspend spend ON spend.ad_id = ad.id
JOIN insertion_orders_orderspend counted ON counted.order_id = ad.order_id
LEFT JOIN LATERAL (
    SELECT sum(spent) AS spent, sum(impressions) AS impressions, sum(clicks) AS clicks,
        sum(conversions) AS conversions
    FROM insertion_orders_deliveryhour
    WHERE company_id = %(company)s AND ad_id = ad.id AND hour >= date_trunc('day', %(now)s::timestamptz, ad.time_zone)
) AS today ON true
LEFT JOIN LATERAL (
    SELECT sum(greatest(other.budget_total - other_spend.spent, 0)) FILTER (WHERE ended.status = 'COMPLETED')
            AS left_over,
        sum(other.budget_total) FILTER (WHERE ended.status IN ('ACTIVE', 'PAUSED')) AS budgets
    FROM insertion_orders_adcampaign other
    JOIN campaigns_campaign ended ON ended.id = other.campaign_id
    JOIN insertion_orders_adspend other_spend ON other_spend.ad_id = other.id
    WHERE other.order_id = ad.order_id AND other.stage = 'approved' AND orders.distribution = 2
) AS passed ON true
WHERE ad.company_id = %(company)s AND ad.id = ANY(%(ads)s) AND campaign.status <> 'COMPLETED'
ORDER BY ad.id
"""

PLAN_ANEW = """
UPDATE insertion_orders_adspend AS kept
SET plan_from = greatest(campaign.starts_at, %(now)s::timestamptz), plan_base = kept.spent
FROM insertion_orders_adcampaign ad JOIN campaigns_campaign campaign ON campaign.id = ad.campaign_id
WHERE kept.ad_id = ad.id AND ad.company_id = %(company)s AND ad.id = ANY(%(ads)s)
"""

STOP_ADS = """
UPDATE insertion_orders_adspend AS kept
SET stop_reason = new.reason, stopped_at = %(now)s, stopped_until = new.until
FROM unnest(%(keys)s::bigint[], %(reasons)s::text[], %(untils)s::timestamptz[]) AS new (key, reason, until)
WHERE kept.ad_id = new.key
"""
STOP_ORDERS = STOP_ADS.replace("adspend", "orderspend").replace("kept.ad_id", "kept.order_id")
