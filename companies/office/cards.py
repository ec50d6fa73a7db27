"""What stands beside an object's form: cards of facts, and buttons that do something to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from companies.roles import Right


@dataclass(frozen=True, slots=True)
class Button:
    """A button that posts a deed.

    Args:
        deed: the deed's name.
        text: what stands on it.
        icon: a Material symbol.
        tone: `main`, `plain` or `bad`.
        values: what it posts besides.
        confirm: a question that is asked first.
    """

    deed: str
    text: str
    icon: str = ""
    tone: str = "plain"
    values: Mapping[str, str] = field(default_factory=dict)
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A card beside, or below, an object's form.

    Args:
        title: its heading.
        template: what renders `data`.
        data: for the template.
        icon: a Material symbol.
        anchor: its name in links.
        wide: whether it stands below the form rather than beside it.
        top: whether it stands above everything, in its whole width.
        buttons: what can be done here.
    """

    title: str
    template: str = "office/cards/empty.html"
    data: Mapping[str, Any] = field(default_factory=dict)
    icon: str = ""
    anchor: str = ""
    wide: bool = False
    top: bool = False
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person does to an object by a button.

    Args:
        right: the right that it needs.
        run: does it; returns a page, or None to go back to the object. A `str` is a message of success.
    """

    right: Right
    run: Callable[[HttpRequest, Model], HttpResponse | str | None]
