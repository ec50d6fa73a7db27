"""Exports: tables of numbers as files."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0004_webhooks"),
        ("companies", "0003_content_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "report",
                    models.CharField(
                        choices=[("daily", "Days"), ("campaigns", "Campaigns"), ("content", "Content")], max_length=10
                    ),
                ),
                ("format", models.CharField(choices=[("csv", "CSV"), ("xlsx", "Excel")], max_length=4)),
                ("start", models.DateField(help_text="The first day.")),
                ("end", models.DateField(help_text="The last day.")),
                (
                    "campaigns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="Of these only; empty for all.",
                        size=None,
                    ),
                ),
                (
                    "platforms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "families",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("name", models.CharField(help_text="The file's.", max_length=255)),
                ("file", models.UUIDField(help_text="Which file is the whole one; none until one is.", null=True)),
                ("rows", models.BigIntegerField(default=0)),
                ("bytes", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(help_text="From then on it is not there any more.")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExportChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.UUIDField()),
                ("number", models.PositiveIntegerField(help_text="Its place in the file, from 0.")),
                ("data", models.BinaryField()),
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
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="analytics.export"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["expires_at"], name="export_expiry"),
        ),
        migrations.AddConstraint(
            model_name="exportchunk",
            constraint=models.UniqueConstraint(fields=("company", "file", "number"), name="export_chunk_place"),
        ),
    ]
