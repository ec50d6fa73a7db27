"""Taking an import back: what it made goes, what it changed becomes what it was; what people touched since stays."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audiences import pieces
from audiences.models import Contact, Import, ImportedContact, Stage
from core import audit
from core.jobs.running import RunningJob

BATCH = 5_000

# Who has another instant than the import's was changed since; who joined another group, or came by another file, too,
# counts as touched where the question is whether they may go.
_LOOK = """
SELECT taken.contact_id, taken.is_new, taken.before IS NOT NULL, contact.updated_at = taken.at,
    taken.is_new AND (
        EXISTS (SELECT FROM audiences_groupmember member WHERE member.contact_id = taken.contact_id
            AND NOT (member.group_id IS NOT DISTINCT FROM %(group)s AND member.added_at = taken.at))
        OR EXISTS (SELECT FROM audiences_importedcontact other WHERE other.contact_id = taken.contact_id
            AND other.of_id <> taken.of_id)
    )
FROM audiences_importedcontact taken JOIN audiences_contact contact ON contact.id = taken.contact_id
WHERE taken.of_id = %(import)s AND taken.contact_id = ANY (%(ids)s)
ORDER BY taken.row DESC FOR UPDATE OF contact
"""

_TEXTS = (
    "external_id", "email", "phone", "first_name", "last_name", "first_name_folded", "last_name_folded", "language",
    "time_zone",
)  # fmt: skip
_VALUES = ",\n    ".join(f"{name} = coalesce(taken.before ->> '{name}', contact.{name})" for name in _TEXTS)
_RESTORE = f"""
UPDATE audiences_contact contact SET {_VALUES},
    attributes = coalesce(taken.before -> 'attributes', contact.attributes),
    consent = coalesce(taken.before -> 'consent', contact.consent),
    updated_at = %(now)s
FROM audiences_importedcontact taken
WHERE taken.of_id = %(import)s AND taken.contact_id = ANY (%(ids)s) AND contact.id = taken.contact_id
"""  # noqa: S608 - names of our own only
_LEAVE_GROUP = """
DELETE FROM audiences_groupmember member USING audiences_importedcontact taken
WHERE taken.of_id = %(import)s AND taken.contact_id = ANY (%(ids)s) AND member.contact_id = taken.contact_id
    AND member.group_id = %(group)s AND member.added_at = taken.at
"""


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What is to be done with the contacts of a batch, by their ids.

    Args:
        remove: those that the import made, and that nobody touched since.
        restore: those that it changed, and nobody else since; the last that it took is the first.
        leave: those that somebody touched since.
    """

    remove: list[int]
    restore: list[int]
    leave: list[int]


def take_back(import_: Import, job: RunningJob) -> None:
    """Take all back that is left to take back, batch by batch, and close the import.

    Raises:
        JobStopped: the job was cancelled or is another worker's by now.
    """
    total = import_.created + import_.updated + import_.unchanged
    done = total - ImportedContact.objects.filter(of=import_).count()
    while taken := _batch(import_, job, done, total):
        done += taken
    _finish(import_, job, total)


@transaction.atomic
def _batch(import_: Import, job: RunningJob, done: int, total: int) -> int:
    """One batch. What was looked at is forgotten with it, so that nothing is done twice.

    Returns:
        How many contacts were looked at; 0 where none is left.
    """
    job.progress(done=done, total=total)
    mine = ImportedContact.objects.filter(of=import_)
    ids = list(mine.order_by("-contact_id").values_list("contact_id", flat=True)[:BATCH])
    if not ids:
        return 0
    named = {"import": import_.pk, "group": import_.group_id, "ids": ids, "now": timezone.now()}
    found = _look(named)
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_GROUP, named)
    Contact.objects.filter(pk__in=found.remove).delete()
    restored = _restore(found.restore, named)
    import_.removed += len(found.remove)
    import_.restored += restored
    import_.left_alone += len(found.leave) + len(found.restore) - restored
    import_.save(update_fields=["removed", "restored", "left_alone"])
    mine.filter(contact_id__in=ids).delete()
    return len(ids)


def _look(named: dict[str, Any]) -> _Sorted:
    found = _Sorted([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, named)
        for pk, is_new, was_changed, is_as_left, has_others in cursor.fetchall():
            if not (is_new or was_changed):
                continue
            if not is_as_left or has_others:
                found.leave.append(pk)
            else:
                (found.remove if is_new else found.restore).append(pk)
    return found


def _restore(ids: list[int], named: dict[str, Any]) -> int:
    """Give contacts their earlier values back; one whose address is somebody else's by now stays as it is.

    Returns:
        How many have them.
    """
    if not ids or _restored(ids, named):
        return len(ids)
    # Who had the address may be in the same batch: single steps, the last first, settle it.
    return sum(_restored([pk], named) for pk in ids)


def _restored(ids: list[int], named: dict[str, Any]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_RESTORE, {**named, "ids": ids})
    except IntegrityError:
        return False
    return True


@transaction.atomic
def _finish(import_: Import, job: RunningJob, total: int) -> None:
    job.progress(done=total, total=total)
    import_.stage, import_.undone_at = Stage.UNDONE, timezone.now()
    import_.save(update_fields=["stage", "undone_at"])
    pieces.drop(company_id=import_.company_id, file=import_.file)
    changes = {name: [None, getattr(import_, name)] for name in ("removed", "restored", "left_alone")}
    audit.record(import_, "taken back", changes)
