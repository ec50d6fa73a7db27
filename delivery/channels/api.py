"""What adapters of providers' APIs share: calls side by side, and refusals turned into outcomes."""

from abc import abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypedDict

import msgspec

from core.errors import OutboundError
from core.http import FetchedResponse
from delivery.channels.base import Account, Channel, Outcome, Outgoing, Post, Published, RefusedError, UncertainError
from delivery.channels.wire import WIDTH, Wire

_ACCOUNT_STATUS = frozenset({401, 403})
_PASSING_STATUS = frozenset({408, 409, 423, 425, 429})


class ApiChannel(Channel):
    """A provider with an API: one call a message, several of them at once."""

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self.wire = self.connect()
        self._pool: ThreadPoolExecutor | None = None

    @abstractmethod
    def connect(self) -> Wire:
        """The way to the provider, with what signs us in."""

    def hand_over(self, item: Outgoing) -> str:
        """Hand one message over; called in several threads at once.

        Returns:
            What the provider calls it.

        Raises:
            OutboundError: it did not take it.
        """
        raise RefusedError(f"{self.label} carries no messages.", permanent=True)

    def send(self, batch: Sequence[Outgoing]) -> Iterator[Outcome]:
        """Hand messages over, `WIDTH` at once; stops at the first fault of the account."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(WIDTH, thread_name_prefix=f"send-{self.kind}")
        under_way: deque[Future[Outcome]] = deque()
        fault: Outcome | None = None
        for item in batch:
            if fault is not None and not under_way:
                yield fault._replace(id=item.id)
                continue
            under_way.append(self._pool.submit(self._outcome, item) if fault is None else _settled(fault, item))
            if len(under_way) >= WIDTH:
                outcome = under_way.popleft().result()
                fault = fault or (outcome if outcome.of_account else None)
                yield outcome
        while under_way:
            yield under_way.popleft().result()

    def close(self) -> None:
        """Let go of connections and threads."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self.wire.close()

    def post(self, post: Post) -> Published:
        """Publish one post.

        Raises:
            OutboundError: it was not published.
        """
        raise RefusedError(f"{self.label} publishes no posts.", permanent=True)

    def publish(self, post: Post) -> Published:
        """Publish a post; what is uncertain may be tried again where the other side takes a key."""
        try:
            return self.post(post)
        except UncertainError as error:
            if not self.takes_key:
                raise
            raise harmless(error) from error

    def _refusal(
        self,
        response: FetchedResponse,
        reason: str,
        *,
        permanent: bool | None = None,
        of_account: bool | None = None,
        feedback: str = "",
    ) -> RefusedError:
        """The refusal that an answer means.

        Args:
            response: with a status that is not 2xx.
            reason: in the provider's words; the status where it has none.
            permanent: as the provider's own table of codes says; else by the status.
            of_account: likewise.
            feedback: what it says of the address for all messages.
        """
        status = response.status
        if of_account is None:
            of_account = status in _ACCOUNT_STATUS or status == 429
        if permanent is None:
            permanent = status < 500 and status not in _PASSING_STATUS
        return RefusedError(
            self._clean(reason) or f"It answered {status} and gave no reason.",
            permanent=permanent,
            of_account=of_account,
            retry_after=response.retry_after,
            feedback=feedback,
        )

    def _outcome(self, item: Outgoing) -> Outcome:
        try:
            return Outcome(item.id, "sent", self.hand_over(item)[:255])
        except UncertainError as error:
            # Where the key is known over there, trying again cannot send twice.
            state = "failed" if self.takes_key else "unknown"
            return Outcome(item.id, state, reason=self._clean(error.message))  # type: ignore[arg-type]
        except RefusedError as error:
            return Outcome(
                item.id,
                "failed",
                reason=self._clean(error.message),
                permanent=error.permanent,
                retry_after=error.retry_after,
                of_account=error.of_account,
                feedback=error.feedback,
            )
        except OutboundError as error:
            # It never arrived: the way there is at fault, and the next message would fare no better.
            return Outcome(item.id, "failed", "", self._clean(error.message), error.permanent, of_account=True)


def said(response: FetchedResponse) -> dict[str, Any]:
    """An answer's JSON object; empty where it is none. A receipt that cannot be read is a receipt all the same."""
    try:
        found = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def at(value: Any, *path: str | int) -> Any:
    """What lies at a path in JSON; an empty text where there is nothing, so that strange answers raise nothing."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return "" if value is None else value


def harmless(error: UncertainError) -> OutboundError:
    """The same fault of a call that does no harm when it is made twice."""
    return OutboundError(error.message, permanent=False, code=error.code, detail=error.detail)


class Judged(TypedDict, total=False):
    """What a provider's table says of a code."""

    permanent: bool
    of_account: bool


def by_code(codes: Mapping[Any, tuple[bool, bool]], code: Any) -> Judged:
    """What a provider's table says of a code, as `_refusal` takes it: permanent, and of the account."""
    if not isinstance(code, str | int) or code not in codes:
        return {}
    permanent, of_account = codes[code]
    return {"permanent": permanent, "of_account": of_account}


def _settled(fault: Outcome, item: Outgoing) -> "Future[Outcome]":
    future: Future[Outcome] = Future()
    future.set_result(fault._replace(id=item.id))
    return future
