"""Find & replace over a campaign: what would change, the change, and the way back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from campaigns import editing
from campaigns.admin import content_words, edits
from campaigns.admin.pages import address, page, render
from campaigns.editing import Outcome
from campaigns.models import Campaign
from companies.office.base import OfficeAdmin
from companies.office.words import count, page_of
from companies.roles import Right
from core.errors import InvalidError

FIELDS = {"title": "Title", "body": "Text", "brief": "Brief", "goal": "Goal"}
SHOWN = 200


class ReplaceForm(forms.Form):
    """What to look for, and what to put there."""

    find = forms.CharField(max_length=1_000, strip=False)
    replace = forms.CharField(max_length=5_000, strip=False, required=False)


@page("replace", Right.EDIT)
def replace_page(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The form; posted, what would change, or with `apply` the change."""
    said = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ("find", "replace")}
    problem, shown = "", {}
    if request.method == "POST":
        try:
            outcome = _run(said, campaign, dry_run="apply" not in request.POST)
            if outcome.run:
                words = f"{count(outcome.count, 'occurrence')} replaced."
                edits.announce(request, outcome.run, words)
                return HttpResponseRedirect(address(campaign, "replace"))
            shown = _shown(outcome, said["find"], said["replace"])
        except InvalidError as error:
            problem = error.message
    return render(
        admin, request, campaign, "replace.html",
        title=f"Find and replace in {campaign.name}", said=said, problem=problem, here=address(campaign, "replace"),
        edits=edits.rows(request, campaign, may=True), **shown,
    )  # fmt: skip


def _run(said: dict[str, str], campaign: Campaign, *, dry_run: bool) -> Outcome:
    form = ReplaceForm(said)
    if not form.is_valid():
        name, found = next(iter(form.errors.items()))
        raise InvalidError("Say what to look for." if name == "find" and not said["find"] else str(found[0]))
    data = form.cleaned_data
    return editing.find_and_replace(campaign=campaign, find=data["find"], replace=data["replace"], dry_run=dry_run)


def _shown(outcome: Outcome, find: str, replace: str) -> dict[str, Any]:
    """What would change, item by item."""
    return {
        "looked": True,
        "total": outcome.count,
        "count": count(outcome.count, "occurrence"),
        "matches": [_match(match, find, replace) for match in outcome.matches[:SHOWN]],
        "more": max(0, len(outcome.matches) - SHOWN),
        "skipped": [
            {
                "name": content_words.name(row["item"]),
                "url": page_of(row["item"]),
                "why": f"It is {row['item'].get_status_display().lower()} on {content_words.platform(row['item'])}, "
                "where it cannot be edited any more.",
                "count": count(row["count"], "occurrence"),
            }
            for row in outcome.skipped
        ],
    }


def _match(match: dict[str, Any], find: str, replace: str) -> dict[str, Any]:
    item = match["item"]
    return {
        "name": content_words.name(item) if item else "The campaign itself",
        "url": page_of(item) if item else "",
        "about": content_words.about(item) if item else "Brief and goal",
        "status": content_words.status(item) if item else "",
        "fields": [
            (FIELDS[column], [parts(row["before"], row["after"], find, replace) for row in rows])
            for column, rows in match["fields"].items()
        ],
    }


def parts(before: str, after: str, find: str, replace: str) -> tuple[str, str, str, str]:
    """An excerpt cut into what stands before, what goes, what comes, and what stands after.

    What goes may be spelled otherwise than `find`, and be longer or shorter: its length is what is left over.
    """
    length = len(before) - len(after) + len(replace)
    fits = [
        start
        for start in range(len(before) - length + 1)
        if before[:start] + replace + before[start + length :] == after
    ]
    # Where the words around hold the same text, the likeliest is what reads as it was looked for.
    same = [start for start in fits if before[start : start + length].casefold() == find.casefold()]
    start = (same or fits or [0])[-1]
    return before[:start], before[start : start + length], replace, before[start + length :]
