"""Names of models as people say them."""

from django.db import migrations


class Migration(migrations.Migration):
    """Names."""

    dependencies = [
        ("core", "0004_job_arguments"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="auditentry",
            options={"verbose_name": "audit entry", "verbose_name_plural": "audit trail"},
        ),
    ]
