"""Why an item could not be published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Kept with the item."""

    dependencies = [("campaigns", "0007_content_lists")]
    operations = [
        migrations.AddField(
            model_name="contentitem",
            name="problem",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Why it could not be published, for people.",
            ),
        ),
    ]
