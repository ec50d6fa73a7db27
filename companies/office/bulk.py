"""Doing the same to several objects, and saying what became of each."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest

from companies.office.words import count
from core.errors import DomainError

SHOWN_REFUSALS = 8


def on_each(
    request: HttpRequest, objects: Iterable[Model], act: Callable[[Any], object], *, noun: str, done: str
) -> None:
    """Do something to each object; one that refuses does not stop the others.

    Args:
        act: does it, or raises a DomainError.
        noun: what one of them is called.
        done: what they were, as a past participle.
    """
    good, refusals = 0, []
    for obj in objects:
        name = str(obj)
        try:
            act(obj)
            good += 1
        except DomainError as error:
            refusals.append(f"{name}: {error.message}")
    if good:
        messages.success(request, f"{count(good, noun).capitalize()} {done}.")
    for refusal in refusals[:SHOWN_REFUSALS]:
        messages.error(request, refusal)
    if len(refusals) > SHOWN_REFUSALS:
        messages.error(request, f"… and {len(refusals) - SHOWN_REFUSALS} more were not {done}.")
