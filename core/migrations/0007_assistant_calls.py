"""The books of the language model."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table."""

    dependencies = [("companies", "0002_words_for_people"), ("core", "0006_waiting_jobs")]
    operations = [
        migrations.CreateModel(
            name="AssistantCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("purpose", models.CharField(max_length=20)),
                ("provider", models.CharField(max_length=20)),
                ("model", models.CharField(max_length=200)),
                ("prompt_version", models.CharField(max_length=40)),
                ("tokens_in", models.PositiveBigIntegerField(default=0)),
                ("tokens_out", models.PositiveBigIntegerField(default=0)),
                (
                    "cost",
                    models.DecimalField(
                        decimal_places=6, default=0, help_text="In the operator's currency.", max_digits=14
                    ),
                ),
                ("seconds", models.FloatField(default=0)),
                ("outcome", models.CharField(max_length=20)),
                ("reason", models.TextField(blank=True, help_text="Why it failed, for people.")),
                ("code", models.CharField(blank=True, max_length=40)),
                ("detail", models.TextField(blank=True, help_text="Why it failed, for engineers.")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.job",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["company", "-at", "-id"], name="assistant_call_company_at")]},
        ),
    ]
