"""WhatsApp by Meta's Cloud API: template messages that Meta renders from the values by position.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
"""

from typing import Any, Final

from audiences.feedback import Feedback
from core.channels import Channel as Reach
from core.http import FetchedResponse
from delivery.channels.api import ApiChannel, at, by_code, said
from delivery.channels.base import Outgoing, RefusedError
from delivery.channels.fields import Field
from delivery.channels.wire import Wire
from templates_app.rendering.message import Button, Header, RenderedCard

# Code → (permanent, of the account).
# https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
CODES: Final = {
    0: (True, True),  # the token cannot be read
    1: (False, False),  # unknown, or a passing fault over there
    2: (False, True),  # the service is down or overloaded
    3: (True, True),  # capability or permission
    4: (False, True),  # too many calls of this app
    10: (True, True),  # permission not granted
    33: (True, True),  # the business's number was deleted
    100: (True, False),  # a parameter is wrong
    190: (True, True),  # the token has expired
    200: (True, True),  # permission
    368: (True, True),  # blocked for violating policies
    80007: (False, True),  # the account's rate limit
    130429: (False, True),  # throughput reached
    130472: (True, False),  # the person is part of an experiment of Meta's
    131000: (False, False),  # something went wrong
    131005: (True, True),  # access denied
    131008: (True, False),  # a parameter is missing
    131009: (True, False),  # a parameter's value is wrong
    131016: (False, True),  # service unavailable
    131021: (True, False),  # sender and recipient are the same
    131026: (True, False),  # cannot be delivered: no WhatsApp, or an old one
    131031: (True, True),  # the account is locked
    131042: (True, True),  # no valid payment
    131045: (True, True),  # the number is not registered
    131047: (True, False),  # more than 24 hours since the person answered
    131048: (False, True),  # spam rate limit
    131049: (True, False),  # held back by Meta so as not to annoy; trying again at once makes it worse
    131050: (True, False),  # the person does not want marketing
    131051: (True, False),  # unsupported kind of message
    131053: (True, False),  # a picture could not be fetched
    131056: (False, False),  # too many to this person in a short time
    131057: (False, True),  # the account is in maintenance
    132000: (True, False),  # the number of values is not the template's
    132001: (True, False),  # no such template in that language
    132005: (True, False),  # the filled text is too long
    132007: (True, False),  # the text breaks a policy
    132012: (True, False),  # a value has the wrong form
    132015: (True, True),  # the template is paused for its quality
    132016: (True, True),  # the template is disabled for its quality
    133010: (True, True),  # the number is not registered
    135000: (True, False),  # something in the call's values
}

STOPPED: Final = 131050


class WhatsApp(ApiChannel):
    """Template messages by WhatsApp."""

    kind = "whatsapp"
    label = "WhatsApp (Cloud API)"
    icon = "chat"
    about = "Template messages from a business's number at Meta, with header, values and carousel cards."
    carries = (Reach.WHATSAPP.value,)
    fields = (
        Field("phone_number_id", "Phone number ID", help="From WhatsApp Manager; it is not the number itself."),
        Field("access_token", "Access token", secret=True, most=1000, help="Of a system user, so that it lasts."),
        Field("base_url", "API address", "url", default="https://graph.facebook.com/v23.0"),
    )

    def connect(self) -> Wire:
        """Signed in by the token."""
        token = self.account.secrets["access_token"]
        return Wire(self.account.settings["base_url"], headers={"Authorization": f"Bearer {token}"})

    def check(self) -> str:
        """Ask for the number's name."""
        fields = "display_phone_number,verified_name,quality_rating"
        answer = self.wire.call("GET", f"{self.account.settings['phone_number_id']}?fields={fields}")
        found = self._taken(answer)
        quality = f", quality {at(found, 'quality_rating')}" if at(found, "quality_rating") else ""
        return f"Sends as {at(found, 'verified_name')} ({at(found, 'display_phone_number')}){quality}."

    def hand_over(self, item: Outgoing) -> str:
        """Name the template and give it its values."""
        path = f"{self.account.settings['phone_number_id']}/messages"
        return str(at(self._taken(self.wire.call("POST", path, json=body_of(item))), "messages", 0, "id"))

    def _taken(self, answer: FetchedResponse) -> dict[str, Any]:
        found = said(answer)
        if 200 <= answer.status < 300:
            return found
        error = at(found, "error")
        reason = str(at(error, "error_data", "details") or at(error, "message"))
        code = at(error, "code")
        told = f"{reason} (code {code})" if code else reason
        feedback = Feedback.STOP if code == STOPPED else ""
        raise self._refusal(answer, told, feedback=feedback, **by_code(CODES, code))


def body_of(item: Outgoing) -> dict[str, Any]:
    """The call's body."""
    message = item.message
    components = [
        *_header(message.header, message.header_values),
        *_texts("body", message.body_values),
        *_buttons(message.buttons),
    ]
    if message.cards:
        components.append({"type": "carousel", "cards": [_card(n, card) for n, card in enumerate(message.cards)]})
    template: dict[str, Any] = {"name": message.template, "language": {"code": message.language}}
    if components:
        template["components"] = components
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": item.address.removeprefix("+"),
        "type": "template",
        "template": template,
    }


def _header(header: Header | None, values: tuple[str, ...]) -> list[dict[str, Any]]:
    if header is None or header.kind == "text":
        return _texts("header", values)
    if not header.url:
        raise RefusedError(f"The template's {header.kind} is missing.", permanent=True)
    return [{"type": "header", "parameters": [{"type": header.kind, header.kind: {"link": header.url}}]}]


def _texts(part: str, values: tuple[str, ...]) -> list[dict[str, Any]]:
    """A component of texts; none at all where the part has no variables."""
    texts = [{"type": "text", "text": value} for value in values]
    return [{"type": part, "parameters": texts}] if texts else []


def _buttons(buttons: tuple[Button, ...]) -> list[dict[str, Any]]:
    """Only what varies is said: addresses with values. All else is in the template that Meta has."""
    return [
        {
            "type": "button",
            "sub_type": "url",
            "index": str(index),
            "parameters": [{"type": "text", "text": value} for value in button.values],
        }
        for index, button in enumerate(buttons)
        if button.kind == "url" and button.values
    ]


def _card(index: int, card: RenderedCard) -> dict[str, Any]:
    components = [
        {"type": "header", "parameters": [{"type": "image", "image": {"link": card.image_url}}]},
        *_texts("body", card.values),
        *_buttons(card.buttons),
    ]
    return {"card_index": index, "components": components}
