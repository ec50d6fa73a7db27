"""Groups: lists of contacts that somebody put together. Members come and go by sets, one statement each."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audiences import checks
from audiences.filters import Sql
from audiences.models import Contact, Group, Segment
from audiences.uses import groups_of
from core import audit
from core.errors import ConflictError, Fault, InvalidError, NotFoundError
from core.fields import fold

LONGEST_NAME = 255
LONGEST_DESCRIPTION = 2_000
CAP = 10_000


@transaction.atomic
def create(*, company_id: int, name: str, description: str = "") -> Group:
    """A new group without members.

    Raises:
        InvalidError: a name that is empty, too long or taken.
    """
    group = Group(company_id=company_id, name=_name(name), description=_description(description))
    _save(group)
    audit.record(group, "created")
    return group


@transaction.atomic
def change(*, group: Group, name: str | None = None, description: str | None = None) -> Group:
    """Rename a group, or describe it otherwise.

    Raises:
        InvalidError: a name that is empty, too long or taken.
        NotFoundError: it was deleted meanwhile.
    """
    found = _locked(group)
    before = {"name": found.name, "description": found.description}
    found.name = before["name"] if name is None else _name(name)
    found.description = before["description"] if description is None else _description(description)
    changes = audit.changed(before, {"name": found.name, "description": found.description})
    if changes:
        _save(found)
        audit.record(found, "changed", changes)
    return found


@transaction.atomic
def delete(*, group: Group) -> None:
    """Take a group away; its members stay contacts.

    Raises:
        ConflictError: a segment asks for it.
        NotFoundError: it was deleted meanwhile.
    """
    found = _locked(group)
    for segment in Segment.objects.filter(company_id=found.company_id).order_by("name_folded"):
        if found.pk in groups_of(segment.filter):
            raise ConflictError(f"The segment “{segment.name}” asks for this group. Change the segment first.")
    audit.record(found, "deleted")
    found.delete()


def by_name(*, company_id: int, name: str) -> Group | None:
    """The group of this name, whatever its capitals."""
    found: Group | None = Group.objects.filter(company_id=company_id, name_folded=fold(name.strip())).first()
    return found


def get_or_create(*, company_id: int, name: str) -> Group:
    """The group of this name, made where there is none.

    Raises:
        InvalidError: a name that is empty or too long.
    """
    found = by_name(company_id=company_id, name=name)
    if found is not None:
        return found
    try:
        return create(company_id=company_id, name=name)
    except InvalidError:
        # Somebody else may have made it in between.
        found = by_name(company_id=company_id, name=name)
        if found is None:
            raise
        return found


# Contacts of other companies are passed over; in the order of ids, so that two adders never wait in a circle.
_ADD = """
INSERT INTO audiences_groupmember (company_id, group_id, contact_id, added_at)
SELECT %s, %s, contact.id, %s FROM audiences_contact AS contact
WHERE contact.company_id = %s AND contact.id = ANY (%s) ORDER BY contact.id
ON CONFLICT (group_id, contact_id) DO NOTHING
"""
_REMOVE = "DELETE FROM audiences_groupmember WHERE company_id = %s AND group_id = %s AND contact_id = ANY (%s)"
_ADD_SELECTED = """
INSERT INTO audiences_groupmember (company_id, group_id, contact_id, added_at)
SELECT %s, %s, found.id, %s FROM ({}) AS found (id) ORDER BY found.id
ON CONFLICT (group_id, contact_id) DO NOTHING
"""
_REMOVE_SELECTED = "DELETE FROM audiences_groupmember WHERE company_id = %s AND group_id = %s AND contact_id IN ({})"


@transaction.atomic
def add(*, group: Group, contact_ids: Iterable[int]) -> int:
    """Put contacts into a group; who is in it already stays.

    Returns:
        How many were new.

    Raises:
        NotFoundError: the group was deleted meanwhile.
    """
    found = _locked(group)
    owner = found.company_id
    return _move(found, "members added", _ADD, [owner, found.pk, timezone.now(), owner, list(contact_ids)])


@transaction.atomic
def remove(*, group: Group, contact_ids: Iterable[int]) -> int:
    """Take contacts out of a group.

    Returns:
        How many were in it.

    Raises:
        NotFoundError: the group was deleted meanwhile.
    """
    found = _locked(group)
    return _move(found, "members removed", _REMOVE, [found.company_id, found.pk, list(contact_ids)])


@transaction.atomic
def add_selected(*, group: Group, selected: Sql) -> int:
    """Put all into a group whom a statement selects (`segments.sql`, `filters.select`)."""
    found = _locked(group)
    statement, values = selected
    before = [found.company_id, found.pk, timezone.now()]
    return _move(found, "members added", _ADD_SELECTED.format(statement), [*before, *values])


@transaction.atomic
def remove_selected(*, group: Group, selected: Sql) -> int:
    """Take all out of a group whom a statement selects."""
    found = _locked(group)
    statement, values = selected
    return _move(found, "members removed", _REMOVE_SELECTED.format(statement), [found.company_id, found.pk, *values])


def _move(group: Group, action: str, statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        moved: int = cursor.rowcount
    if moved:
        audit.record(group, action, {"members": [None, moved]})
    return moved


# Counts index entries up to the cap, so that the largest group costs no more than one of ten thousand.
_COUNTS = """
SELECT one.id, (
    SELECT count(*) FROM (SELECT 1 FROM audiences_groupmember WHERE group_id = one.id LIMIT %s) AS counted
) FROM unnest(%s::bigint[]) AS one (id)
"""


def counts(groups: Iterable[Group]) -> dict[int, int]:
    """How many members each group has, by its key; one more than `CAP` stands for all above."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [CAP + 1, [group.pk for group in groups]])
        return dict(cursor.fetchall())


def of_contact(contact: Contact) -> list[Group]:
    """The groups that a contact is in."""
    rows = Group.objects.filter(company_id=contact.company_id, members__contact_id=contact.pk)
    return list(rows.order_by("name_folded"))


def _locked(group: Group) -> Group:
    rows = Group.objects.select_for_update(no_key=True).filter(pk=group.pk, company_id=group.company_id)
    found: Group | None = rows.first()
    if found is None:
        raise NotFoundError("Group not found")
    return found


def _name(text: str) -> str:
    name = " ".join(text.split())
    problem = checks.text(name, LONGEST_NAME) if name else "Say what it is called."
    if problem:
        raise InvalidError(problem, faults=[Fault(("name",), problem)])
    return name


def _description(text: str) -> str:
    if problem := checks.text(text, LONGEST_DESCRIPTION):
        raise InvalidError(problem, faults=[Fault(("description",), problem)])
    return text.strip()


def _save(group: Group) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        message = "Another group has this name."
        raise InvalidError(message, faults=[Fault(("name",), message)], code="TAKEN") from error
