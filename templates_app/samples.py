"""Values to look at a template with, before anybody's own are known."""

from collections.abc import Mapping

from templates_app.rendering.compiled import CompiledTemplate
from templates_app.rendering.message import Message

UNSUBSCRIBE_URL = "https://example.com/unsubscribe"
ADDRESS = "https://example.com/"
PICTURE = ""
_KNOWN = {
    "name": "Kari Nordmann",
    "full_name": "Kari Nordmann",
    "first_name": "Kari",
    "firstname": "Kari",
    "last_name": "Nordmann",
    "lastname": "Nordmann",
    "email": "kari@example.com",
    "phone": "+47 123 45 678",
    "company": "Storhaug AS",
    "city": "Stavanger",
    "offer": "20 % off",
    "discount": "20 %",
    "price": "499 kr",
    "amount": "499 kr",
    "code": "SEA20",
    "date": "12 June",
    "time": "18:00",
    "product": "Wool blanket",
    "order": "10482",
    "order_id": "10482",
}


def samples(compiled: CompiledTemplate) -> dict[str, str]:
    """A value for each variable of a template, by its name; for a place that takes an address only, one."""
    values = {name: _sample(name) for name in compiled.variables.names if name not in compiled.variables.media}
    for fault in compiled.unfit(values, unsubscribe_url=UNSUBSCRIBE_URL):
        values[str(fault.path[0])] = ADDRESS
    return values


def preview(compiled: CompiledTemplate, values: Mapping[str, str]) -> Message:
    """A message as somebody would get it: what was typed, and samples for the rest.

    Args:
        values: by the variables' names; those that do not fit give way to the samples.
    """
    given = {name: value for name, value in values.items() if name in compiled.variables.names and value.strip()}
    for fault in compiled.unfit({**samples(compiled), **given}, unsubscribe_url=UNSUBSCRIBE_URL):
        given.pop(str(fault.path[0]), None)
    return compiled.render({**samples(compiled), **given}, unsubscribe_url=UNSUBSCRIBE_URL)


def _sample(name: str) -> str:
    _, dot, number = name.rpartition(".")
    if name.isdecimal() or dot:
        return f"[{number}]"
    return _KNOWN.get(name.lower(), f"[{name.replace('_', ' ')}]")
