"""Finding contacts by the beginning of an address, an id or a name: by indexes, so that a million cost what ten do."""

from collections.abc import Iterable, Iterator
from typing import Any

from audiences import addresses
from audiences.filters import Sql
from audiences.models import Contact
from core.fields import fold

CAP = 10_000
LONGEST_TERM = 254
# Of all texts that begin with a term, none sorts behind the term followed by the last character that there is.
_LAST = "\U0010ffff"

_HITS = "(SELECT id FROM audiences_contact WHERE {owner}{conditions} LIMIT %s)"
_BEGINS = "{column} >= %s AND {column} < %s"
# The unique indexes hold no empty texts, and are used only by a query that asks for none either.
_PARTIAL = "{column} <> '' AND " + _BEGINS


def sql(term: str, company_id: int | None) -> Sql:
    """A statement that selects the ids of contacts who begin with a term, at most `CAP` by each way.

    Args:
        term: not empty; the beginning of an e-mail address, a phone number, an id or a name, or of both names.
        company_id: whose contacts; None for all companies', which are walked.
    """
    parts, values = list[str](), list[Any]()
    owner = "" if company_id is None else "company_id = %s AND "
    for conditions, bounds in _ways(" ".join(term.split())[:LONGEST_TERM]):
        parts.append(_HITS.format(owner=owner, conditions=conditions))
        values.extend([*([company_id] if owner else []), *bounds, CAP])
    return " UNION ".join(parts), values


def _ways(term: str) -> Iterator[Sql]:
    yield _PARTIAL.format(column="email"), _bounds(term.lower())
    yield _PARTIAL.format(column="external_id"), _bounds(term)
    digits = "".join(letter for letter in term if letter not in " -()./")
    if digits.lstrip("+").isdigit():
        yield _PARTIAL.format(column="phone"), _bounds(digits)
    folded = fold(term)
    yield _BEGINS.format(column="first_name_folded"), _bounds(folded)
    yield _BEGINS.format(column="last_name_folded"), _bounds(folded)
    first, _, last = folded.rpartition(" ")
    if first:
        both = f"first_name_folded = %s AND {_BEGINS.format(column='last_name_folded')}"
        yield both, [first, *_bounds(last)]


def _bounds(text: str) -> list[Any]:
    return [text, text + _LAST]


def by_keys(*, company_id: int, texts: Iterable[str]) -> tuple[list[int], list[str]]:
    """Contacts by their whole e-mail addresses, phone numbers or ids, as people write them.

    Returns:
        The contacts' keys, and the texts that are nobody's.
    """
    wanted = {text: _forms(text) for text in texts}
    every = {form for forms in wanted.values() for form in forms}
    known: dict[str, int] = {}
    for column in ("email", "phone", "external_id"):
        rows = Contact.objects.filter(company_id=company_id, **{f"{column}__in": every}).exclude(**{column: ""})
        known.update(rows.values_list(column, "pk"))
    found = [next((known[form] for form in forms if form in known), None) for forms in wanted.values()]
    unknown = [text for text, pk in zip(wanted, found, strict=True) if pk is None]
    return list(dict.fromkeys(pk for pk in found if pk is not None)), unknown


def _forms(text: str) -> list[str]:
    """What a text may be kept as."""
    return [form for form in (addresses.email(text), addresses.phone(text), text) if form]
