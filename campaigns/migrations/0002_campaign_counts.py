"""Keep the counters of campaigns in the statement that changes them, whoever makes it."""

from django.db import migrations

# Sorted, so that two statements take the counters' rows in one order. A backend keeps to its own slot.
COUNT = """
CREATE FUNCTION campaigns_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO campaigns_campaigncount AS counter (company_id, status, type, is_archived, slot, n)
        SELECT company_id, status, type, is_archived, pg_backend_pid() % 16, count(*)
        FROM after_rows WHERE deleted_at IS NULL
        GROUP BY company_id, status, type, is_archived ORDER BY company_id, status, type, is_archived
        ON CONFLICT (company_id, status, type, is_archived, slot) DO UPDATE SET n = counter.n + EXCLUDED.n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO campaigns_campaigncount AS counter (company_id, status, type, is_archived, slot, n)
        SELECT company_id, status, type, is_archived, pg_backend_pid() % 16, -count(*)
        FROM before_rows WHERE deleted_at IS NULL
        GROUP BY company_id, status, type, is_archived ORDER BY company_id, status, type, is_archived
        ON CONFLICT (company_id, status, type, is_archived, slot) DO UPDATE SET n = counter.n + EXCLUDED.n;
    ELSE
        INSERT INTO campaigns_campaigncount AS counter (company_id, status, type, is_archived, slot, n)
        SELECT company_id, status, type, is_archived, pg_backend_pid() % 16, sum(change)::bigint
        FROM (
            SELECT company_id, status, type, is_archived, 1 AS change FROM after_rows WHERE deleted_at IS NULL
            UNION ALL
            SELECT company_id, status, type, is_archived, -1 FROM before_rows WHERE deleted_at IS NULL
        ) AS changes
        GROUP BY company_id, status, type, is_archived HAVING sum(change) <> 0
        ORDER BY company_id, status, type, is_archived
        ON CONFLICT (company_id, status, type, is_archived, slot) DO UPDATE SET n = counter.n + EXCLUDED.n;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER campaigns_count_insert AFTER INSERT ON campaigns_campaign
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION campaigns_count();
CREATE TRIGGER campaigns_count_update AFTER UPDATE ON campaigns_campaign
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION campaigns_count();
CREATE TRIGGER campaigns_count_delete AFTER DELETE ON campaigns_campaign
    REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION campaigns_count();
"""

UNCOUNT = """
DROP TRIGGER campaigns_count_insert ON campaigns_campaign;
DROP TRIGGER campaigns_count_update ON campaigns_campaign;
DROP TRIGGER campaigns_count_delete ON campaigns_campaign;
DROP FUNCTION campaigns_count();
"""


class Migration(migrations.Migration):
    """Triggers on campaigns."""

    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunSQL(COUNT, UNCOUNT)]
