"""What goes wrong with the servers and processes that this checkout starts itself."""

from core.errors import DomainError


class EmbeddedError(DomainError):
    """A server or process of our own could not be started or kept, in one line for people."""

    code = "EMBEDDED_FAILED"


class StopRequestedError(Exception):
    """Somebody asked for the end (Ctrl-C, SIGTERM, SIGHUP) while something was still being waited for."""
