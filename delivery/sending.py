"""Sending a run: claim a chunk, hand it over window by window, keep what became of each, and look up in between.

A window is as long as what goes out in a quarter of a second, so that a pause holds at once, and a lost worker leaves
no more in doubt than that.
"""

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from audiences import unsubscribing
from companies.models import Company
from core.channels import Channel as MessageChannel
from delivery import chunks, finishing, message_names, quiet, reporting, retiring, tracked
from delivery.channels import pool
from delivery.channels.base import Channel, Outcome, Outgoing
from delivery.channels.rates import Bucket
from delivery.chunks import Claimed, Verdict, Window
from delivery.models import RecordState, Run, RunState
from delivery.recipients import Reader, Recipient
from templates_app.rendering.compiled import CompiledTemplate, UnfitValuesError, compile_version

SMALLEST, LARGEST = 8, 2_000
# An e-mail is some 8 kB, and a window is held whole.
LARGEST_OF_MAILS = 1_000
# Where the other side cannot tell that it has a message already, a window is all that may be in doubt.
LARGEST_WITHOUT_KEY = 256
WINDOW_SECONDS = 0.25
LONGEST_WAIT = 1.0


@dataclass(frozen=True, slots=True)
class Slice:
    """What a worker did in its turn.

    Args:
        messages: how many were handed over.
        more: whether something is due at once.
    """

    messages: int
    more: bool


def send_slice(*, run_id: int, seconds: float) -> Slice:
    """Send a run for a while.

    Args:
        run_id: of the company in scope.
        seconds: after which somebody else's work gets its turn.
    """
    run = Run.objects.select_related("broadcast__campaign", "version__template", "account", "company").get(pk=run_id)
    if run.state != RunState.RUNNING:
        return Slice(0, more=False)
    if run.account.disabled_at is not None:
        finishing.pause(run, f"The account “{run.account}” is switched off.")
        return Slice(0, more=False)
    if run.channel == MessageChannel.EMAIL and not settings.LINK_BASE:
        finishing.pause(run, "PUBLIC_URL is not set: without it nobody could unsubscribe. Ask whoever runs Muster.")
        return Slice(0, more=False)
    with pool.borrowed(run.account) as channel:
        return _Sender(run, channel).work(time.monotonic() + seconds)


