"""Every provider whose webhooks are understood, by name, with what to do at each.

Amazon SES is not among them: its notices are signed with certificates that would have to be fetched.
"""

from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.mailtrap import MailtrapTrackingWebhookView
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.postal import PostalTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from anymail.webhooks.unisender_go import UnisenderGoTrackingWebhookView

from analytics.models import WebhookProvider as Name
from analytics.webhooks.base import Provider
from analytics.webhooks.mail import MailProvider, with_password
from analytics.webhooks.readers import ResendReader, SendGridReader, check_postal_key, check_sendgrid_key
from analytics.webhooks.standard import Standard, check_signing_secret
from analytics.webhooks.twilio import Twilio
from analytics.webhooks.whatsapp import WhatsApp

_BREVO = with_password(
    Name.BREVO,
    BrevoTrackingWebhookView,
    steps=(
        "In Brevo open Transactional, Settings, Webhook, and add a webhook.",
        "Paste the address with its password, leave batches off, and choose the events.",
    ),
)
_MAILERSEND = MailProvider(
    Name.MAILERSEND,
    lambda secret, call: MailerSendTrackingWebhookView(signing_secret=secret),
    called="Signing secret",
    steps=(
        "In MailerSend open your domain, Webhooks, and add one with the address.",
        "Choose the activity events, save, and paste the signing secret here.",
    ),
)
_MAILGUN = MailProvider(
    Name.MAILGUN,
    lambda secret, call: MailgunTrackingWebhookView(webhook_signing_key=secret),
    called="HTTP webhook signing key",
    steps=(
        "In Mailgun open Sending, Webhooks, choose the domain, and add the address for each event.",
        "Under API security copy the HTTP webhook signing key, and paste it here.",
    ),
)
_MAILJET = with_password(
    Name.MAILJET,
    MailjetTrackingWebhookView,
    steps=(
        "In Mailjet open Account settings, Event notifications.",
        "Paste the address with its password beside each event; grouping them is fine.",
    ),
)
_MAILTRAP = MailProvider(
    Name.MAILTRAP,
    lambda secret, call: MailtrapTrackingWebhookView(tracking_secret=secret),
    called="Signature secret",
    steps=(
        "In Mailtrap open Settings, Webhooks, and add one with the address and JSON as its format.",
        "Choose the events, save, and paste the signature secret here.",
    ),
)
_MANDRILL = MailProvider(
    Name.MANDRILL,
    lambda secret, call: MandrillCombinedWebhookView(webhook_key=secret, webhook_url=call.address),
    called="Webhook key",
    steps=(
        "In Mandrill open Settings, Webhooks, and add one with exactly this address.",
        "Choose the message events, save, and paste the key of the webhook here.",
    ),
)
_POSTAL = MailProvider(
    Name.POSTAL,
    lambda secret, call: PostalTrackingWebhookView(webhook_key=secret),
    called="Public key",
    check=check_postal_key,
    steps=(
        "In Postal open the mail server, Webhooks, and add one with the address.",
        "Run `postal default-dkim-record` on the server, and paste what stands after p= here, without the semicolon.",
    ),
)
_POSTMARK = with_password(
    Name.POSTMARK,
    PostmarkTrackingWebhookView,
    steps=(
        "In Postmark open the server, its message stream, Webhooks, and add one.",
        "Paste the address with its password, and tick delivery, bounce, complaint, open, click, subscription.",
    ),
)
_RESEND = MailProvider(
    Name.RESEND,
    lambda secret, call: ResendReader(secret=secret),
    called="Signing secret",
    check=check_signing_secret,
    steps=(
        "In Resend open Webhooks, and add one with the address and the e-mail events.",
        "Open it, copy its signing secret (whsec_…), and paste it here.",
    ),
)
_SENDGRID = MailProvider(
    Name.SENDGRID,
    lambda secret, call: SendGridReader(key=secret),
    called="Verification key",
    check=check_sendgrid_key,
    steps=(
        "In SendGrid open Settings, Mail settings, Event webhooks, and add one with the address.",
        "Turn the signed event webhook on under its security features, and paste the verification key here.",
    ),
)
_SPARKPOST = with_password(
    Name.SPARKPOST,
    SparkPostTrackingWebhookView,
    steps=(
        "In SparkPost open Configuration, Webhooks, and create one with the address, without its password.",
        "As its authentication choose basic, and enter the user name and the password.",
    ),
)
_UNISENDER = MailProvider(
    Name.UNISENDER,
    lambda secret, call: UnisenderGoTrackingWebhookView(api_key=secret),
    called="API key",
    steps=(
        "Paste the API key of the account, or of the project, here first: it signs the calls.",
        "In Unisender Go open Webhooks, and add one with the address and the events.",
    ),
)

PROVIDERS: dict[str, Provider] = {
    provider.name.value: provider
    for provider in (
        Standard(), _BREVO, _MAILERSEND, _MAILGUN, _MAILJET, _MAILTRAP, _MANDRILL, _POSTAL, _POSTMARK, _RESEND,
        _SENDGRID, _SPARKPOST, _UNISENDER, Twilio(), WhatsApp(),
    )
}  # fmt: skip
