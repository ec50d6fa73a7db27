"""Text messages by Twilio's protocol, which other gateways speak as well.

https://www.twilio.com/docs/messaging/api/message-resource
"""

import base64
from typing import Final

from audiences.feedback import Feedback
from core.channels import Channel as Reach
from core.http import FetchedResponse
from delivery.channels.api import ApiChannel, at, by_code, said
from delivery.channels.base import Outgoing
from delivery.channels.fields import Field
from delivery.channels.wire import Wire

# Code → (permanent, of the account). https://www.twilio.com/docs/api/errors
CODES: Final = {
    14107: (False, True),  # the sender's rate limit
    20003: (True, True),  # wrong key
    20005: (True, True),  # the account is not active
    20404: (True, True),  # no such account
    20429: (False, True),  # too many calls
    20500: (False, False),  # a fault over there
    20503: (False, True),  # service unavailable
    21211: (True, False),  # not a number that can be sent to
    21212: (True, True),  # not a number that can be sent from
    21408: (True, False),  # the country is not opened for this account
    21603: (True, True),  # no sender
    21604: (True, False),  # no recipient
    21606: (True, True),  # the sender cannot send texts
    21608: (True, False),  # trial accounts send to verified numbers only
    21610: (True, False),  # the person answered STOP
    21611: (False, True),  # the sender's queue is full
    21612: (True, False),  # no way from this sender to this number
    21614: (True, False),  # not a mobile number
    21617: (True, False),  # too long
    21701: (True, True),  # no such messaging service
    21703: (True, True),  # the messaging service has no numbers
    30001: (False, True),  # the queue is full
    30002: (True, True),  # the account is suspended
    63038: (False, True),  # the day's limit
}

FEEDBACK: Final = {
    21211: Feedback.UNREACHABLE,
    21610: Feedback.STOP,
    21614: Feedback.UNREACHABLE,
}


def _sender(value: str) -> None:
    if len(value) > 34:
        raise ValueError("A number, a name of at most 11 letters, or the SID of a messaging service.")


class Twilio(ApiChannel):
    """Text messages by a gateway."""

    kind = "sms"
    label = "SMS (Twilio)"
    icon = "sms"
    about = "Text messages by Twilio, or by a gateway that speaks its protocol."
    carries = (Reach.SMS.value,)
    fields = (
        Field("account_sid", "Account SID", most=64),
        Field("api_key", "API key SID", required=False, most=64, help="Empty: the auth token is used."),
        Field("auth_token", "Auth token, or the API key's secret", secret=True),
        Field("sender", "Sender", check=_sender, help="A number, a name, or a messaging service (MG…)."),
        Field("base_url", "API address", "url", default="https://api.twilio.com"),
        Field(
            "status_url",
            "Webhook address",
            "url",
            required=False,
            help="Of a webhook of the kind Twilio: what becomes of each message is reported there.",
        ),
    )

    def connect(self) -> Wire:
        """Signed in by name and password (RFC 7617)."""
        settings = self.account.settings
        pair = f"{settings['api_key'] or settings['account_sid']}:{self.account.secrets['auth_token']}"
        basic = base64.b64encode(pair.encode()).decode()
        return Wire(f"{settings['base_url'].rstrip('/')}/2010-04-01", headers={"Authorization": f"Basic {basic}"})

    def check(self) -> str:
        """Ask for the account's name."""
        answer = self.wire.call("GET", f"Accounts/{self.account.settings['account_sid']}.json")
        found = self._taken(answer)
        return f"Signed in to the account {at(found, 'friendly_name')} ({at(found, 'status')})."

    def hand_over(self, item: Outgoing) -> str:
        """One message, as a form."""
        sender = self.account.settings["sender"]
        form = {
            "To": item.address,
            "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
            "Body": item.message.body,
        }
        if status_url := self.account.settings.get("status_url"):
            form["StatusCallback"] = status_url
        answer = self.wire.call("POST", f"Accounts/{self.account.settings['account_sid']}/Messages.json", form=form)
        return str(at(self._taken(answer), "sid"))

    def _taken(self, answer: FetchedResponse) -> dict[str, object]:
        found = said(answer)
        if 200 <= answer.status < 300:
            return found
        code = at(found, "code")
        reason = str(at(found, "message"))
        told = f"{reason} (code {code})" if code else reason
        feedback = FEEDBACK.get(code, "") if isinstance(code, int) else ""
        raise self._refusal(answer, told, feedback=feedback, **by_code(CODES, code))
