import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A membership's company is no longer checked row by row: its group has the same one."""

    dependencies = [
        ("companies", "0004_messages"),
        ("audiences", "0003_answered_stop"),
    ]

    operations = [
        migrations.AlterField(
            model_name="groupmember",
            name="company",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="companies.company",
            ),
        ),
    ]
