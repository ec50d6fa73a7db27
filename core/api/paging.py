"""Limit and offset as the native door takes them."""

from django.http import QueryDict

from core.errors import Fault, InvalidError

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_OFFSET = 1_000_000_000


def limit_and_offset(query: QueryDict) -> tuple[int, int]:
    """The page asked for.

    Returns:
        How many rows at most (1 to 100, 20 by default), and how many to skip (0 by default).

    Raises:
        InvalidError: not whole numbers, or out of bounds.
    """
    limit = whole(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    offset = whole(query, "offset", 0, 0, MAX_OFFSET)
    return limit, offset


def whole(query: QueryDict, name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query.

    Args:
        default: where it is not given.
        least, most: its bounds.

    Raises:
        InvalidError: not a whole number, or out of bounds.
    """
    text = query.get(name)
    if text is None:
        return default
    # isdigit alone would take digits of other scripts, and int() texts of any length.
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most):
        message = f"{name} must be a whole number from {least} to {most}."
        raise InvalidError(message, faults=[Fault([name], message)])
    return int(text)
