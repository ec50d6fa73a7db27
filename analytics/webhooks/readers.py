"""Readers of two providers' calls that django-anymail reads, but does not check without further libraries or noise."""

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.http import HttpRequest

from analytics.webhooks.standard import is_signed


class ResendReader(ResendTrackingWebhookView):
    """Resend signs after Standard Webhooks, under headers of another name.

    Args:
        secret: the signing secret, `whsec_…`.
    """

    warn_if_no_basic_auth = False

    def __init__(self, *, secret: str) -> None:
        self._svix_webhook = None  # the library that the base would want
        self._secret = secret
        AnymailBaseWebhookView.__init__(self)

    def validate_request(self, request: HttpRequest) -> None:
        """Check the signature.

        Raises:
            AnymailWebhookValidationFailure: it does not fit.
        """
        if not is_signed(self._secret, request.body, request.headers, family="svix"):
            raise AnymailWebhookValidationFailure("Resend webhook called with incorrect signature")


class SendGridReader(SendGridTrackingWebhookView):
    """SendGrid's events; the base's own beginning warns at every call that its authors have no account any more.

    Args:
        key: the verification key.
    """

    warn_if_no_basic_auth = False

    def __init__(self, *, key: str) -> None:
        self.webhook_verification_key = public_key(key)
        AnymailBaseWebhookView.__init__(self)


def public_key(key: str) -> PublicKeyTypes:
    """A public key from its base64 alone, as providers show it.

    Raises:
        ValueError: it is none.
    """
    try:
        return load_pem_public_key(f"-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----".encode())
    except UnsupportedAlgorithm as error:
        raise ValueError("This is not a public key.") from error


def check_sendgrid_key(key: str) -> None:
    """Look at a verification key that somebody pasted.

    Raises:
        ValueError: it is not one.
    """
    _check_key(key, EllipticCurvePublicKey)


def check_postal_key(key: str) -> None:
    """Look at a public key that somebody pasted.

    Raises:
        ValueError: it is not one.
    """
    _check_key(key, RSAPublicKey)


def _check_key(key: str, kind: type) -> None:
    try:
        fits = isinstance(public_key(key), kind)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("Paste the public key in one line, without its first and last line of dashes.")
