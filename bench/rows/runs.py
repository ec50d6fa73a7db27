"""A run to a channel that drops everything, rendered, by two workers; beside one `INSERT … SELECT` of as many rows."""

from dataclasses import dataclass

from bench.cpu import tree_microseconds
from bench.letters import HTML, PLAIN
from bench.limits import freeze as limit
from bench.people import Crowd, begin_again, execute, make_broadcast, make_crowd, make_version
from bench.rounds import Contender, Measured, Sample, compare, seconds_of
from bench.sizes import scaled
from bench.stand import Stand
from bench.table import Line, cpu_line, rate_line
from bench.workers import Null, Sent, send
from core.channels import Channel
from core.tenancy import company_scope
from delivery import accounts
from delivery.models import Broadcast, ChannelAccount, Run

MANY, FEW = 1_000_000, 10_000
ROUNDS = 3
_FASTER_THAN_ANY = 10_000_000.0


@dataclass(frozen=True, slots=True)
class Round:
    """What is known of a run beyond its rate.

    Args:
        sent: what the workers did.
        freezing: seconds until it was frozen.
    """

    sent: Sent
    freezing: float


class _Case:
    """One kind of message, as a contender."""

    def __init__(self, stand: Stand, crowd: Crowd, broadcast: Broadcast, *, rate: float | None = None) -> None:
        self.stand, self.crowd, self.broadcast, self.rate = stand, crowd, broadcast, rate
        self.rounds: list[Round] = []

    def visit(self, _: int) -> Sample:
        """Freeze, and send; the sample is of sending."""
        begin_again(self.stand)
        ChannelAccount.objects.filter(pk=self.broadcast.account_id).update(rate_limit=self.rate)
        made: list[Run] = []
        freezing = seconds_of(lambda: made.append(execute(self.broadcast, self.crowd.everybody)))
        self.stand.sql("CHECKPOINT")
        before = tree_microseconds((self.stand.postgres,))
        sent = send(self.crowd.company_id, made[0].pk)
        used = tree_microseconds((self.stand.postgres,)) - before
        made[0].refresh_from_db()
        if (sent.messages, made[0].state) != (made[0].queued, "sent"):
            raise RuntimeError(f"{sent.messages} of {made[0].queued} were sent; the run is {made[0].state}.")
        self.rounds.append(Round(sent, freezing))
        return Sample(sent.messages / sent.seconds, used / sent.messages + sent.cpu * 1e6 / sent.messages)


def run(stand: Stand) -> list[Line]:
    """All lines; units are messages."""
    count = scaled(MANY)
    crowd, few = make_crowd("runs", count), make_crowd("runs-few", FEW)
    with company_scope(few.company_id):
        small = [_case(stand, few, channel) for channel in (Channel.SMS, Channel.EMAIL)]
        for case in small:
            case.visit(0)
    with company_scope(crowd.company_id):
        plain, html = (_case(stand, crowd, channel) for channel in (Channel.SMS, Channel.EMAIL))
        limited = _Case(stand, crowd, plain.broadcast, rate=_FASTER_THAN_ANY)
        contenders = {"limit": _limit(stand, crowd), "plain": plain.visit, "limited": limited.visit, "html": html.visit}
        found = compare(contenders, rounds=ROUNDS)
    return [
        *_speeds(count, found, plain, html),
        rate_line("the same, plain text, with a rate limit: rate", found, "plain", "limited", 0.97),
        cpu_line("the same: CPU", found, "plain", "limited", found.cpu_ratio("limited", "plain"), 1.03, most=True),
        *_structure(count, plain, html, small),
    ]


def _speeds(count: int, found: Measured, plain: _Case, html: _Case) -> list[Line]:
    lines = []
    for case, name, told, goal in (
        (plain, "plain", "plain text, 3 values", 0.6),
        (html, "html", "4 kB of HTML, 5 values", 0.45),
    ):
        lines.append(rate_line(f"run of {count:,}, {told}, 2 workers", found, "limit", name, goal))
        whole = min(count / (one.freezing + one.sent.seconds) for one in case.rounds[1:])
        lines.append(Line("the same, freezing counted, the slowest", "", f"{whole:.0f}/s", whole))
        lines.append(cpu_line("the same: CPU of workers and PostgreSQL", found, "limit", name,
                              found.cpu_ratio(name, "limit")))  # fmt: skip
    return lines


def _structure(count: int, plain: _Case, html: _Case, small: list[_Case]) -> list[Line]:
    statements = max(one.sent.statements / one.sent.messages for case in (plain, html) for one in case.rounds)
    lines = [Line("statements a recipient", "", f"{statements:.4f}", statements, 0.01, most=True)]
    for case, other, told in ((plain, small[0], "plain text"), (html, small[1], "HTML")):
        most, first = (max(one.sent.megabytes for one in each.rounds) for each in (case, other))
        idle = max(one.sent.idle_megabytes for one in case.rounds)
        name = f"memory of a worker, {told}, {count:,}; before its first message"
        lines += [
            Line(name, f"{idle:.0f} MB", f"{most:.0f} MB", most, 150, most=True),
            Line(f"grown from {FEW:,}", f"{first:.0f} MB", f"{most:.0f} MB", most / first, 1.1, most=True),
        ]
    return lines


def _case(stand: Stand, crowd: Crowd, channel: Channel) -> _Case:
    account = accounts.create(
        company_id=crowd.company_id, kind=Null.kind, channel=channel, name="Nothing", settings={}, secrets={}
    )
    content = PLAIN if channel == Channel.SMS else HTML
    return _Case(stand, crowd, make_broadcast(make_version(crowd.company_id, channel, **content), account))


def _limit(stand: Stand, crowd: Crowd) -> Contender:
    def visit(_: int) -> Sample:
        limit.clear(stand.url)
        begin_again(stand)
        before = tree_microseconds((stand.postgres,))
        seconds = seconds_of(lambda: limit.fill(stand.url, crowd.company_id, crowd.group_id))
        return Sample(crowd.count / seconds, (tree_microseconds((stand.postgres,)) - before) / crowd.count)

    return visit
