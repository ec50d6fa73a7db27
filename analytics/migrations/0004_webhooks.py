"""Where providers report."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [("analytics", "0003_tracking")]

    operations = [
        migrations.CreateModel(
            name="WebhookSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Who reports, for instance the provider and the domain.", max_length=255
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        choices=[
                            ("standard", "Signed JSON (Standard Webhooks)"),
                            ("brevo", "Brevo"),
                            ("mailersend", "MailerSend"),
                            ("mailgun", "Mailgun"),
                            ("mailjet", "Mailjet"),
                            ("mailtrap", "Mailtrap"),
                            ("mandrill", "Mandrill (Mailchimp Transactional)"),
                            ("postal", "Postal"),
                            ("postmark", "Postmark"),
                            ("resend", "Resend"),
                            ("sendgrid", "SendGrid"),
                            ("sparkpost", "SparkPost"),
                            ("unisender", "Unisender Go"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "key",
                    models.CharField(editable=False, help_text="The address's own part.", max_length=64, unique=True),
                ),
                (
                    "secret",
                    core.fields.EncryptedText(blank=True, editable=False, help_text="What its calls are checked with."),
                ),
                ("previous_secret", core.fields.EncryptedText(blank=True, editable=False)),
                ("previous_valid_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("rotated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("last_received_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "last_problem",
                    models.TextField(blank=True, editable=False, help_text="Why the last call did not count."),
                ),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
            options={
                "verbose_name": "webhook",
                "indexes": [models.Index(fields=["company", "-created_at"], name="webhook_company")],
            },
        ),
    ]
