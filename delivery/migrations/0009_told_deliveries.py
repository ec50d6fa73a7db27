"""What ended runs handed over was told to analytics chunk by chunk, as each was done."""

from django.db import migrations

TOLD = """
UPDATE delivery_chunk chunk SET reported = chunk.sent FROM delivery_run run
WHERE run.id = chunk.run_id AND run.finished_at IS NOT NULL AND chunk.is_done
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0008_reported_deliveries")]

    operations = [migrations.RunSQL(TOLD, migrations.RunSQL.noop)]
