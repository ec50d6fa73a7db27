"""A run of e-mails to a local sink, beside one mail made beforehand by asyncio and by smtplib, and `send_mail`."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test.utils import override_settings

from bench.cpu import tree_microseconds
from bench.letters import HTML, VALUES
from bench.limits import mail as limit
from bench.people import Crowd, begin_again, execute, make_broadcast, make_crowd, make_version
from bench.rounds import Contender, Measured, Sample, compare, seconds_of
from bench.sink import sink
from bench.sizes import scaled
from bench.stand import Stand
from bench.table import Line, rate_line
from bench.workers import PUBLIC_URL, send
from core.channels import Channel
from core.tenancy import company_scope
from delivery import accounts
from delivery.channels.base import Account, Outgoing
from delivery.channels.mail.skeleton import Skeleton
from delivery.channels.smtp.channel import Smtp
from delivery.models import Broadcast
from templates_app.models import TemplateVersion
from templates_app.rendering.compiled import compile_version
from templates_app.rendering.message import Message

COUNT = 40_000
SEND_MAILS = 1_000
ROUNDS = 5


def run(stand: Stand) -> list[Line]:
    """A line for each limit, and ours without the ledger."""
    crowd = make_crowd("mail", scaled(COUNT))
    with company_scope(crowd.company_id), sink() as port:
        version = make_version(crowd.company_id, Channel.EMAIL, **HTML)
        row = accounts.create(
            company_id=crowd.company_id, kind=Smtp.kind, channel=Channel.EMAIL, name="Sink", secrets={},
            settings={"host": "127.0.0.1", "port": port, "security": "none", "from_address": limit.SENDER},
        )  # fmt: skip
        account = Account(row.pk, crowd.company_id, row.channel, row.settings, {})
        found = compare(_contenders(stand, crowd, version, make_broadcast(version, row), account, port), rounds=ROUNDS)
    return _lines(found, len(_whole(account, _message(version))))


def _contenders(
    stand: Stand, crowd: Crowd, version: TemplateVersion, broadcast: Broadcast, account: Account, port: int
) -> dict[str, Contender]:
    message, count = _message(version), crowd.count
    whole = _whole(account, message)
    mail = whole.replace(b"\r\n.", b"\r\n..") + b".\r\n"
    mails = [_outgoing(message, number) for number in range(count)]
    return {
        "asyncio": _timed(count, lambda: limit.by_asyncio(port, mail, count)),
        "smtplib": _timed(count // 4, lambda: limit.by_smtplib(port, whole, count // 4)),
        "send_mail": _timed(
            SEND_MAILS,
            lambda: limit.by_send_mail(port, message.subject, message.text, message.html, SEND_MAILS),
        ),
        "channel": _timed(count, lambda: _by_channel(account, mails)),
        "ours": _run(stand, crowd, broadcast, port),
    }


def _lines(found: Measured, size: int) -> list[Line]:
    told = f"e-mail of {size:,} bytes, 2 workers × 8 connections"
    return [
        rate_line(f"{told}; asyncio, made beforehand", found, "asyncio", "ours", 0.28),
        rate_line("the same; smtplib, one connection, made beforehand", found, "smtplib", "ours", 2.5),
        rate_line("the same; send_mail", found, "send_mail", "ours", 10),
        rate_line("the channel alone, one worker, rendered beforehand; asyncio", found, "asyncio", "channel"),
        Line("CPU of workers and PostgreSQL", "", f"{found.cpu('ours'):.0f} µs", found.cpu("ours")),
    ]


def _message(version: TemplateVersion) -> Message:
    return compile_version(version.content).render(VALUES, unsubscribe_url=f"{PUBLIC_URL}/u/{'x' * 80}")


def _outgoing(message: Message, number: int) -> Outgoing:
    return Outgoing(number, f"kari.{number}@people.example", message, f"bench-{number}", f"{PUBLIC_URL}/u/{'x' * 80}")


def _whole(account: Account, message: Message) -> bytes:
    """A mail as ours makes it."""
    return Skeleton(account.settings).fill(_outgoing(message, 1), datetime.now(UTC))


def _by_channel(account: Account, mails: list[Outgoing]) -> None:
    server = f"{account.settings['host']}:{account.settings['port']}"
    channel = Smtp(account)
    try:
        with override_settings(OUTBOUND_ALLOW=[server]):
            outcomes = [outcome for outcome in channel.send(mails) if outcome.state != "sent"]
    finally:
        channel.close()
    if outcomes:
        raise RuntimeError(f"A mail was not sent: {outcomes[0].reason}")


def _timed(count: int, work: Callable[[], object]) -> Contender:
    def visit(_: int) -> Sample:
        return Sample(count / seconds_of(work), 0)

    return visit


def _run(stand: Stand, crowd: Crowd, broadcast: Broadcast, port: int) -> Contender:
    def visit(_: int) -> Sample:
        begin_again(stand)
        run = execute(broadcast, crowd.everybody)
        before = tree_microseconds((stand.postgres,))
        sent = send(crowd.company_id, run.pk, opened=f"127.0.0.1:{port}")
        used = tree_microseconds((stand.postgres,)) - before
        run.refresh_from_db()
        if (sent.messages, run.state) != (run.queued, "sent"):
            raise RuntimeError(f"{sent.messages} of {run.queued} were sent; the run is {run.state}: {run.problem}")
        return Sample(sent.messages / sent.seconds, (used + sent.cpu * 1e6) / sent.messages)

    return visit
