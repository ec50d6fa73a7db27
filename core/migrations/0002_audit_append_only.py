"""An audit entry is never changed: the database itself refuses."""

from django.db import migrations

# Retention and the removal of a whole company say so for their transaction; nothing else may.
GUARD = """
CREATE FUNCTION core_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('muster.audit_purge', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER core_audit_guard BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_guard();
"""

UNGUARD = """
DROP TRIGGER core_audit_guard ON core_auditentry;
DROP FUNCTION core_audit_guard();
"""


class Migration(migrations.Migration):
    """A trigger on audit entries."""

    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
