"""Broadcasts that wait for their time: so far the next run was the first time of the rule that had not come."""

from django.db import migrations

BEGIN = "UPDATE delivery_broadcast SET series_at = next_run_at WHERE next_run_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_moved_occurrences")]

    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop)]
