"""Names of models as people say them."""

from django.db import migrations


class Migration(migrations.Migration):
    """Names."""

    dependencies = [
        ("companies", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="brandprofile",
            options={"verbose_name": "brand"},
        ),
        migrations.AlterModelOptions(
            name="membership",
            options={"verbose_name": "member"},
        ),
        migrations.AlterModelOptions(
            name="user",
            options={"ordering": ["email"], "verbose_name": "account"},
        ),
    ]
