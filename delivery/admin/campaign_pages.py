"""Delivery's share in the campaign's pages: what it sends, and the runs so far."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from campaigns.admin import extensions
from campaigns.models import Campaign, ContentItem
from companies.office.cards import Card, Deed
from companies.office.words import link_to, moment
from delivery.admin import publishing
from delivery.admin.broadcast_cards import runs_card
from delivery.admin.broadcasts import RELATED
from delivery.broadcasts import LIVE_RUNS
from delivery.models import Broadcast, Run


class DeliveryExtension(extensions.Extension):
    """Campaigns that send messages, and content that is published."""

    def cards(self, request: HttpRequest, campaign: Campaign) -> list[Card]:
        """The broadcast, and its latest runs."""
        lives = Run.objects.filter(broadcast=OuterRef("pk"), state__in=LIVE_RUNS)
        rows = Broadcast.objects.filter(campaign=campaign).select_related(*RELATED)
        broadcast = rows.annotate(lives=Exists(lives)).first()
        if broadcast is None:
            return []
        pairs = [
            ("Channel", broadcast.get_channel_display()),
            ("Template", link_to(broadcast.template)),
            ("Next run", moment(broadcast.next_run_at)),
            ("Audience and schedule", link_to(broadcast)),
        ]
        card = Card("Broadcast", "office/cards/pairs.html", {"pairs": pairs}, icon="send", anchor="broadcast")
        return [card, runs_card(broadcast, title="Runs of the broadcast")]

    def content_cards(self, request: HttpRequest, item: ContentItem, *, may: bool) -> list[Card]:
        """Where it is published, why it was not, and the button that does it now."""
        return publishing.cards(item, may=may)

    def content_deeds(self) -> dict[str, Deed]:
        """Publishing it now."""
        return publishing.DEEDS


extensions.register(DeliveryExtension())
