"""Runs in the back office: watched while they go on, held, stopped, tried again, and looked up afterwards."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from companies.office.base import OfficeAdmin
from companies.office.cards import Button, Card, Deed
from companies.office.words import NONE, count, link_to, moment
from companies.roles import Right
from core.channels import Channel
from core.tenancy import company_scope
from delivery import controls, ledger, outcomes
from delivery.admin import balance, finding, recipients
from delivery.ledger import Counts
from delivery.models import Run, RunState

ASKED_AT_ONCE = 100
RELATED = ("broadcast__campaign", "account", "company", "occurrence")


def counts_of(runs: Iterable[Run]) -> dict[int, Counts]:
    """The balances of some runs: one statement for each company, also where an operator looks at all."""
    found: dict[int, Counts] = {}
    by_company: dict[int, list[int]] = {}
    for run in runs:
        by_company.setdefault(run.company_id, []).append(run.pk)
    for company_id, ids in by_company.items():
        with company_scope(company_id):
            found |= ledger.counts_of(ids)
    return found


class RunList(ChangeList):
    """A page of runs with their balances."""

    def get_results(self, request: HttpRequest) -> None:
        """The page, and the balances in one statement."""
        super().get_results(request)
        found = counts_of(self.result_list)
        for run in self.result_list:
            run.counts = found[run.pk]


@admin.register(Run)
class RunAdmin(OfficeAdmin):
    """What was executed."""

    intro = "Every execution of a broadcast. Its recipients were settled when it began; each gets the message once."
    nothing = ("No runs yet", "A run begins when a broadcast is sent, by hand or by its schedule.")

    warn_unsaved_form = False
    change_form_template = "office/delivery/run.html"
    list_display = ("what", "progress", "where", "account_", "began", "ended")
    list_filter = (("state", ChoicesDropdownFilter), finding.ChannelFilter)
    search_fields = ("broadcast__campaign__name",)
    search_help_text = "Part of a broadcast's name"
    list_select_related = RELATED
    ordering = ("-created_at", "-id")
    sortable_by = ()
    fields = ("what",)
    readonly_fields = ("what",)

    def get_urls(self) -> list[Any]:
        """Django's, what pages ask while runs live, and the file of recipients."""
        view = self.admin_site.admin_view
        own = [
            path("progress/", view(self.progress_view), name="delivery_run_progress"),
            path("<int:pk>/recipients.csv", view(self.file_view), name="delivery_run_file"),
        ]
        return [*own, *super().get_urls()]

    def progress_view(self, request: HttpRequest) -> JsonResponse:
        """How far runs are: by primary key, whether they live and what to show."""
        asked = [int(part) for part in request.GET.get("ids", "").split(",") if part.isdecimal() and len(part) < 19]
        rows = self.get_queryset(request).select_related(*RELATED).filter(pk__in=asked[:ASKED_AT_ONCE])
        runs = list(rows) if self.has_view_permission(request) else []
        found = counts_of(runs)
        show = balance.whole if request.GET.get("view") == "whole" else balance.inside_list
        data = {
            run.pk: {"state": run.state, "live": balance.is_live(run), "html": show(run, found[run.pk])} for run in runs
        }
        response = JsonResponse({"runs": data})
        response.headers["Cache-Control"] = "no-store"
        return response

    def file_view(self, request: HttpRequest, pk: int) -> Any:
        """Every recipient with the outcome."""
        run = self.get_object(request, str(pk))
        if run is None or not self.has_view_permission(request, run):
            return self._gone(request, str(pk))
        return recipients.file(run)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """With the balances."""
        return RunList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what pages show of each."""
        return super().get_queryset(request).select_related(*RELATED)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the broadcast's name."""
        return finding.by_campaign_name(request, queryset, search_term, "broadcast__campaign__in"), False

    # -- List

    @display(description="Run")
    def what(self, obj: Run) -> str:
        """Of which broadcast, and the how many-eth."""
        return str(obj)

    @display(description="Progress")
    def progress(self, obj: Any) -> SafeString:
        """State and balance, fresh while it lives."""
        return balance.in_list(obj, obj.counts)

    @display(description="Channel")
    def where(self, obj: Run) -> str:
        """By what it goes."""
        return str(Channel(obj.channel).label)

    @display(description="Account")
    def account_(self, obj: Run) -> str:
        """By which account."""
        return str(obj.account)

    @display(description="Began")
    def began(self, obj: Run) -> SafeString:
        """When."""
        return moment(obj.started_at)

    @display(description="Ended")
    def ended(self, obj: Run) -> SafeString:
        """When."""
        return moment(obj.finished_at)

    # -- One run

    def deeds(self) -> dict[str, Deed]:
        """Pause, go on, stop, try again, send to the rest."""
        return {
            "pause": Deed(Right.EDIT, _pause),
            "resume": Deed(Right.EDIT, _resume),
            "stop": Deed(Right.EDIT, _stop),
            "try-again": Deed(Right.EDIT, _try_again),
            "send-rest": Deed(Right.EDIT, _send_rest),
        }

    def do(self, request: HttpRequest, object_id: str, deed: str) -> HttpResponse:
        """In the run's own company, also for an operator."""
        run = self.get_object(request, object_id)
        if run is None:
            return self._gone(request, object_id)
        with company_scope(run.company_id):
            return super().do(request, object_id, deed)

    def cards(self, request: HttpRequest, obj: Run) -> list[Card]:
        """The balance with what can be done, the reasons, the recipients, and the facts."""
        counts = counts_of([obj])[obj.pk]
        data = {
            "pk": obj.pk,
            "state": obj.state,
            "is_live": balance.is_live(obj),
            "inside": balance.whole(obj, counts),
        }
        buttons = _buttons(obj, counts) if self.allows(request, Right.EDIT, obj) else []
        main = Card("Progress", "office/delivery/run_progress.html", data, icon="send", wide=True, buttons=buttons)
        reasons = recipients.reasons_card(obj)
        facts = Card("Facts", "office/cards/pairs.html", {"pairs": _facts(obj)}, icon="info")
        return [
            main,
            *([reasons] if reasons else []),
            recipients.card(request, obj),
            facts,
            *super().cards(request, obj),
        ]