class _Sender:
    """One worker's part in one run."""

    def __init__(self, run: Run, channel: Channel) -> None:
        self.run = run
        self.channel = channel
        self.company: Company = run.company
        self.quiet = quiet.of_company(self.company.quiet_from, self.company.quiet_to)
        self.template: CompiledTemplate = compile_version(tracked.content_of(run))
        self.reader = Reader(run, self.template.variables.names)
        self.bucket = Bucket(run.account_id, run.account.rate_limit)
        self.worker = secrets.token_hex(8)
        self.size = SMALLEST
        is_mail = run.channel == MessageChannel.EMAIL
        largest = LARGEST_OF_MAILS if is_mail else LARGEST
        self.largest = largest if channel.takes_key else LARGEST_WITHOUT_KEY
        self.messages = 0
        self.teller = reporting.Teller(run)
        metadata = {"campaign_id": str(run.broadcast.campaign.uuid), "run_id": str(run.uuid)}
        self.metadata: Mapping[str, str] = metadata
        self.prefix = run.uuid.hex
        self.leave = unsubscribing.unsubscribe_urls(company_id=run.company_id, channel=run.channel) if is_mail else None

    def work(self, until: float) -> Slice:
        """Send chunk after chunk."""
        while time.monotonic() < until:
            chunk = chunks.claim(self.run.pk, self.worker)
            if chunk is None:
                finishing.finish(self.run)
                return Slice(self.messages, more=False)
            goes_on = self._send_chunk(chunk, until)
            reporting.report_sent(self.run, first=chunk.first)
            if not goes_on:
                return Slice(self.messages, more=False)
        return Slice(self.messages, more=True)

    def _send_chunk(self, chunk: Claimed, until: float) -> bool:
        """Send a chunk as far as the time goes.

        Returns:
            Whether the run goes on.
        """
        chunks.settle(chunk, takes_key=self.channel.takes_key)
        if later := self._sleeping(chunk):
            chunks.put_off(chunk, later)
            return True
        while chunk.done_to < chunk.last:
            if time.monotonic() >= until:
                chunks.release(chunk)
                return True
            allowed = self.bucket.take(self.size)
            if not allowed.count:
                time.sleep(min(allowed.wait, LONGEST_WAIT))
                continue
            if not chunks.begin_window(chunk, allowed.count):
                chunks.release(chunk)
                return False
            window, fault = self._send_window(chunk)
            if not chunks.end_window(chunk, window):
                return True  # thought lost, and settled by somebody else
            self.teller.tell(chunk.first)
            if not self._go_on(chunk, window, fault):
                return False
        return True

    def _sleeping(self, chunk: Claimed) -> datetime | None:
        zone = ZoneInfo(chunk.time_zone) if chunk.time_zone else self.company.zone
        return self.quiet.until(timezone.now(), zone) if self.quiet else None

    def _send_window(self, chunk: Claimed) -> tuple[Window, Outcome | None]:
        """Hand a window over; also what was wrong with the account, if something was."""
        window = Window(to=chunk.handed_to)
        recipients = self.reader.window(chunk)
        started = time.monotonic()
        batch = list(self._rendered(recipients, window))
        fault, silent, gone = None, {outgoing.id for outgoing in batch}, {}
        for outcome in self.channel.send(batch):
            silent.discard(outcome.id)
            _count(window, outcome, keeps_id=not self.channel.names_by_key)
            if outcome.feedback:
                gone[outcome.id] = outcome
            if outcome.of_account:
                fault = outcome
        retiring.retire(self.run, recipients, gone)
        for number in sorted(silent):
            _count(window, Outcome(number, "unknown", reason="The channel told no outcome."), keeps_id=False)
        self.messages += len(batch)
        self._adapt(len(recipients), time.monotonic() - started)
        return window, fault

    def _rendered(self, recipients: Iterable[Recipient], window: Window) -> Iterator[Outgoing]:
        """The messages of all who still get one."""
        for recipient in recipients:
            if recipient.left_out:
                _leave_out(window, recipient.number, recipient.left_out, _GONE[recipient.left_out])
                continue
            try:
                yield self._outgoing(recipient)
            except UnfitValuesError as error:
                _leave_out(window, recipient.number, "invalid", f"invalid: {error.message}")

    def _outgoing(self, recipient: Recipient) -> Outgoing:
        number, address, hashed, _, values = recipient
        leave = self.leave(hashed) if self.leave else ""
        message = self.template.render(values, unsubscribe_url=leave)
        return Outgoing(number, address, message, message_names.key(self.prefix, hashed), leave, self.metadata)

    def _adapt(self, count: int, seconds: float) -> None:
        """The next window should take a quarter of a second."""
        wanted = count * WINDOW_SECONDS / max(seconds, 0.001)
        self.size = max(SMALLEST, min(self.largest, int(min(wanted, self.size * 2))))

    def _go_on(self, chunk: Claimed, window: Window, fault: Outcome | None) -> bool:
        """Whether the run goes on after a window, or has been paused for what was wrong with it."""
        if fault is not None:
            wait = finishing.account_failed(self.run, fault)
            chunks.put_off(chunk, timezone.now() + (wait or timedelta()))
            return False
        if window.sent:
            finishing.account_works(self.run)
        return not (window.failed and finishing.is_over_budget(self.run))


_GONE = {"suppressed": "suppressed", "invalid": "invalid: the contact was deleted"}


def _leave_out(window: Window, number: int, what: str, reason: str) -> None:
    setattr(window, what, getattr(window, what) + 1)
    window.verdicts.append(Verdict(number, RecordState.SKIPPED, reason))


def _count(window: Window, outcome: Outcome, *, keeps_id: bool) -> None:
    """Add an outcome to its window.

    Args:
        keeps_id: whether the provider's id is kept: then a row is written, which for most would be left as it is.
    """
    if outcome.state == "sent":
        window.sent += 1
        if keeps_id and outcome.provider_id:
            window.verdicts.append(Verdict(outcome.id, RecordState.PLANNED, provider_id=outcome.provider_id))
        return
    state = RecordState.UNCERTAIN if outcome.state == "unknown" else RecordState.FAILED
    if state is RecordState.UNCERTAIN:
        window.uncertain += 1
    else:
        window.failed += 1
    # What is wrong with an account is nobody's own fault: once it is put right, they get their message.
    is_permanent = outcome.permanent and not outcome.of_account
    window.verdicts.append(Verdict(outcome.id, state, outcome.reason, is_permanent, outcome.provider_id))
