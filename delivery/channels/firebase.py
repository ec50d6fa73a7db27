"""Push messages to apps and browsers by Firebase Cloud Messaging, HTTP v1.

https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
"""

from typing import Any, Final

from audiences.feedback import Feedback
from core.channels import Channel as Reach
from core.http import FetchedResponse
from delivery.channels import google
from delivery.channels.api import ApiChannel, at, by_code, said
from delivery.channels.base import Account, Outgoing, RefusedError
from delivery.channels.fields import Field
from delivery.channels.wire import Wire

# Code → (permanent, of the account). https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
CODES: Final = {
    "UNREGISTERED": (True, False),
    "INVALID_ARGUMENT": (True, False),
    "SENDER_ID_MISMATCH": (True, False),
    "QUOTA_EXCEEDED": (False, True),
    "UNAVAILABLE": (False, False),
    "INTERNAL": (False, False),
    "THIRD_PARTY_AUTH_ERROR": (True, True),
}
# FCM reports nothing later: what it says at the hand-over is all that is ever heard of a token that has gone.
FEEDBACK: Final = {"UNREGISTERED": Feedback.UNREACHABLE}
_WORDS: Final = {
    "UNREGISTERED": "The app or browser is not there any more.",
    "SENDER_ID_MISMATCH": "The token belongs to another project.",
}


def _service_account(value: str) -> None:
    google.read(value)


class Firebase(ApiChannel):
    """Push messages."""

    kind = "push"
    label = "Push (Firebase)"
    icon = "notifications"
    about = "Push messages to apps and browsers by Firebase Cloud Messaging."
    carries = (Reach.APN.value, Reach.BPN.value)
    fields = (
        Field(
            "service_account",
            "Service account",
            "long",
            secret=True,
            most=10_000,
            check=_service_account,
            help="The whole JSON file, from the Firebase console: Project settings, Service accounts.",
        ),
        Field("base_url", "API address", "url", default="https://fcm.googleapis.com"),
    )

    def __init__(self, account: Account) -> None:
        self._google = google.read(account.secrets["service_account"])
        super().__init__(account)
        self._tokens = google.Tokens(self._google, self.wire)

    def connect(self) -> Wire:
        """To the project."""
        base = self.account.settings["base_url"].rstrip("/")
        return Wire(f"{base}/v1/projects/{self._google.project}")

    def check(self) -> str:
        """Fetch a token."""
        self._tokens.get()
        return f"Signed in to the project {self._google.project} as {self._google.email}."

    def hand_over(self, item: Outgoing) -> str:
        """One message; a token that was refused is replaced once."""
        token = self._tokens.get()
        answer = self._post(item, token)
        if answer.status == 401:
            answer = self._post(item, self._tokens.get(instead_of=token))
        found = said(answer)
        if not 200 <= answer.status < 300:
            raise self._refused(answer, found)
        return str(at(found, "name"))

    def _refused(self, answer: FetchedResponse, found: dict[str, Any]) -> RefusedError:
        details = at(found, "error", "details")
        codes = [at(detail, "errorCode") for detail in details] if isinstance(details, list) else []
        code = next((code for code in codes if code), at(found, "error", "status"))
        reason = _WORDS.get(code) or str(at(found, "error", "message"))
        return self._refusal(answer, reason, feedback=FEEDBACK.get(code, ""), **by_code(CODES, code))

    def _post(self, item: Outgoing, token: str) -> FetchedResponse:
        headers = {"Authorization": f"Bearer {token}"}
        return self.wire.call("POST", "messages:send", json={"message": body_of(item)}, headers=headers)


def body_of(item: Outgoing) -> dict[str, Any]:
    """The message as FCM takes it; what is pressed leads to the first button's address."""
    message = item.message
    notification = {"title": message.subject, "body": message.body}
    if message.header is not None and message.header.kind == "image" and message.header.url:
        notification["image"] = message.header.url
    link = next((button.value for button in message.buttons if button.kind == "url"), "")
    body: dict[str, Any] = {
        "token": item.address,
        "notification": notification,
        "data": {**item.metadata, "key": item.key, **({"link": link} if link else {})},
    }
    # A browser opens only https addresses (WebpushFcmOptions).
    if message.channel == Reach.BPN and link.startswith("https://"):
        body["webpush"] = {"fcm_options": {"link": link}}
    return body
