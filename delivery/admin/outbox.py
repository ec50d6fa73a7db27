"""The outbox: what would have left, as whoever gets it would have seen it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from unfold.decorators import display

from companies.office.base import OfficeAdmin
from companies.office.cards import Card
from companies.office.words import NONE, link_to, moment, shortened
from core.channels import Channel as Reach
from delivery.admin.accounts import ChannelFilter
from delivery.admin.words import channel_name
from delivery.models import OutboxMessage
from templates_app.admin.previewing import PIECES, POLICY


@admin.register(OutboxMessage)
class OutboxAdmin(OfficeAdmin):
    """Messages and posts that stayed here."""

    intro = "What would have left, had there been an account for it. The latest 10,000 messages and posts are kept."
    several = "messages in the outbox"
    nothing = ("The outbox is empty", "What is sent without a channel account is kept here.")

    list_display = ("subject", "carries", "to", "kept")
    list_filter = (ChannelFilter,)
    search_fields = ("address", "title")
    search_help_text = "Address or subject"
    ordering = ("-pk",)
    list_select_related = ("account",)
    fields = ("carries", "to", "subject", "kept", "by", "key_", "unsubscribe")

    class Media:
        css = {"all": ("muster/templates.css", "muster/accounts.css")}

    @display(description="Subject")
    def subject(self, obj: OutboxMessage) -> str:
        """The subject, or how the text begins."""
        return shortened(obj.title, 90) or "No words"

    @display(description="Channel", ordering="channel")
    def carries(self, obj: OutboxMessage) -> str:
        """By what it would have gone."""
        return channel_name(obj.channel)

    @display(description="To")
    def to(self, obj: OutboxMessage) -> SafeString | str:
        """The address."""
        return obj.address or NONE

    @display(description="At")
    def kept(self, obj: OutboxMessage) -> SafeString:
        """When."""
        return moment(obj.at)

    @display(description="Account")
    def by(self, obj: OutboxMessage) -> SafeString:
        """Whose outbox."""
        return link_to(obj.account)

    @display(description="Key")
    def key_(self, obj: OutboxMessage) -> str:
        """What keeps it from coming twice."""
        return obj.key

    @display(description="Unsubscribe address")
    def unsubscribe(self, obj: OutboxMessage) -> SafeString | str:
        """What its header would have said."""
        return obj.content.get("unsubscribe_url") or NONE

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All: it happened."""
        return self.fields

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """With the pictures that the message names, wherever they lie."""
        answer: HttpResponse = super().changeform_view(request, *args, **options)
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    def cards(self, request: HttpRequest, obj: OutboxMessage) -> list[Card]:
        """What it looks like."""
        return [Card("As it would have looked", "office/delivery/outbox_preview.html", _shown(obj), icon="visibility")]


def _shown(obj: OutboxMessage) -> dict[str, Any]:
    message = obj.content
    if obj.channel not in Reach.values or not obj.address:
        return {"post": message, "platform": channel_name(obj.channel)}
    header = message.get("header") or {}
    return {
        "piece": f"office/templates/preview_{PIECES[Reach(obj.channel)]}.html",
        "message": message,
        "header_url": header.get("url", ""),
        "is_ready": bool(message.get("html") or message.get("text")),
    }
