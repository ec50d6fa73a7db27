"""An object's page asks for its jobs: an index over their arguments."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("core", "0003_uuid7")]
    operations = [
        migrations.AddIndex(
            model_name="job",
            index=GinIndex(OpClass("arguments", name="jsonb_path_ops"), name="job_arguments"),
        )
    ]
