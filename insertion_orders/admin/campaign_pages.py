"""Media buying's share in the campaign's pages: a card with its order, stage, budget and spend."""

from django.http import HttpRequest
from django.utils import timezone

from campaigns.admin import extensions
from campaigns.models import Campaign, Origin
from companies.office.cards import Card
from companies.office.words import link, link_to, page_of
from insertion_orders import reading
from insertion_orders.admin import words
from insertion_orders.models import AdCampaign


class AdExtension(extensions.Extension):
    """Campaigns that buy ads."""

    def cards(self, request: HttpRequest, campaign: Campaign) -> list[Card]:
        """What it buys, with the way to its page."""
        if campaign.origin != Origin.DSP:
            return []
        ad = AdCampaign.objects.filter(campaign=campaign).select_related(*reading.RELATED).first()
        if ad is None:
            return []
        pairs = [
            ("Stage", words.stage(ad)),
            ("Insertion order", link_to(ad.order)),
            ("Budget", words.money(ad.budget_total, ad.order.currency)),
            ("Spent", words.spent(ad)),
            ("Buys now", words.state(ad, timezone.now())),
            ("More", link(page_of(ad), "Pacing, approval, limits")),
        ]
        return [Card("Media buying", "office/cards/pairs.html", {"pairs": pairs}, icon="ads_click", anchor="buying")]


extensions.register(AdExtension())
