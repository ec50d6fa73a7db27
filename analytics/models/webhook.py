"""Webhooks: where providers report what happened."""

from django.db import models
from django.utils import timezone

from core.fields import EncryptedText
from core.tenancy import CompanyOwned, company_manager


class WebhookProvider(models.TextChoices):
    """Whose webhooks are understood."""

    STANDARD = "standard", "Signed JSON (Standard Webhooks)"
    BREVO = "brevo", "Brevo"
    MAILERSEND = "mailersend", "MailerSend"
    MAILGUN = "mailgun", "Mailgun"
    MAILJET = "mailjet", "Mailjet"
    MAILTRAP = "mailtrap", "Mailtrap"
    MANDRILL = "mandrill", "Mandrill (Mailchimp Transactional)"
    POSTAL = "postal", "Postal"
    POSTMARK = "postmark", "Postmark"
    RESEND = "resend", "Resend"
    SENDGRID = "sendgrid", "SendGrid"
    SPARKPOST = "sparkpost", "SparkPost"
    UNISENDER = "unisender", "Unisender Go"
    TWILIO = "twilio", "Twilio (SMS)"
    WHATSAPP = "whatsapp", "WhatsApp (Cloud API)"


class WebhookSource(CompanyOwned):
    """A row lets one provider report events at an address of its own. Two secrets are live while one is rotated."""

    name = models.CharField(max_length=255, help_text="Who reports, for instance the provider and the domain.")
    provider = models.CharField(max_length=12, choices=WebhookProvider)
    key = models.CharField(max_length=64, unique=True, editable=False, help_text="The address's own part.")
    secret = EncryptedText(blank=True, editable=False, help_text="What its calls are checked with.")
    previous_secret = EncryptedText(blank=True, editable=False)
    previous_valid_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    rotated_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_received_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_problem = models.TextField(blank=True, editable=False, help_text="Why the last call did not count.")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = company_manager()

    class Meta:
        verbose_name = "webhook"
        indexes = [models.Index(fields=["company", "-created_at"], name="webhook_company")]

    def __str__(self) -> str:
        return self.name
