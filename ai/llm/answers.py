"""An HTTP answer of a language model's server: one to read on, or which fault it is."""

import json
from typing import Final

from ai.llm import errors
from ai.text import clean
from core.http import FetchedResponse

_DETAIL: Final = 300
_EMPTY_ACCOUNT: Final = frozenset({"insufficient_quota", "billing_error", "billing_hard_limit_reached"})


def check(answer: FetchedResponse, key: str) -> None:
    """Refuse an answer that holds nothing to read.

    Args:
        answer: of the server.
        key: which no detail may repeat.

    Raises:
        AssistantError: LLM_BUSY, LLM_UNAVAILABLE, LLM_KEY_REFUSED, LLM_ACCOUNT_EMPTY, LLM_REFUSED, LLM_BAD_ANSWER.
    """
    status = answer.status
    if 200 <= status < 300:
        if not answer.content_type.endswith("json"):
            raise errors.bad_answer(f"content type {clean(answer.content_type, 100) or 'missing'}, not JSON")
        return
    if status in (401, 403):
        raise errors.key_refused(status)
    said, words = _said(answer, key)
    if status == 402 or said & _EMPTY_ACCOUNT:
        raise errors.account_empty(words)
    if status == 429:
        raise errors.busy(answer.retry_after or 0.0)
    if status == 408 or status >= 500:
        raise errors.unavailable(words, retry_after=answer.retry_after or 0.0)
    raise errors.refused(words)


def _said(answer: FetchedResponse, key: str) -> tuple[set[str], str]:
    """Return the error's codes, and a line for engineers; both protocols have `error` with `type` and `message`."""
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    found = error if isinstance(error, dict) else {"message": error or ""}
    words = clean(f"status {answer.status} {found.get('message') or ''}", 4 * _DETAIL)
    if key:
        words = words.replace(key, "***")
    return {str(found.get(name)) for name in ("code", "type")}, clean(words, _DETAIL)
