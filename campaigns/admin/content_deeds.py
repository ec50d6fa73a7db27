"""Putting content on the calendar and taking it off: by buttons, and for several items of the list."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.actions import delete_selected as confirm_deletion
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.decorators import action

from campaigns import content, platforms
from campaigns.admin.content_words import name, suggestion
from campaigns.content_lifecycle import CONTENT, DRAFT, SCHEDULED
from campaigns.models import ContentItem
from campaigns.models.content import Review
from companies.office.base import OfficeAdmin
from companies.office.bulk import on_each
from companies.office.cards import Button, Card, Deed
from companies.office.words import in_full, moment
from companies.roles import Right
from core.errors import Fault, InvalidError

MOST_AT_ONCE = 100


def asked_instant(request: HttpRequest, name: str = "at") -> datetime:
    """The date and time that a form sent, in the zone of the desk.

    Raises:
        InvalidError: it is none.
    """
    try:
        found: datetime = forms.DateTimeField().clean(request.POST.get(name, ""))
    except forms.ValidationError as error:
        message = "Choose a date and a time."
        raise InvalidError(message, faults=[Fault([name], message)]) from error
    return found


def schedule(request: HttpRequest, obj: Any) -> str:
    """Put it on the calendar, or move it there."""
    item = content.schedule(item=obj, scheduled_at=asked_instant(request))
    return f"“{name(item)}” is scheduled for {in_full(item.scheduled_at)}." if item.scheduled_at else ""


def unschedule(request: HttpRequest, obj: Any) -> str:
    """Take it off the calendar."""
    content.unschedule(item=obj)
    return f"“{name(obj)}” is off the calendar. It is a draft again."


def cancel(request: HttpRequest, obj: Any) -> str:
    """Give it up."""
    content.cancel(item=obj)
    return f"“{name(obj)}” is cancelled. It can be scheduled anew."


def approve(request: HttpRequest, obj: Any) -> str:
    """What the assistant wrote may go out."""
    content.review_item(item=obj, approve=True)
    return f"“{name(obj)}” is approved."


def reject(request: HttpRequest, obj: Any) -> str:
    """What the assistant wrote may not go out."""
    content.review_item(item=obj, approve=False)
    return f"“{name(obj)}” is rejected."


DEEDS = {
    "approve": Deed(Right.APPROVE, approve),
    "reject": Deed(Right.APPROVE, reject),
    "schedule": Deed(Right.EDIT, schedule),
    "unschedule": Deed(Right.EDIT, unschedule),
    "cancel": Deed(Right.EDIT, cancel),
}


def review_card(item: ContentItem) -> Card:
    """What the assistant wrote, to be approved or rejected."""
    buttons = []
    if item.review != Review.APPROVED:
        buttons.append(Button("approve", "Approve", "thumb_up", "main"))
    if item.review != Review.REJECTED:
        buttons.append(Button("reject", "Reject", "thumb_down"))
    pairs = [("Review", item.get_review_display())]
    return Card("Review", "office/cards/pairs.html", {"pairs": pairs}, icon="rate_review", buttons=buttons)


def card(item: ContentItem, shown: Any, *, may: bool) -> Card:
    """Where it stands, what its platform would refuse, and the moves that are possible.

    Args:
        shown: its status in words.
        may: whether the person may move it.
    """
    found = platforms.faults(platform=item.platform, title=item.title, body=item.body, media=item.media)
    pairs = [
        ("Publish at", moment(item.scheduled_at)) if item.scheduled_at else None,
        ("Published", moment(item.published_at)) if item.published_at else None,
        ("Missed", "Its time passed while the campaign was paused.") if item.missed_at else None,
    ]
    data = {
        "status": shown,
        "pairs": [pair for pair in pairs if pair],
        "faults": [fault.message for fault in found] if SCHEDULED in CONTENT.targets(item.status) else [],
        "at": f"{timezone.localtime(when):%Y-%m-%dT%H:%M}" if (when := _proposed(item)) else "",
        "zone": timezone.get_current_timezone_name(),
        "may": may and SCHEDULED in CONTENT.targets(item.status),
        "verb": "Move" if item.status == SCHEDULED else "Schedule",
    }
    return Card("Status", "office/content/status.html", data, icon="flag", buttons=_buttons(item) if may else ())


def _proposed(item: ContentItem) -> datetime | None:
    """What the field of the date begins with: its own, or what the assistant suggested if that is still to come."""
    suggested: datetime | None = suggestion(item)
    return item.scheduled_at or (suggested if suggested and suggested > timezone.now() else None)


def _buttons(item: ContentItem) -> list[Button]:
    found, targets = [], CONTENT.targets(item.status)
    if item.scheduled_at and DRAFT in targets:
        found.append(Button("unschedule", "Take off the calendar", "event_busy"))
    if "CANCELLED" in targets:
        found.append(Button("cancel", "Cancel", "close", confirm="Cancel this item? It is not published then."))
    return found


class ContentActions(OfficeAdmin):
    """The actions of the list; each item that refuses says why."""

    actions = ("schedule_selected", "unschedule_selected", "cancel_selected", "delete_selected")

    @action(description="Schedule …", permissions=["change"])
    def schedule_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask when, then schedule one by one."""
        problem = ""
        if request.POST.get("at") is not None:
            try:
                at = asked_instant(request)
            except InvalidError as error:
                problem = error.message
            else:
                on_each(
                    request, queryset, lambda one: content.schedule(item=one, scheduled_at=at),
                    noun="item", done="scheduled",
                )  # fmt: skip
                return None
        items = list(queryset[:MOST_AT_ONCE])
        context = {
            **self.admin_site.each_context(request),
            "title": "Schedule content",
            "opts": self.opts,
            "items": [(item.pk, name(item), item.platform) for item in items],
            "zone": timezone.get_current_timezone_name(),
            "problem": problem,
        }
        return TemplateResponse(request, "office/content/schedule.html", context)

    @action(description="Take off the calendar", permissions=["change"])
    def unschedule_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Back to drafts."""
        done = "taken off the calendar"
        on_each(request, queryset, lambda one: content.unschedule(item=one), noun="item", done=done)

    @action(description="Cancel", permissions=["change"])
    def cancel_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Give them up."""
        on_each(request, queryset, lambda one: content.cancel(item=one), noun="item", done="cancelled")

    @action(description="Delete", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask first, then delete one by one."""
        if not request.POST.get("post"):
            return confirm_deletion(self, request, queryset)
        on_each(request, queryset, lambda one: content.delete_item(item=one), noun="item", done="deleted")
        return None
