"""What stands beside a campaign's form, and what its buttons do."""

from django.http import HttpRequest

from campaigns.admin import content_card, edits, extensions, lifecycle
from campaigns.models import Campaign
from companies.office.cards import Card

DEEDS = {**lifecycle.DEEDS, **edits.DEEDS}


def cards(request: HttpRequest, campaign: Campaign, *, may: bool) -> list[Card]:
    """Where it stands, the ways on, its content, and other apps' cards.

    Args:
        may: whether the person may change it.
    """
    shared = [card for extension in extensions.all_extensions() for card in extension.cards(request, campaign)]
    own = [content_card.tools_card(campaign)] if may else [lifecycle.context_card(campaign)]
    return [lifecycle.card(campaign, may=may), content_card.card(campaign, may=may), *own, *shared]
