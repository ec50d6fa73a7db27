"""Resuming a paused campaign: every old and new date first, then the resume, and the way back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from campaigns import resume
from campaigns.admin import content_words, edits
from campaigns.admin.channels import name_of
from campaigns.admin.pages import address, page, render
from campaigns.models import Campaign
from campaigns.resume import Preview, Wish
from campaigns.resume_dates import ClockNote, Outcome, PlannedItem
from companies.office.base import OfficeAdmin
from companies.office.words import count, in_full, label, moment, page_of
from companies.roles import Right
from core.errors import InvalidError

STRATEGIES = [
    ("shift_weekday", "Move by whole weeks", "Weekday and time of day stay."),
    ("shift_calendar", "Move by the paused time", "The distance between items stays."),
    ("keep_original", "Keep the dates", "What is past counts as missed, and is not published by itself."),
    ("cancel", "Cancel what is scheduled", "The campaign goes on without it."),
]
ENDS = [
    ("extend", "Move it likewise", "By the same time, or to the date below."),
    ("set", "Set it", "To the date below."),
    ("keep", "Keep it", "The end stays where it is."),
]
OUTCOMES = {
    Outcome.MOVED: ("Moves", "info"),
    Outcome.KEPT: ("Stays", "good"),
    Outcome.MISSED: ("Missed", "warn"),
    Outcome.CANCELLED: ("Cancelled", "neutral"),
}
NOTES = {
    ClockNote.KEPT: "The clocks change in between; the time of day stays.",
    ClockNote.CHANGED: "The clocks change in between, so the time of day differs.",
    ClockNote.SKIPPED: "The clock jumps over that time: the next minute that exists.",
    ClockNote.REPEATED: "That time comes twice: the first one.",
}
SHOWN = 500


class ResumeForm(forms.Form):
    """How to resume."""

    strategy = forms.ChoiceField(choices=[(value, name) for value, name, _ in STRATEGIES])
    end = forms.ChoiceField(choices=[(value, name) for value, name, _ in ENDS])
    new_end = forms.DateTimeField(required=False)

    def wish(self) -> Wish:
        """As the domain takes it."""
        data = self.cleaned_data
        return Wish(strategy=data["strategy"], end_date_action=data["end"], new_end=data["new_end"])


@page("resume", Right.EDIT)
def resume_page(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The preview; posted, the resume itself."""
    begun = {"strategy": "shift_weekday", "end": "extend" if campaign.ends_at else "keep", "new_end": ""}
    asked = request.POST if request.method == "POST" else request.GET
    said = {name: asked.get(name, value) for name, value in begun.items()}
    form = ResumeForm(said)
    # Even a refused wish is shown with the dates of one that would do.
    wish = form.wish() if form.is_valid() else None
    problems = [] if wish else ["Choose a strategy, and what happens to the end date."]
    if wish and request.method == "POST":
        try:
            return _resume(request, campaign, wish)
        except InvalidError as error:
            problems = _words(error)
    shown: dict[str, Any] = {}
    try:
        shown = _preview(campaign, wish) if wish and not problems else {}
    except InvalidError as error:
        problems = _words(error)
    return render(
        admin, request, campaign, "resume.html",
        title=f"Resume {campaign.name}", said=said, strategies=STRATEGIES, ends=ENDS, problems=problems,
        zone=timezone.get_current_timezone_name(), paused=moment(campaign.paused_at), now=moment(timezone.now()),
        here=address(campaign, "resume"), **shown,
    )  # fmt: skip


def _resume(request: HttpRequest, campaign: Campaign, wish: Wish) -> HttpResponse:
    campaign, run = resume.resume_campaign(campaign=campaign, wish=wish)
    edits.announce(request, run, f"“{campaign.name}” runs again.")
    return HttpResponseRedirect(page_of(campaign))


def _words(error: InvalidError) -> list[str]:
    return [fault.message for fault in error.faults] or [error.message]


def _preview(campaign: Campaign, wish: Wish) -> dict[str, Any]:
    """Every date, and what to look at first."""
    found = resume.preview(campaign=campaign, wish=wish)
    plan = found.plan
    tally = {outcome: sum(step.outcome is outcome for step in plan.items) for outcome in OUTCOMES}
    return {
        "ready": True,
        "rows": [_row(step, found) for step in plan.items[:SHOWN]],
        "more": max(0, len(plan.items) - SHOWN),
        "tally": [(label(*OUTCOMES[outcome]), n) for outcome, n in tally.items() if n],
        "warnings": [_caution(caution.message, len(caution.ids)) for caution in plan.cautions],
        "end_before": in_full(campaign.ends_at) if campaign.ends_at else "",
        "end_after": in_full(plan.ends_at) if plan.ends_at else "",
        "end_moves": plan.ends_at != campaign.ends_at,
    }


def _caution(message: str, n: int) -> str:
    return f"{message} ({count(n, 'item')})" if n else message


def _row(step: PlannedItem, found: Preview) -> dict[str, Any]:
    item = found.items[step.item.id]
    return {
        "name": content_words.name(item),
        "url": page_of(item),
        "platform": content_words.platform(item),
        "old": in_full_short(step.item.scheduled_at),
        "new": in_full_short(step.runs_at) if step.runs_at else "",
        "moves": step.outcome is not Outcome.KEPT,
        "outcome": label(*OUTCOMES[step.outcome]),
        "notes": _notes(step, found),
    }


def _notes(step: PlannedItem, found: Preview) -> list[str]:
    """What is odd about one item."""
    notes = [NOTES[step.note]] if step.note else []
    if step.after_end:
        notes.append("After the end: it would not run.")
    if step.clash:
        others = [pk for pk in step.clash.ids if pk != step.item.id]
        named = [f"“{content_words.name(found.items[pk])}”" for pk in others if pk in found.items]
        foreign = len(others) - len(named)
        named += [count(foreign, "item of another campaign", "items of other campaigns")] if foreign else []
        notes.append(f"Same minute on {name_of(step.clash.platform)} as {', '.join(named)}.")
    return notes


def in_full_short(value: Any) -> str:
    """An instant with its weekday, in the desk's zone."""
    local = timezone.localtime(value)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
