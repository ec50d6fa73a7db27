"""A run in words and bars: where it stands, its balance, and why some got nothing."""

from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaigns.models import CampaignStatus
from companies.office.words import count, duration, label, moment
from delivery import pace
from delivery.broadcasts import LIVE_RUNS
from delivery.ledger import Counts
from delivery.models import Run, RunState

TONES = {
    RunState.RUNNING: "info",
    RunState.PAUSED: "warn",
    RunState.STOPPED: "neutral",
    RunState.SENT: "good",
    RunState.FAILED: "bad",
}
# Part, heading, what it means; in the order of the bar.
PARTS = (
    ("sent", "Sent", "Handed over to the channel."),
    ("failed", "Failed", "Refused by the channel."),
    ("skipped", "Skipped", "Left out: suppressed, capped, or without an address or a value."),
    ("uncertain", "Uncertain", "Handed over, but nobody answered. They are never sent again by themselves."),
    ("pending", "Waiting", "Their turn is still to come."),
)
REASONS = {
    "suppressed": "Wants no messages",
    "capped": "Has had enough for now (frequency cap)",
    "invalid": "Deleted since the run began",
}


def is_live(run: Run) -> bool:
    """Whether more may come of it."""
    return run.state in LIVE_RUNS


def state(run: Run) -> SafeString:
    """Where a run stands; also that its campaign holds it, or that it stalls."""
    found = RunState(run.state)
    labels = [label(found.label, TONES[found])]
    if found == RunState.RUNNING and run.broadcast.campaign.status == CampaignStatus.PAUSED:
        labels = [label("Held: the campaign is paused", "warn")]
    elif found == RunState.RUNNING and run.company.on_hold_since is not None:
        labels = [label("Held: the company is on hold", "warn")]
    elif found == RunState.RUNNING and run.stalled_why:
        labels.append(label("Stalled", "warn"))
    return format_html_join(SafeString(" "), "{}", ((one,) for one in labels))


def bar(counts: Counts) -> SafeString:
    """The balance as one stacked bar; a part that is not nothing is seen however small it is."""
    parts = [(name, getattr(counts, name)) for name, _, _ in PARTS]
    said = ", ".join(f"{heading.lower()} {getattr(counts, name):,}" for name, heading, _ in PARTS)
    pieces = format_html_join("", '<i class="r-{}" style="flex-grow:{}"></i>', ((name, n) for name, n in parts if n))
    return format_html('<span class="r-bar" role="img" aria-label="{}">{}</span>', said, pieces)


def in_list(run: Run, counts: Counts) -> SafeString:
    """A run in a list, fresh while it lives."""
    return format_html(
        '<span class="r-mini" data-run="{}" data-view="list"{}>{}</span>',
        run.pk,
        SafeString(" data-live") if is_live(run) else "",
        inside_list(run, counts),
    )


def inside_list(run: Run, counts: Counts) -> SafeString:
    """What is replaced there."""
    words = f"{counts.sent:,} of {counts.planned:,} sent"
    if counts.failed:
        words += f" · {counts.failed:,} failed"
    return format_html('{}{}<small class="o-small">{}</small>', state(run), bar(counts), words)


def whole(run: Run, counts: Counts) -> SafeString:
    """The balance on the run's own page."""
    return SafeString(render_to_string("office/delivery/run_balance.html", shown(run, counts)))


def shown(run: Run, counts: Counts) -> dict[str, Any]:
    """What the balance shows: numbers with their words, the speed, and what holds it up."""
    now = timezone.now()
    found = pace.of(run, counts, now=now)
    return {
        "state": state(run),
        "bar": bar(counts),
        "planned": f"{counts.planned:,}",
        "done": f"{counts.done:,}",
        "parts": [
            {"name": name, "heading": heading, "hint": hint, "n": f"{(n := getattr(counts, name)):,}",
             "share": _share(n, counts.planned)}
            for name, heading, hint in PARTS
        ],
        "skipped": _skipped(counts),
        "speed": f"{found.per_second:,.1f} a second" if found.per_second else "",
        "ends_at": moment(found.ends_at) if found.ends_at else "",
        "left": duration(found.ends_at - now) if found.ends_at else "",
        "took": _took(run),
        "problem": run.problem,
        "stalled": run.stalled_why if run.state == RunState.RUNNING else "",
        "stalled_since": moment(run.stalled_since) if run.stalled_since else "",
    }  # fmt: skip


def _took(run: Run) -> str:
    if run.finished_at is None or run.started_at is None:
        return ""
    span = run.finished_at - run.started_at
    return duration(span) if span >= pace.SHORTEST else "less than a second"


def _share(n: int, planned: int) -> str:
    if not n or not planned:
        return ""
    percent = 100 * n / planned
    return "< 0.1 %" if percent < 0.1 else f"{percent:.1f} %".replace(".0 %", " %")


def _skipped(counts: Counts) -> str:
    """What the skipped ones lack."""
    parts = [
        (counts.suppressed, "wants no messages", "want no messages"),
        (counts.capped, "has had enough for now", "have had enough for now"),
        (counts.invalid, "lacks an address or a value", "lack an address or a value"),
    ]
    return ", ".join(f"{n:,} {one if n == 1 else several}" for n, one, several in parts if n)


def reason(text: str) -> str:
    """Why somebody got nothing, as people say it."""
    if text.startswith("invalid: "):
        return text.removeprefix("invalid: ").capitalize()
    return REASONS.get(text, text or "No reason was given")


def people(n: int) -> str:
    """So many people."""
    return count(n, "person", "people")


def lasting(seconds: float) -> str:
    """A number of seconds as people say it."""
    return duration(timedelta(seconds=seconds))
