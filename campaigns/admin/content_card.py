"""A campaign's content on its page, and the ways on from there."""

from typing import Any

from django.urls import reverse

from campaigns.admin import content_words
from campaigns.admin.pages import address
from campaigns.models import Campaign, ContentItem
from companies.office.cards import Card
from companies.office.words import moment, page_of

SHOWN = 12
ANCHOR = "drafts"


def card(campaign: Campaign, *, may: bool) -> Card:
    """The latest items, with links to write, to plan and to see all.

    Args:
        may: whether the person may write.
    """
    found = list(ContentItem.objects.filter(campaign=campaign).order_by("-created_at", "-id")[: SHOWN + 1])
    data = {
        "rows": [_row(item) for item in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "all": f"{reverse('admin:campaigns_contentitem_changelist')}?campaign__id__exact={campaign.pk}",
        "write": f"{reverse('admin:campaigns_contentitem_add')}?campaign={campaign.pk}" if may else "",
        "plan": address(campaign, "planning") if may else "",
    }
    return Card("Content", "office/content/of_campaign.html", data, icon="article", anchor=ANCHOR, wide=True)


def tools_card(campaign: Campaign) -> Card:
    """Links to the campaign's other pages."""
    tools = [
        ("planning", "forum", "Plan with the assistant"),
        ("replace", "find_replace", "Find and replace"),
        ("duplicate", "content_copy", "Duplicate"),
        ("delete", "delete", "Delete"),
    ]
    data = {"links": [(address(campaign, name), icon, text) for name, icon, text in tools]}
    return Card("Tools", "office/campaigns/tools.html", data, icon="build")


def _row(item: ContentItem) -> dict[str, Any]:
    return {
        "name": content_words.name(item),
        "url": page_of(item),
        "status": content_words.status(item),
        "kind": item.get_type_display(),
        "platform": content_words.platform(item),
        "when": moment(item.scheduled_at),
        "who": content_words.writer(item),
    }
