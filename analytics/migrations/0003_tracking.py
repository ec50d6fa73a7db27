"""Addresses that are counted, with room for their counters to be updated in place."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_events"),
        ("campaigns", "0007_content_lists"),
        ("companies", "0003_content_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrackingPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("off", "Leave addresses as they are"),
                            ("add", "Add the tags that are missing"),
                            ("replace", "Set all tags, also those that are there"),
                        ],
                        default="add",
                        max_length=7,
                    ),
                ),
                (
                    "utm_source",
                    models.CharField(blank=True, default="{platform}", max_length=200, verbose_name="utm_source"),
                ),
                (
                    "utm_medium",
                    models.CharField(blank=True, default="{medium}", max_length=200, verbose_name="utm_medium"),
                ),
                (
                    "utm_campaign",
                    models.CharField(blank=True, default="{campaign}", max_length=200, verbose_name="utm_campaign"),
                ),
                (
                    "utm_content",
                    models.CharField(blank=True, default="{content}", max_length=200, verbose_name="utm_content"),
                ),
                ("utm_term", models.CharField(blank=True, default="", max_length=200, verbose_name="utm_term")),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tracking_policy",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "tracking policy",
                "verbose_name_plural": "tracking policies",
            },
        ),
        migrations.CreateModel(
            name="TrackedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("click", "Clicks"), ("open", "Opens")],
                        default="click",
                        max_length=5,
                        verbose_name="counts",
                    ),
                ),
                (
                    "target",
                    models.CharField(blank=True, help_text="Where a click leads; none for opens.", max_length=2083),
                ),
                ("platform", models.CharField(blank=True, help_text="Where the link stands.", max_length=20)),
                ("name", models.CharField(blank=True, help_text="What you call it.", max_length=255)),
                (
                    "tags",
                    models.JSONField(
                        blank=True, default=dict, help_text="This link's own UTM values, in place of the policy's."
                    ),
                ),
                ("clicks", models.BigIntegerField(default=0, editable=False, verbose_name="by people")),
                ("machine_clicks", models.BigIntegerField(default=0, editable=False, verbose_name="by machines")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="since"),
                ),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
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
                    "content",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="campaigns.contentitem",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["company", "-created_at", "-id"], name="link_list"),
                    models.Index(
                        condition=models.Q(("campaign__isnull", False)), fields=["campaign"], name="link_campaign"
                    ),
                    models.Index(
                        condition=models.Q(("content__isnull", False)), fields=["content"], name="link_content"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE analytics_trackedlink SET (fillfactor = 80)",
            "ALTER TABLE analytics_trackedlink RESET (fillfactor)",
        ),
    ]
