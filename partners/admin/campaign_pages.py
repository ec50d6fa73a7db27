"""The partners' share in the campaign's pages: the item, what its page says, and a campaign begun from it."""

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from campaigns.admin import extensions
from campaigns.models import Campaign, Origin
from companies.office.cards import Card
from companies.office.words import NONE, link, page_of, shortened
from partners import sources
from partners.admin import readable, reading
from partners.models import PartnerSource

FACTS = ("price", "address", "dates")


def _reference(campaign: Campaign) -> SafeString:
    source = getattr(campaign, "source", None)
    return link(page_of(source), shortened(source.reference_id, 40)) if source else NONE


class PartnerExtension(extensions.Extension):
    """Campaigns that came of a partner's item."""

    columns = (extensions.Column("partner_item", "Partner item", _reference, "source"),)

    def cards(self, request: HttpRequest, campaign: Campaign) -> list[Card]:
        """The item with its fields, and its jobs."""
        source = PartnerSource.objects.filter(campaign=campaign).first()
        if source is None:
            return []
        return [reading.fields_card(source, wide=False, linked=True), reading.jobs_card(source)]

    def beginning(self, request: HttpRequest) -> extensions.Beginning | None:
        """A campaign begun from an item: what its page says stands in the form."""
        source = _asked_for(request)
        if source is None:
            return None
        cards = [reading.fields_card(source, wide=False, linked=True)]
        return extensions.Beginning(initial=_initial(source), origin=Origin.PARTNER, cards=cards)

    def created(self, request: HttpRequest, campaign: Campaign) -> None:
        """The item gets the campaign that was begun from it."""
        if source := _asked_for(request):
            sources.attach(source, campaign)


def _asked_for(request: HttpRequest) -> PartnerSource | None:
    """The item that a new campaign is begun from, if it is still without one."""
    asked = request.GET.get("source", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    found: PartnerSource | None = PartnerSource.objects.filter(pk=int(asked), campaign=None).first()
    return found


def _initial(source: PartnerSource) -> dict[str, Any]:
    said = {field.name: field.value for field in source.extracted.all()}
    facts = [f"{readable.title_of(name)}: {readable.in_line(name, said[name])}" for name in FACTS if said.get(name)]
    parts = [said.get("headline"), said.get("description"), "\n".join(facts)]
    initial: dict[str, Any] = {
        "name": source.name,
        "brief": "\n\n".join(str(part) for part in parts if part),
        "goal": said.get("goal") or "",
    }
    if points := said.get("key_points"):
        initial["context"] = {"keyMessages": points}
    return initial


extensions.register(PartnerExtension())
