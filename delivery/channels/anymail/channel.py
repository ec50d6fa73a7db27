"""E-mail by a provider's API."""

from collections.abc import Iterator, Mapping
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError
from anymail.message import AnymailMessage

from core.channels import Channel as Reach
from delivery.channels.anymail.providers import PROVIDERS
from delivery.channels.anymail.transport import lead
from delivery.channels.api import ApiChannel, at
from delivery.channels.base import Account, Outgoing, RefusedError, UncertainError
from delivery.channels.fields import Field
from delivery.channels.mail.skeleton import SENDER_FIELDS, ascii_address, headers
from delivery.channels.wire import Wire

_TAKEN = frozenset({"sent", "queued"})
_PASSING = frozenset({408, 409, 423, 425, 429})


class Anymail(ApiChannel):
    """E-mail by one of the common providers."""

    kind = "anymail"
    label = "E-mail (provider)"
    icon = "forward_to_inbox"
    about = "E-mail by the API of Brevo, Mailgun, Mailjet, Postmark, Resend, SendGrid and others."
    carries = (Reach.EMAIL.value,)
    fields = (
        Field("provider", "Provider", "choice", choices=tuple((key, row.label) for key, row in PROVIDERS.items())),
        *SENDER_FIELDS,
        Field("api_key", "API key", secret=True, help="With the right to send, and no other."),
        Field("secret_key", "Second key", required=False, secret=True, help="Mailjet's secret key."),
        Field(
            "base_url",
            "API address",
            "url",
            required=False,
            help="Only where it is not the usual one: Postal, or a region such as https://api.eu.mailgun.net/v3.",
        ),
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        provider = PROVIDERS[account.settings["provider"]]
        if provider.needs_address and not account.settings["base_url"]:
            raise RefusedError(f"{provider.label} needs the address of its API.", permanent=True, of_account=True)
        if provider.second and not account.secrets.get("secret_key"):
            raise RefusedError(f"{provider.label} needs its second key.", permanent=True, of_account=True)
        self._provider = provider
        self._backend = provider.open(account.settings, account.secrets)
        self._backend.open()
        lead(self._backend.session, self.wire)

    def connect(self) -> Wire:
        """To whatever address the provider's backend names."""
        return Wire("https://provider.invalid")

    def check(self) -> str:
        """Say what can be said without sending: providers have no common way of asking."""
        name = self.account.settings["from_address"]
        return f"{self._provider.label} is set up, from {name}. Send a test message to see whether the key is good."

    def hand_over(self, item: Outgoing) -> str:
        """One mail, with what the provider's reports are to bring back."""
        try:
            mail = self._mail(item)
            self._backend.send_messages([mail])
        except AnymailAPIError as error:
            raise self._fault(error) from error
        except (AnymailError, ValueError) as error:  # an address, or a value, that the provider cannot be given
            raise RefusedError(
                f"The mail could not be written: {str(error).splitlines()[0]}", permanent=True
            ) from error
        status = mail.anymail_status
        if not _TAKEN & (status.status or {"unknown"}):
            raise RefusedError(f"{self._provider.label} refused the address.", permanent=True)
        return str(status.message_id or "")

    def close(self) -> None:
        """Let go of the session as well."""
        self._backend.close()
        super().close()

    def _mail(self, item: Outgoing) -> Any:
        message, settings = item.message, self.account.settings
        mail = AnymailMessage(
            subject=" ".join(message.subject.split()),
            body=message.text or message.body,
            from_email=_named(settings["from_name"], ascii_address(settings["from_address"])),
            to=[ascii_address(item.address)],
            reply_to=[settings["reply_to"]] if settings["reply_to"] else [],
            headers=headers(item),
            metadata=dict(item.metadata),
        )
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        return mail

    def _fault(self, error: AnymailAPIError) -> RefusedError | UncertainError:
        status = getattr(error, "status_code", None) or 0
        if 200 <= status < 300:
            return UncertainError(f"{self._provider.label} took the mail and gave an answer that cannot be read.")
        response = getattr(error, "response", None)
        reason = next(_sentences(_json(response)), "") or f"It answered {status} and gave no reason."
        wait = response.headers.get("retry-after", "") if response is not None else ""
        return RefusedError(
            f"{self._provider.label}: {reason}",
            permanent=status < 500 and status not in _PASSING,
            of_account=status in (401, 403, 404, 429) or 300 <= status < 400,
            retry_after=float(wait) if wait.isdigit() else None,
        )


def _named(name: str, address: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>' if name else address


def _json(response: Any) -> Any:
    try:
        return response.json()
    except (ValueError, AttributeError):
        return None


def _sentences(body: Any) -> Iterator[str]:
    """The provider's own words, wherever it puts them."""
    if isinstance(body, str) and body:
        yield body
    elif isinstance(body, list):
        for part in body[:5]:
            yield from _sentences(part)
    elif isinstance(body, Mapping):
        for name in (
            "Message",
            "message",
            "ErrorMessage",
            "detail",
            "description",
            "error",
            "errors",
            "Errors",
            "data",
        ):
            yield from _sentences(at(body, name))