def _facts(run: Run) -> list[tuple[str, object]]:
    planned: tuple[str, object] = ("Asked for", "By hand, or by a call")
    if run.occurrence is not None:
        planned = ("Planned for", moment(run.occurrence.moved_to or run.occurrence.planned_for))
    return [
        ("Broadcast", link_to(run.broadcast)),
        ("Channel", Channel(run.channel).label),
        ("Account", link_to(run.account)),
        ("Template", run.version),
        planned,
        ("Began", moment(run.started_at)),
        ("Ended", moment(run.finished_at) if run.finished_at else NONE),
    ]


def _buttons(run: Run, counts: Counts) -> list[Button]:
    """What can be done where it stands."""
    found: list[Button] = []
    waiting = balance.people(counts.pending)
    if run.state == RunState.RUNNING:
        found.append(Button("pause", "Pause", "pause", "main"))
    if run.state == RunState.PAUSED:
        found.append(Button("resume", "Go on", "play_arrow", "main"))
    if run.state == RunState.STOPPED and counts.pending and run.forgotten_at is None:
        question = f"Send to the {waiting} who still {'waits' if counts.pending == 1 else 'wait'}?"
        found.append(Button("send-rest", f"Send to the rest ({counts.pending:,})", "play_arrow", "main", {}, question))
    held = run.state in (RunState.PAUSED, RunState.STOPPED)
    if counts.failed and not held and outcomes.can_be_tried_again(run):
        question = "Send again to those who failed for a reason that may pass?"
        found.append(Button("try-again", "Try the failed again", "replay", "plain", {}, question))
    if balance.is_live(run):
        question = f"Stop this run? {waiting.capitalize()} would get nothing, unless you send to the rest later."
        found.append(Button("stop", "Stop", "stop", "bad", {}, question))
    return found


def _pause(request: HttpRequest, obj: Any) -> str:
    controls.pause(run=obj)
    return "The run is paused. What is being handed over at this moment is the last."


def _resume(request: HttpRequest, obj: Any) -> str:
    controls.resume(run=obj)
    return "The run goes on."


def _stop(request: HttpRequest, obj: Any) -> str:
    controls.stop(run=obj)
    return "The run is stopped. Who still waits gets nothing, unless you send to the rest."


def _try_again(request: HttpRequest, obj: Any) -> str:
    found = controls.retry_failed(run=obj)
    return f"{count(found, 'person is', 'people are')} tried again."


def _send_rest(request: HttpRequest, obj: Any) -> str:
    controls.send_to_the_rest(run=obj)
    return "The run goes on with those who still wait."
