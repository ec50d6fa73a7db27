"""A batch of mails over several connections at once: each one's way from envelope to receipt.

Where the server pipelines, a mail's body and the next one's envelope travel together, so that a mail costs one wait.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.errors import OutboundError
from delivery.channels.base import Outcome, Outgoing, RefusedError
from delivery.channels.mail.skeleton import Skeleton, ascii_address
from delivery.channels.smtp.line import LostError
from delivery.channels.smtp.replies import Reply
from delivery.channels.smtp.session import Session

TRIES: Final = 2  # for a mail whose connection was lost before it was handed over
MOST_LOSSES: Final = 16  # in a row, over all connections: then the server is at fault, not one connection
SOME: Final = 64  # outcomes after which the caller is told at once
SOON: Final = 0.05  # seconds after which it is told of fewer
_END: Final = b".\r\n"

Open = Callable[[], Awaitable[Session]]


@dataclass(slots=True)
class Mail:
    """A mail on its way.

    Args:
        item: what was asked for.
        recipient: the address in ASCII, as far as that goes.
        content: with dots doubled, without the end (RFC 5321 section 4.5.2).
        tries: how often it was begun.
    """

    item: Outgoing
    recipient: str
    content: bytes
    tries: int = 0


class Pump:
    """One batch.

    Args:
        batch: the mails.
        skeleton: their shape; with dots doubled.
        idle: sessions to be used first; those that are still good are left in it.
        open_session: makes one more.
    """

    def __init__(self, batch: Iterable[Outgoing], skeleton: Skeleton, idle: list[Session], open_session: Open) -> None:
        self.found: deque[Outcome] = deque()
        self._waiting: deque[Outgoing | Mail] = deque(batch)
        self._skeleton = skeleton
        self._idle = idle
        self._open = open_session
        self._news = asyncio.Event()
        self._alarm: asyncio.TimerHandle | None = None
        self._working = 0
        self._losses = 0
        self._trouble: OutboundError | None = None

    async def run(self, width: int) -> None:
        """Hand all of it over, by so many connections."""
        try:
            await asyncio.sleep(0)  # hear the goodbyes that came to idle connections since the last batch
            await asyncio.sleep(0)
            self._working = max(1, min(width, len(self._waiting)))
            async with asyncio.TaskGroup() as group:
                for _ in range(self._working):
                    group.create_task(self._work())
            self._give_up()
        finally:
            self._news.set()

    async def news(self) -> None:
        """Wait for outcomes, or for the end."""
        await self._news.wait()
        if not self._waiting and not self._working:
            return  # stays set: there is nothing more to wait for
        self._news.clear()

    # -- Connections

    async def _work(self) -> None:
        try:
            while self._waiting and self._trouble is None:
                try:
                    session = self._reused() or await self._open()
                except OutboundError as error:
                    # Servers allow only so many connections: the others go on.
                    if self._working == 1:
                        self._trouble = error
                    return
                try:
                    await self._use(session)
                    session.used_at = time.monotonic()
                    self._idle.append(session)
                except LostError as error:
                    session.line.abort()
                    self._note_loss(error)
                except BaseException:
                    session.line.abort()
                    raise
        finally:
            self._working -= 1

    def _reused(self) -> Session | None:
        while self._idle:
            session = self._idle.pop()
            if session.is_fresh:
                return session
            session.line.abort()
        return None

    async def _use(self, session: Session) -> None:
        mail = self._begun(session)
        while mail is not None:
            mail = await (self._pipelined if session.pipelines else self._stepwise)(session, mail)

    # -- One mail

    async def _pipelined(self, session: Session, mail: Mail) -> Mail | None:
        """Read the replies to the envelope, send the body with the next envelope, read the receipt."""
        line = session.line
        try:
            sender, recipient, data = await line.replies(3)
        except LostError as error:
            self._again(mail, error)
            raise
        refusal = next((reply for reply in (sender, recipient) if not reply.is_good), None)
        if refusal or data.code != 354:
            is_open = data.code == 354
            return await self._refused(session, mail, refusal or data, of_sender=refusal is sender, is_open=is_open)
        following = self._next(session)
        receipt: Reply | None = None
        try:
            line.write(b"".join((mail.content, _END, self._envelope(following) if following else b"")))
            receipt = await line.reply()
        except LostError as error:
            self._note_unknown(mail, error)
            if following:
                self._waiting.appendleft(following)  # its envelope alone was on the way
            raise
        self._note_receipt(mail, receipt)
        return following

    async def _stepwise(self, session: Session, mail: Mail) -> Mail | None:
        """As RFC 821 had it: each command waits for its reply."""
        line = session.line
        try:
            for command in self._commands(mail):
                reply = await line.ask(command)
                if not reply.is_good:
                    of_sender = command.startswith("MAIL")
                    return await self._refused(session, mail, reply, of_sender=of_sender, is_open=False)
        except LostError as error:
            self._again(mail, error)
            raise
        try:
            line.write(mail.content + _END)
            self._note_receipt(mail, await line.reply())
        except LostError as error:
            self._note_unknown(mail, error)
            raise
        return self._begun(session)

    async def _refused(
        self, session: Session, mail: Mail, reply: Reply, *, of_sender: bool, is_open: bool
    ) -> Mail | None:
        """Note a refused envelope, and clear the table for the next."""
        if reply.is_goodbye:
            self._again(mail, LostError(f"said: {reply.text}"))
            raise LostError(f"said: {reply.text}")
        self._note_refusal(mail, reply, of_sender=of_sender)
        if is_open:  # the server waits for a body that has nobody to go to
            session.line.write(_END)
            await session.line.reply()
        await session.line.ask("RSET")
        return self._begun(session)

    def _begun(self, session: Session) -> Mail | None:
        """The next mail; where the server pipelines, its envelope is on the way."""
        mail = self._next(session)
        if mail is not None and session.pipelines:
            try:
                session.line.write(self._envelope(mail))
            except LostError as error:
                self._again(mail, error)
                raise
        return mail

    def _next(self, session: Session) -> Mail | None:
        """The next mail that this server can take."""
        while self._waiting and self._trouble is None:
            following = self._waiting.popleft()
            mail = following if isinstance(following, Mail) else self._made(following)
            if mail is not None and not mail.recipient.isascii() and not session.takes_utf8:
                self._fail(mail.item, "The mail server takes no address with such letters.", permanent=True)
            elif mail is not None:
                mail.tries += 1
                return mail
        return None

    def _made(self, item: Outgoing) -> Mail | None:
        try:
            recipient = ascii_address(item.address)
            content = self._skeleton.fill(item, datetime.now(UTC))
        except ValueError:  # UnicodeError is one: the domain cannot be written in ASCII
            self._fail(item, "It is not an e-mail address.", permanent=True)
            return None
        return Mail(item, recipient, content)

    def _commands(self, mail: Mail) -> tuple[str, str, str]:
        options = "" if mail.recipient.isascii() else " SMTPUTF8"
        return f"MAIL FROM:<{self._skeleton.sender}>{options}", f"RCPT TO:<{mail.recipient}>", "DATA"

    def _envelope(self, mail: Mail) -> bytes:
        return "".join(f"{command}\r\n" for command in self._commands(mail)).encode()

    # -- Outcomes

    def _note_receipt(self, mail: Mail, receipt: Reply) -> None:
        self._losses = 0
        if receipt.is_good:
            self._note(Outcome(mail.item.id, "sent", self._skeleton.message_id(mail.item.key)))
        else:
            self._note_refusal(mail, receipt)

    def _note_refusal(self, mail: Mail, reply: Reply, *, of_sender: bool = False) -> None:
        self._losses = 0
        reason = f"The server said: {reply.text}"
        # A sender that is refused for good is refused for every recipient.
        of_account = reply.is_of_account or (of_sender and reply.is_permanent)
        if of_account:
            self._trouble = self._trouble or RefusedError(reason, permanent=True, of_account=True)
        self._fail(mail.item, reason, permanent=reply.is_permanent, of_account=of_account)

    def _note_unknown(self, mail: Mail, error: LostError) -> None:
        self._note(Outcome(mail.item.id, "unknown", reason=f"The server {error} after the mail was handed over."))

    def _again(self, mail: Mail, error: LostError) -> None:
        """Put a mail back that nobody took, unless that has happened before."""
        if mail.tries < TRIES:
            self._waiting.appendleft(mail)
        else:
            self._fail(mail.item, f"The server {error} before it took the mail.")

    def _note_loss(self, error: LostError) -> None:
        self._losses += 1
        if self._losses >= MOST_LOSSES and self._trouble is None:
            self._trouble = OutboundError(f"The server {error}, again and again.", permanent=False)

    def _give_up(self) -> None:
        """What was not handed over shares the account's fault."""
        error = self._trouble or OutboundError("The mail server could not be used.", permanent=False)
        while self._waiting:
            left = self._waiting.popleft()
            item = left.item if isinstance(left, Mail) else left
            self._fail(item, error.message, permanent=error.permanent, of_account=True)

    def _fail(self, item: Outgoing, reason: str, *, permanent: bool = False, of_account: bool = False) -> None:
        self._note(Outcome(item.id, "failed", "", reason, permanent, None, of_account))

    def _note(self, outcome: Outcome) -> None:
        self.found.append(outcome)
        if len(self.found) >= SOME:
            self._tell()
        elif self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(SOON, self._tell)

    def _tell(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._news.set()
