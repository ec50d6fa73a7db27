"""Segments: filters with a name. Who belongs is asked anew each time."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audiences import checks
from audiences.filters import Behaviour, Combined, Condition, Moment, Sql, leaves, parse, select
from audiences.filters.behaviour import provider_of
from audiences.filters.fields import Kind
from audiences.models import Contact, Group, Segment
from companies.models import Company
from core import audit
from core.errors import Fault, InvalidError, NotFoundError
from core.fields import fold

LONGEST_NAME = 255
CAP = 10_000
SHOWN = 10


@transaction.atomic
def create(*, company_id: int, name: str, filter: object) -> Segment:  # noqa: A002 - the field's name
    """A new segment.

    Args:
        filter: as `audiences.filters` says.

    Raises:
        InvalidError: a name that is empty, too long or taken, or a filter with faults, each by its path.
    """
    segment = Segment(company_id=company_id, name=name, filter=filter)
    _check(segment)
    _save(segment)
    audit.record(segment, "created")
    return segment


@transaction.atomic
def change(*, segment: Segment, name: str | None = None, filter: object = None) -> Segment:  # noqa: A002 - likewise
    """Rename a segment, or let it fit others.

    Raises:
        InvalidError: as for `create`.
        NotFoundError: it was deleted meanwhile.
    """
    found = _locked(segment)
    before = {"name": found.name, "filter": found.filter}
    found.name = before["name"] if name is None else name
    found.filter = before["filter"] if filter is None else filter
    _check(found)
    changes = audit.changed(before, {"name": found.name, "filter": found.filter})
    if changes:
        found.updated_at = timezone.now()
        _save(found)
        # A filter is data; the trail says that it changed, the page what it is now.
        audit.record(
            found, "changed", {key: value if key == "name" else [None, None] for key, value in changes.items()}
        )
    return found


@transaction.atomic
def delete(*, segment: Segment) -> None:
    """Take a segment away.

    Raises:
        NotFoundError: it was deleted meanwhile.
    """
    found = _locked(segment)
    audit.record(found, "deleted")
    found.delete()


def by_name(*, company_id: int, name: str) -> Segment | None:
    """The segment of this name, whatever its capitals."""
    found: Segment | None = Segment.objects.filter(company_id=company_id, name_folded=fold(name.strip())).first()
    return found


def sql(segment: Segment) -> Sql:
    """A statement that selects the ids of the contacts who belong to a segment now.

    Raises:
        InvalidError: it asks for behaviour that nothing here knows.
    """
    return select(parse(segment.filter), moment_of(segment.company_id))


def moment_of(company_id: int) -> Moment:
    """Now, in a company's zone."""
    return Moment(company_id, timezone.now(), Company.objects.only("time_zone").get(pk=company_id).zone)


# One walk over the contacts answers both questions.
_PREVIEW = """
WITH found AS MATERIALIZED ({} LIMIT %s)
SELECT (SELECT count(*) FROM found), ARRAY(
    SELECT one.id FROM audiences_contact AS one JOIN found USING (id)
    ORDER BY one.created_at DESC, one.id DESC LIMIT %s
)
"""


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a filter fits.

    Args:
        count: how many, or one more than `CAP` for all above.
        contacts: the newest few.
    """

    count: int
    contacts: list[Contact]


def preview(*, company_id: int, filter: object) -> Preview:  # noqa: A002 - likewise
    """Whom a filter fits now, counted no further than to the cap.

    Raises:
        InvalidError: a filter with faults, each by its path.
    """
    node = check_filter(company_id=company_id, filter=filter)
    statement, values = select(node, moment_of(company_id))
    with connection.cursor() as cursor:
        cursor.execute(_PREVIEW.format(statement), [*values, CAP + 1, SHOWN])
        count, ids = cursor.fetchone()
        if count > CAP:  # these are any of them; of so many the newest are soon found
            cursor.execute(f"{statement} ORDER BY contact.created_at DESC, contact.id DESC LIMIT %s", [*values, SHOWN])
            ids = [row[0] for row in cursor.fetchall()]
    rows = Contact.objects.filter(company_id=company_id).in_bulk(ids)
    return Preview(count, [rows[pk] for pk in ids if pk in rows])


def check_filter(*, company_id: int, filter: object) -> Combined:  # noqa: A002 - likewise
    """A filter's tree, with all that it names known here.

    Raises:
        InvalidError: with a fault for each condition that is wrong.
    """
    node = parse(filter)
    faults = list(_unknown(node, company_id))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)
    return node


def _unknown(node: Combined, company_id: int) -> Iterator[Fault]:
    """What a filter names and nobody knows."""
    asked = [leaf for leaf in leaves(node) if isinstance(leaf, Condition) and leaf.field.kind is Kind.GROUP]
    ids = [leaf.value for leaf in asked]
    known = set(Group.objects.filter(company_id=company_id, pk__in=ids).values_list("pk", flat=True)) if ids else set()
    yield from (Fault((*leaf.path, "value"), "There is no such group.") for leaf in asked if leaf.value not in known)
    for leaf in leaves(node):
        if isinstance(leaf, Behaviour):
            yield from _unknown_behaviour(leaf, company_id)


def _unknown_behaviour(leaf: Behaviour, company_id: int) -> Iterator[Fault]:
    try:
        provider = provider_of(leaf, company_id)
    except InvalidError as error:
        yield from error.faults
        return
    if leaf.campaign is not None and not provider.has_campaign(company_id, leaf.campaign):
        yield Fault((*leaf.path, "campaign"), "There is no such campaign.")


def _locked(segment: Segment) -> Segment:
    rows = Segment.objects.select_for_update().filter(pk=segment.pk, company_id=segment.company_id)
    found: Segment | None = rows.first()
    if found is None:
        raise NotFoundError("Segment not found")
    return found


def _check(segment: Segment) -> None:
    """Name and filter, all faults at once."""
    segment.name = " ".join(segment.name.split())
    problem = checks.text(segment.name, LONGEST_NAME) if segment.name else "Say what it is called."
    faults = [Fault(("name",), problem)] if problem else []
    try:
        check_filter(company_id=segment.company_id, filter=segment.filter)
    except InvalidError as error:
        faults.extend(Fault(("filter", *fault.path), fault.message) for fault in error.faults)
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def _save(segment: Segment) -> None:
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError as error:
        message = "Another segment has this name."
        raise InvalidError(message, faults=[Fault(("name",), message)], code="TAKEN") from error
