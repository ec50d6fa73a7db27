"""Edits of many items at once, and taking them back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaigns import undo
from campaigns.admin.content_words import name
from campaigns.models import Campaign, ContentItem, EditRun
from companies.office.cards import Deed
from companies.office.words import count, link, moment, page_of
from companies.roles import Right

SHOWN = 20
NAMED = 5


def announce(request: HttpRequest, run: EditRun, words: str) -> None:
    """Say what was done, with a button that takes it back."""
    messages.success(request, format_html("{} {}", words, undo_button(request, run)))


def undo_button(request: HttpRequest, run: EditRun) -> SafeString:
    """A form that takes an edit back."""
    return format_html(
        '<form method="post" action="{}" class="o-inline">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="edit" value="{}">'
        '<button type="submit" class="o-button o-button-plain o-tight">Undo</button></form>',
        reverse("admin:campaigns_campaign_do", args=[run.campaign_id, "undo"]),
        get_token(request),
        run.uuid,
    )


def take_back(request: HttpRequest, obj: Any) -> str:
    """Take an edit of this campaign back, and name what was edited since."""
    run = undo.find(obj, request.POST.get("edit", ""))
    done = undo.undo_edit(run=run)
    if done.refused:
        messages.warning(request, _refused(done.refused))
    return f"Taken back: {run.summary}. {count(done.restored, 'row')} restored."


def _refused(uuids: list[str]) -> SafeString:
    """Which items stay as they are, by name."""
    found = ContentItem.objects.filter(uuid__in=uuids[:NAMED]).order_by("pk")
    named = format_html_join(", ", "{}", ((link(page_of(item), name(item)),) for item in found))
    more = f" and {len(uuids) - NAMED} more" if len(uuids) > NAMED else ""
    words = count(len(uuids), "item was", "items were")
    return format_html("{} edited, published or moved since, and left as they are: {}{}.", words, named, more)


def rows(request: HttpRequest, campaign: Campaign, *, may: bool) -> list[dict[str, Any]]:
    """The latest edits of a campaign.

    Args:
        may: whether the person may take them back.
    """
    found = EditRun.objects.filter(campaign=campaign)[:SHOWN]
    return [
        {
            "what": run.summary,
            "who": run.done_by,
            "when": moment(run.done_at),
            "undone": moment(run.undone_at) if run.undone_at else "",
            "button": undo_button(request, run) if may and run.undone_at is None else "",
        }
        for run in found
    ]


DEEDS = {"undo": Deed(Right.EDIT, take_back)}
