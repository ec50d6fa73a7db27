"""What can go wrong on the way out: a sentence for marketers, a code for programs, a detail for engineers."""

import ssl
from http import HTTPStatus

from core.errors import OutboundError

_RETRYABLE = frozenset({408, 425, 429})


def bad_url(why: str, detail: str = "") -> OutboundError:
    """The address itself is at fault; `why` is the sentence."""
    return OutboundError(why, permanent=True, code="BAD_URL", detail=detail)


def private_address(host: str, detail: str) -> OutboundError:
    """The name or address leads to where only insiders may go; what it resolved to stays in the detail."""
    message = f"The page could not be reached: {host} is not a public address."
    return OutboundError(message, permanent=True, code="PRIVATE_ADDRESS", detail=detail)


def port_refused(port: int) -> OutboundError:
    """A port on which web pages are not served."""
    message = f"The page could not be reached: port {port} is not one for web pages."
    return OutboundError(message, permanent=True, code="PORT_REFUSED")


def name_not_found(host: str, detail: str = "") -> OutboundError:
    """The name system answered that there is no such name."""
    message = f"No server with the name {host} was found."
    return OutboundError(message, permanent=True, code="NAME_NOT_FOUND", detail=detail)


def lookup_failed(host: str, detail: str) -> OutboundError:
    """The name system itself did not answer properly."""
    message = f"The server name {host} could not be looked up."
    return OutboundError(message, permanent=False, code="NAME_LOOKUP_FAILED", detail=detail)


def timed_out(seconds: float) -> OutboundError:
    """The deadline passed, wherever the time went."""
    unit = "second" if seconds == 1 else "seconds"
    message = f"The page did not answer within {seconds:g} {unit}."
    return OutboundError(message, permanent=False, code="TIMEOUT")


def too_large(limit: int, detail: str) -> OutboundError:
    """More bytes than are taken."""
    message = f"The page is larger than {_size(limit)}."
    return OutboundError(message, permanent=True, code="TOO_LARGE", detail=detail)


def connection_lost(detail: str) -> OutboundError:
    """The other side hung up in the middle."""
    message = "The connection broke before the page was complete."
    return OutboundError(message, permanent=False, code="CONNECTION_LOST", detail=detail)


def bad_answer(detail: str) -> OutboundError:
    """What came is not HTTP, or its headers go beyond every measure."""
    message = "The server's answer could not be understood."
    return OutboundError(message, permanent=True, code="BAD_ANSWER", detail=detail)


def bad_request(detail: str) -> OutboundError:
    """What we were asked to send is not HTTP: a header with a line break, for instance."""
    return OutboundError("The request could not be written.", permanent=True, code="BAD_REQUEST", detail=detail)


def bad_encoding(detail: str) -> OutboundError:
    """The content is packed in a way we do not know, or the packing is damaged."""
    message = "The page is compressed in a way that cannot be read."
    return OutboundError(message, permanent=True, code="BAD_ENCODING", detail=detail)


def redirect_loop(url: str) -> OutboundError:
    """An address came up a second time; without cookies it will do so for ever."""
    return OutboundError("The page redirects in a circle.", permanent=True, code="REDIRECT_LOOP", detail=url)


def too_many_redirects(limit: int, url: str) -> OutboundError:
    """The page kept pointing elsewhere."""
    times = "once" if limit == 1 else f"{limit} times"
    message = f"The page redirects more than {times}."
    return OutboundError(message, permanent=True, code="TOO_MANY_REDIRECTS", detail=url)


def http_status(status: int, retry_after: float | None = None) -> OutboundError:
    """The server answered, but not with what was asked for."""
    phrase = next((f" ({known.phrase.lower()})" for known in HTTPStatus if known == status), "")
    return OutboundError(
        f"The page answered {status}{phrase}.",
        permanent=not is_retryable(status),
        code="HTTP_STATUS",
        data={"status": status} | ({} if retry_after is None else {"retry_after": retry_after}),
    )


def is_retryable(status: int) -> bool:
    """Whether the same request may fare better later (RFC 9110, RFC 8470 for 425, RFC 6585 for 429)."""
    return status in _RETRYABLE or status >= 500


def from_os_error(error: OSError, host: str, seconds: float) -> OutboundError:
    """Translate what the socket or TLS layer said.

    Args:
        error: as raised by the socket.
        host: the name in the address.
        seconds: the deadline, for the sentence about time.
    """
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, TimeoutError):
        return timed_out(seconds)
    if isinstance(error, ssl.SSLCertVerificationError):
        message = "The server's certificate is not valid."
        return OutboundError(message, permanent=True, code="BAD_CERTIFICATE", detail=detail)
    if isinstance(error, ssl.SSLError):
        message = f"No secure connection to {host} could be made."
        return OutboundError(message, permanent=False, code="TLS_FAILED", detail=detail)
    if isinstance(error, ConnectionRefusedError):
        message = f"The page could not be reached: {host} refused the connection."
        return OutboundError(message, permanent=False, code="CONNECTION_REFUSED", detail=detail)
    if isinstance(error, ConnectionError):
        return connection_lost(detail)
    message = f"The page could not be reached: there is no way to {host}."
    return OutboundError(message, permanent=False, code="UNREACHABLE", detail=detail)


def _size(count: int) -> str:
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count / unit:g} {name}"
    return f"{count} bytes"
