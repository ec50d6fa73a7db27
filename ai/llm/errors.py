"""Why a language model did not answer: a sentence for marketers, a code for programs, a detail for engineers.

No detail holds the key or more than a line of what the server said.
"""

from core.errors import DomainError, OutboundError


class AssistantError(DomainError):
    """The language model could not be asked, or its answer could not be used.

    Args:
        message: one sentence for a marketer.
        code: upper-case word.
        permanent: whether asking the same again cannot help.
        detail: for an engineer.
        retry_after: seconds that the server asks us to wait.
    """

    code = "LLM_FAILED"

    def __init__(self, message: str, *, code: str, permanent: bool, detail: str = "", retry_after: float = 0.0) -> None:
        super().__init__(message, code=code)
        self.permanent = permanent
        self.detail = detail
        self.retry_after = retry_after


def budget_spent() -> AssistantError:
    """The company has used its tokens or its money of this month."""
    message = "This month's budget for the language model is used up."
    return AssistantError(message, code="LLM_BUDGET", permanent=True)


def timed_out(seconds: float) -> AssistantError:
    """The deadline passed, wherever the time went."""
    message = f"The language model did not answer within {seconds:g} seconds."
    return AssistantError(message, code="LLM_TIMEOUT", permanent=True)


def busy(retry_after: float) -> AssistantError:
    """It asks us to come later."""
    message = "The language model is asked too often at the moment."
    detail = f"429, Retry-After {retry_after:g} s"
    return AssistantError(message, code="LLM_BUSY", permanent=False, detail=detail, retry_after=retry_after)


def unavailable(detail: str, *, permanent: bool = False, retry_after: float = 0.0) -> AssistantError:
    """No connection, a broken one, or a fault of the server's own."""
    message = "The language model cannot be reached at the moment."
    return AssistantError(message, code="LLM_UNAVAILABLE", permanent=permanent, detail=detail, retry_after=retry_after)


def key_refused(status: int) -> AssistantError:
    """The key is wrong or may not use the model. What the server says is not kept: it may repeat the key."""
    message = "The language model's service does not accept our key. Whoever runs Muster must check it."
    return AssistantError(message, code="LLM_KEY_REFUSED", permanent=True, detail=f"status {status}")


def account_empty(detail: str) -> AssistantError:
    """The account at the provider has no credit."""
    message = "The account at the language model's service is used up. Whoever runs Muster must fill it."
    return AssistantError(message, code="LLM_ACCOUNT_EMPTY", permanent=True, detail=detail)


def refused(detail: str) -> AssistantError:
    """The server does not take our request: a wrong model name or address, mostly."""
    message = "The language model's service refused the request. Whoever runs Muster must check its settings."
    return AssistantError(message, code="LLM_REFUSED", permanent=True, detail=detail)


def bad_answer(detail: str) -> AssistantError:
    """What came is not what was asked for, after the repair, too."""
    message = "The language model's answer could not be used."
    return AssistantError(message, code="LLM_BAD_ANSWER", permanent=True, detail=detail)


def cut_short(detail: str) -> AssistantError:
    """The answer reached the limit of tokens."""
    message = "The language model's answer became too long."
    return AssistantError(message, code="LLM_TOO_LONG", permanent=True, detail=detail)


def declined() -> AssistantError:
    """The provider's filter, or the model itself, will not write this."""
    message = "The language model declined to answer."
    return AssistantError(message, code="LLM_DECLINED", permanent=True)


def from_outbound(error: OutboundError, seconds: float) -> AssistantError:
    """Translate what `core.http` said, which speaks of pages.

    Args:
        error: of the fetch.
        seconds: the whole deadline, for the sentence about time.
    """
    if error.code == "TIMEOUT":
        return timed_out(seconds)
    if error.code == "TOO_LARGE":
        return cut_short(error.message)
    return unavailable(f"{error.code}: {error.detail or error.message}"[:300], permanent=error.permanent)
