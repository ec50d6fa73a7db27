"""What comes back from the outside world."""

import email.message
import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.outbound import faults


@dataclass(frozen=True, slots=True)
class FetchedResponse:
    """An answer, read to its end.

    Args:
        url: the address that gave it, after all redirects.
        status: of HTTP; any, `raise_for_status` tells the bad ones.
        headers: as they came; names in any case find their value.
        content: the body, decompressed.
        hops: the addresses that redirected here, in order. A way from https down to http is followed, and
            can be seen here.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    hops: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type in small letters and without parameters; empty when none was announced."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The character set as announced, in small letters; it may be wrong, or one that nobody knows."""
        message = email.message.Message()
        message["content-type"] = self.headers.get("content-type", "")
        return message.get_content_charset()

    @property
    def retry_after(self) -> float | None:
        """The seconds that the server asks us to wait (RFC 9110 section 10.2.3), where it does."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        try:
            moment = email.utils.parsedate_to_datetime(value)
            return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
        except (ValueError, OverflowError):
            return None

    def raise_for_status(self) -> None:
        """Refuse an answer that is not the thing asked for.

        Raises:
            OutboundError: HTTP_STATUS for all but 2xx, with `status` and `retry_after` as data; permanent
                except for 408, 425, 429 and 5xx.
        """
        if not 200 <= self.status < 300:
            raise faults.http_status(self.status, self.retry_after)
