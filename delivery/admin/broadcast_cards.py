"""Cards about a broadcast: where it stands with the way to the check, and its latest runs."""

from typing import Any

from django.urls import reverse

from companies.office.cards import Card
from companies.office.words import moment, page_of
from delivery.admin import balance
from delivery.admin.broadcast_list import stage
from delivery.admin.runs import counts_of
from delivery.models import Broadcast

RECENT = 5


def status_card(broadcast: Any, *, may: bool) -> Card:
    """Where it stands, and the way to the check.

    Args:
        may: whether the person may send it.
    """
    data = {
        "stage": stage(broadcast),
        "pairs": [("Channel", broadcast.get_channel_display()), ("Next run", moment(broadcast.next_run_at))],
        "url": reverse("admin:delivery_broadcast_preflight", args=[broadcast.pk]),
        "words": "Check and send …" if may else "Check",
    }
    return Card("Send", "office/delivery/broadcast_status.html", data, icon="send")


def runs_card(broadcast: Broadcast, *, title: str = "Runs") -> Card:
    """The latest runs with their balances."""
    runs = list(broadcast.runs.order_by("-number")[:RECENT])
    counts = counts_of(runs)
    rows = []
    for run in runs:
        run.broadcast, run.company = broadcast, broadcast.company
        progress = balance.in_list(run, counts[run.pk])
        rows.append({"number": run.number, "url": page_of(run), "began": moment(run.started_at), "progress": progress})
    data = {"rows": rows, "all": f"{reverse('admin:delivery_run_changelist')}?broadcast__id__exact={broadcast.pk}"}
    return Card(title, "office/delivery/broadcast_runs.html", data, icon="history_toggle_off", anchor="runs", wide=True)
