"""What a way out is: an account with a provider, messages handed over, posts published."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Final, Literal, NamedTuple
from urllib.parse import quote

from core.errors import OutboundError
from delivery.channels.fields import Field
from templates_app.rendering.message import Message

LONGEST_REASON = 500
SHORTEST_SECRET = 6  # shorter ones would blank out innocent words

State = Literal["sent", "failed", "unknown"]
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Account:
    """One way out, as its adapter sees it.

    Args:
        id: of the row.
        company_id: whose it is.
        channel: what it carries: a `core.channels.Channel`, or a platform for posts.
        settings: the public part, checked.
        secrets: the other part, decrypted.
    """

    id: int
    company_id: int
    channel: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)


class Outgoing(NamedTuple):
    """One message on its way to one address; a tuple, as `Message` is.

    Args:
        id: ours, to tell the outcomes apart.
        address: an e-mail address, a phone number as E.164, or a push token.
        message: rendered.
        key: the same for this recipient in this run, however often it is tried.
        unsubscribe_url: where one click, or one POST, ends such messages; e-mail only.
        metadata: what a provider hands back in its reports: `campaign_id`, `content_id`, `run_id`.
    """

    id: int
    address: str
    message: Message
    key: str
    unsubscribe_url: str = ""
    metadata: Mapping[str, str] = _NOTHING


class Outcome(NamedTuple):
    """What became of one message; a tuple, as `Message` is.

    Args:
        id: of the message.
        state: `sent`, `failed`, or `unknown`: handed over and no receipt; it is never sent again by itself.
        provider_id: what the provider calls it.
        reason: why not, in words.
        permanent: whether trying again cannot help.
        retry_after: seconds that the provider asks us to wait.
        of_account: whether the account is at fault and not this message: nothing further was handed over, and the
            rest of the batch has the same outcome.
        feedback: what the refusal says of the address for all messages, an `audiences.feedback.Feedback`; mostly
            nothing.
    """

    id: int
    state: State
    provider_id: str = ""
    reason: str = ""
    permanent: bool = False
    retry_after: float | None = None
    of_account: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be published on a platform.

    Args:
        key: the same however often it is tried.
        text: the post's text.
        due_at: when it was to be published; the same however often it is tried.
        title: where the platform has one.
        media: addresses of pictures and videos.
        link: a page that the post is about.
        language: as ISO 639; empty for unknown.
        metadata: `campaign_id`, `content_id`.
    """

    key: str
    text: str
    due_at: datetime
    title: str = ""
    media: tuple[str, ...] = ()
    link: str = ""
    language: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """Where a post stands now.

    Args:
        external_id: the platform's.
        url: for people; empty where the platform does not tell.
    """

    external_id: str
    url: str = ""


class RefusedError(OutboundError):
    """The other side said no.

    Args:
        message: its reason in words.
        permanent: whether trying again cannot help.
        of_account: whether the account is at fault, and not this message.
        retry_after: seconds that it asks us to wait.
        feedback: what it says of the address for all messages, an `audiences.feedback.Feedback`.
    """

    code = "REFUSED"

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        of_account: bool = False,
        retry_after: float | None = None,
        feedback: str = "",
    ) -> None:
        super().__init__(message, permanent=permanent, data={"retry_after": retry_after} if retry_after else None)
        self.of_account = of_account
        self.retry_after = retry_after
        self.feedback = feedback


class UncertainError(OutboundError):
    """It was handed over, and no receipt came: it may have arrived."""

    code = "UNCERTAIN"

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message, permanent=True, detail=detail)


class Channel(ABC):
    """A way out. An instance is used by one thread at a time and keeps its connections until it is closed.

    Attributes:
        kind: its name among the accounts.
        label: its name for people.
        icon: a Material symbol.
        about: a sentence for whoever chooses.
        carries: what it can carry: channels of `core.channels`, and platforms for posts.
        takes_key: whether the other side takes an idempotency key, so that trying again cannot send twice.
        names_by_key: whether what a message is called follows from its key, so that it need not be kept.
        fields: what an account needs.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str] = "send"
    about: ClassVar[str] = ""
    carries: ClassVar[tuple[str, ...]]
    takes_key: ClassVar[bool] = False
    names_by_key: ClassVar[bool] = False
    fields: ClassVar[tuple[Field, ...]]

    def __init__(self, account: Account) -> None:
        self.account = account

    @abstractmethod
    def check(self) -> str:
        """Sign in, send nothing, and say in words what was found.

        Raises:
            OutboundError: it does not work, and why.
        """

    def send(self, batch: Sequence[Outgoing]) -> Iterator[Outcome]:
        """Hand messages over; each has one outcome, in the order in which they become known.

        A caller who stops early leaves what is in flight without an outcome. Nothing is raised for a message.
        """
        for item in batch:
            yield Outcome(item.id, "failed", reason=f"{self.label} carries no messages.", permanent=True)

    def publish(self, post: Post) -> Published:
        """Publish a post.

        Raises:
            OutboundError: it was not published, and whether trying again may help.
            UncertainError: it may have been.
        """
        raise OutboundError(f"{self.label} publishes no posts.", permanent=True, code="NO_POSTS")

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Let go of connections."""

    def _clean(self, text: str) -> str:
        """What the other side said, fit to be kept: on one line, not too long, and without our secrets."""
        for secret in self.account.secrets.values():
            for form in {secret, quote(secret), quote(secret, safe="")}:
                if len(form) >= SHORTEST_SECRET:
                    text = text.replace(form, "•••")
        return " ".join(text.split())[:LONGEST_REASON]
