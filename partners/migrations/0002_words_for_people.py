"""Names of models as people say them."""

from django.db import migrations


class Migration(migrations.Migration):
    """Names."""

    dependencies = [
        ("partners", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="partnersource",
            options={"verbose_name": "partner item"},
        ),
    ]
