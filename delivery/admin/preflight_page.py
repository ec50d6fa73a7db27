"""Check and send: what a run would do, shown before it is begun; then one button."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from companies.office.base import OfficeAdmin
from companies.office.words import in_full, label, link_to, page_by_key, page_of
from companies.roles import Right
from core.errors import ConflictError, DomainError
from delivery import accounts, execution, preflight
from delivery.admin import balance, pages
from delivery.admin.broadcast_form import names_of
from delivery.broadcasts import LIVE_RUNS
from delivery.freezing import Audience
from delivery.models import Broadcast, Run
from delivery.preflight import Preflight
from templates_app import finding
from templates_app.admin import previewing
from templates_app.lifecycle import IN_REVIEW
from templates_app.models import TemplateVersion

CHANGED = "The broadcast or its template has changed since you looked. Look again, then send."


def page(admin: OfficeAdmin, request: HttpRequest, broadcast: Broadcast) -> HttpResponse:
    """What would happen now."""
    found, problem = None, ""
    try:
        found = preflight.look(broadcast=broadcast, audience=audience_of(broadcast))
    except DomainError as error:
        problem = error.message
    shown = _shown(broadcast, found) if found else {}
    may = admin.allows(request, Right.EDIT, broadcast)
    answer = pages.render(
        admin, request, broadcast, "preflight.html",
        title=f"Check and send {broadcast}", problem=problem, named=names_of(broadcast),
        may_send=may and found is not None and found.queued > 0, **shown,
    )  # fmt: skip
    # The samples may show pictures from anywhere.
    answer.headers["Content-Security-Policy"] = previewing.POLICY
    return answer


def send(admin: OfficeAdmin, request: HttpRequest, broadcast: Broadcast) -> HttpResponse:
    """Begin a run, unless something is not as it was shown."""
    if request.method != "POST" or request.POST.get("seen") != _seen(broadcast):
        messages.warning(request, CHANGED)
        return HttpResponseRedirect(reverse("admin:delivery_broadcast_preflight", args=[broadcast.pk]))
    try:
        run = execution.execute(broadcast=broadcast, audience=audience_of(broadcast))
    except ConflictError as error:
        if error.code != execution.SAME_AGAIN:
            raise
        messages.info(request, "It is being sent already, since less than a minute. This is that run.")
        return HttpResponseRedirect(page_by_key("delivery.run", error.data["execution_id"]))
    messages.success(request, _told(run))
    return HttpResponseRedirect(page_of(run))


def audience_of(broadcast: Broadcast) -> Audience:
    """Whom a run of a broadcast is for."""
    return Audience(broadcast.list_ids, broadcast.segment_ids)


def _told(run: Run) -> str:
    left_out = run.matched - run.queued
    spared = f" {balance.people(left_out)} left out." if left_out else ""
    return f"Run {run.number} has begun: {balance.people(run.queued)}.{spared}"


def _seen(broadcast: Broadcast) -> str:
    """What the page was about: the broadcast as it is, and the version that would be sent."""
    version = finding.approved(template_id=broadcast.template_id, channel=broadcast.channel)
    said = f"{broadcast.pk} {broadcast.updated_at.isoformat()} {version.pk} {version.content_hash}"
    return sha256(said.encode()).hexdigest()


def _shown(broadcast: Broadcast, found: Preflight) -> dict[str, Any]:
    """Numbers, reasons, samples, times and warnings."""
    numbers = [
        ("Get it", found.queued, True),
        ("Meant", found.matched, False),
        ("Want no messages", found.suppressed, False),
        ("Had enough", found.capped, False),
        ("Lack something", found.invalid, False),
    ]
    return {
        "numbers": [(name, f"{n:,}", is_main) for name, n, is_main in numbers],
        "queued": found.queued,
        "send_words": f"Send to {balance.people(found.queued)} now",
        "question": f"Send this message to {balance.people(found.queued)} now? What was sent cannot be taken back.",
        "reasons": [(balance.reason(text), f"{n:,}") for text, n in found.reasons],
        "samples": [{"address": one.address, **previewing.pieces(one.message)} for one in found.samples],
        "facts": _facts(broadcast, found),
        "warnings": [*found.warnings, *_cautions(broadcast, found)],
        "seen": _seen(broadcast),
    }


def _facts(broadcast: Broadcast, found: Preflight) -> list[tuple[str, object]]:
    now = timezone.now()
    begins = max(found.begins_at, now)
    rate = found.account.rate_limit if found.account else None
    pairs: list[tuple[str, object]] = [
        ("Account", link_to(found.account) if found.account else "The outbox"),
        ("Rate", f"{rate:,.4g} messages a second" if rate else "None is set: as fast as it goes"),
        ("Begins", in_full(begins) if begins > now else f"At once: {in_full(now)}"),
    ]
    if found.seconds is not None and found.ends_at:
        pairs.append(("Takes about", balance.lasting(found.seconds)))
        pairs.append(("Ends about", in_full(found.ends_at)))
    end = found.ends_at or begins
    pairs.append(("In UTC", f"{begins:%Y-%m-%d %H:%M}" + (f" to {end:%Y-%m-%d %H:%M}" if end > begins else "")))
    pairs.append(("Frequency cap", "Holds" if broadcast.frequency_capping else label("Left aside", "warn")))
    return pairs


def _cautions(broadcast: Broadcast, found: Preflight) -> list[str]:
    """What is no fault and yet may surprise."""
    cautions = []
    if found.account is None or accounts.is_outbox(found.account):
        cautions.append("Nothing leaves: the channel has no account yet, so the outbox keeps the messages.")
    elif found.account.problem:
        cautions.append(f"The account “{found.account}” did not work when it was last tried: {found.account.problem}")
    if TemplateVersion.objects.filter(template_id=broadcast.template_id, status=IN_REVIEW).exists():
        cautions.append("A newer version of the template waits for approval. What is approved now is sent.")
    if broadcast.runs.filter(state__in=LIVE_RUNS).exists():
        cautions.append("A run of this broadcast still goes on. Who is meant by both gets the message twice.")
    return cautions
