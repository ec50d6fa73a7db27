from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # nobody who reports activities waits for the index

    dependencies = [
        ("audiences", "0003_answered_stop"),
        ("companies", "0004_messages"),
        ("delivery", "0010_tracked_links"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("contact__isnull", False)),
                fields=["company", "name", "contact", "at"],
                name="activity_did",
            ),
        ),
    ]
