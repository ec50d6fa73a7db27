"""JSON-LD as it is found in the wild: several scripts, lists, graphs, references, and JSON that is not quite JSON.

Source: JSON-LD 1.1, 4.9 (named graphs) and 7.1 (JSON-LD in HTML); the repairs are for faults that search engines
tolerate too.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

Node = dict[str, Any]

MAX_JSON = 6_000_000  # characters of all scripts together
MAX_NODES = 5000
MAX_DEPTH = 12

_WRAPPER = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_LINE_COMMENT = re.compile(r"^[ \t]*//[^\n]*$", re.M)
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)  # raw newlines in strings; NaN is no value


def nodes(scripts: list[str]) -> tuple[list[Node], bool]:
    """Return the objects at the top of all scripts, and whether a script could not be read.

    Objects in lists and graphs count as top objects, and `mainEntity` comes with the page that holds it.
    """
    found: list[Node] = []
    broken = False
    left = MAX_JSON
    for script in scripts:
        if not script.strip():
            continue
        left -= len(script)
        values = _values(script) if left > 0 else []
        broken = broken or not values
        for value in values:
            found.extend(_top(value, 0))
    by_id = {node["@id"]: node for node in found if isinstance(node.get("@id"), str) and len(node) > 1}
    return [_resolved(node, by_id) for node in found[:MAX_NODES]], broken


def _values(script: str) -> list[Any]:
    """Return the JSON values of one script, repaired if need be; empty if it is past repair."""
    text = _WRAPPER.sub("", _WRAPPER.sub("", script)).strip().rstrip(";").strip("\ufeff")
    plain = _parse(text)
    if plain:
        return plain
    repaired = _TRAILING_COMMA.sub("", _LINE_COMMENT.sub("", text)).strip()
    return _parse(repaired) or _parse(unescape(repaired)) or _parse(_closed(repaired))


def _parse(text: str) -> list[Any]:
    """Parse one JSON value, or several in a row; empty on a fault before the end of the first."""
    found: list[Any] = []
    at = 0
    try:
        while at < len(text) and len(found) < 100:
            value, at = _DECODER.raw_decode(text, at)
            found.append(value)
            while at < len(text) and text[at] in " \t\r\n,;":
                at += 1
    except (ValueError, RecursionError):  # ValueError also for an integer of thousands of digits
        return found
    return found


def _closed(text: str) -> str:
    """Close what a script that was cut off left open."""
    opened: list[str] = []
    quoted = escaped = False
    for char in text[:200_000]:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif not quoted and char in "{[":
            opened.append("}" if char == "{" else "]")
        elif not quoted and char in "}]" and opened:
            opened.pop()
    return text[:200_000] + ('"' if quoted else "") + "".join(reversed(opened))


def _top(value: Any, depth: int) -> Iterator[Node]:
    if isinstance(value, list) and depth < MAX_DEPTH:
        for item in value[:MAX_NODES]:
            yield from _top(item, depth + 1)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if graph is not None and depth < MAX_DEPTH:
            yield from _top(graph, depth + 1)
        if len(value) > 1 + ("@context" in value) or graph is None:
            yield value
        if depth < MAX_DEPTH and isinstance(value.get("mainEntity"), dict | list):
            yield from _top(value["mainEntity"], depth + 1)


def _resolved(node: Node, by_id: dict[str, Node]) -> Node:
    """Put the objects that a node refers to by `@id` in their places, one level deep."""

    def follow(value: Any) -> Any:
        if isinstance(value, list):
            return [follow(item) for item in value[:200]]
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            return by_id.get(str(value.get("@id")), value)
        return value

    return {key: follow(value) for key, value in node.items()}
