"""The providers of e-mail that are known, and what each must be told."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from anymail.backends.base_requests import AnymailRequestsBackend
from anymail.backends.brevo import EmailBackend as Brevo
from anymail.backends.mailersend import EmailBackend as MailerSend
from anymail.backends.mailgun import EmailBackend as Mailgun
from anymail.backends.mailjet import EmailBackend as Mailjet
from anymail.backends.mailtrap import EmailBackend as Mailtrap
from anymail.backends.mandrill import EmailBackend as Mandrill
from anymail.backends.postal import EmailBackend as Postal
from anymail.backends.postmark import EmailBackend as Postmark
from anymail.backends.resend import EmailBackend as Resend
from anymail.backends.sendgrid import EmailBackend as SendGrid
from anymail.backends.sparkpost import EmailBackend as SparkPost
from anymail.backends.unisender_go import EmailBackend as Unisender
from anymail.exceptions import AnymailNotSupportedWarning


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    Args:
        label: its name.
        backend: of django-anymail.
        key: what its key is called there.
        second: what a second key is called there; empty where there is none.
        address: where customers choose none; empty for what the backend knows.
        needs_address: whether each customer has an address of their own.
    """

    label: str
    backend: type[AnymailRequestsBackend]
    key: str = "api_key"
    second: str = ""
    address: str = ""
    needs_address: bool = False

    def open(self, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> AnymailRequestsBackend:
        """A backend for one account, which reads nothing of it from Django's settings."""
        told = {self.key: secrets["api_key"]}
        if self.second:
            told[self.second] = secrets["secret_key"]
        if settings["base_url"] or self.address:
            told["api_url"] = settings["base_url"] or self.address
        with warnings.catch_warnings():  # of backends that its authors cannot test against the provider any more
            warnings.simplefilter("ignore", AnymailNotSupportedWarning)
            # An account must not depend on what stands in Django's settings.
            return self.backend(
                **told,
                send_defaults={},
                debug_api_requests=False,
                ignore_recipient_status=True,  # told from the status itself
                ignore_unsupported_features=True,  # a provider without metadata still takes the mail
            )


PROVIDERS: Final = {
    "brevo": Provider("Brevo", Brevo),
    "mailersend": Provider("MailerSend", MailerSend, "api_token"),
    "mailgun": Provider("Mailgun", Mailgun),
    "mailjet": Provider("Mailjet", Mailjet, second="secret_key"),
    "mailtrap": Provider("Mailtrap", Mailtrap, "api_token"),
    "mandrill": Provider("Mandrill (Mailchimp Transactional)", Mandrill),
    "postal": Provider("Postal", Postal, needs_address=True),
    "postmark": Provider("Postmark", Postmark, "server_token"),
    "resend": Provider("Resend", Resend),
    "sendgrid": Provider("SendGrid", SendGrid),
    "sparkpost": Provider("SparkPost", SparkPost),
    "unisender": Provider("Unisender Go", Unisender, address="https://go1.unisender.ru/ru/transactional/api/v1"),
}
