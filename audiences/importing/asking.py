"""What people do with an import: upload, look, start, stop, go on, take back, throw away."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audiences import groups, pieces
from audiences.importing import dialect, mapping
from audiences.importing.metering import Meter
from audiences.importing.preview import Preview, look, read
from audiences.importing.wishes import Wishes, check
from audiences.models import FilePiece, Import, ImportedContact, ImportFault, Stage
from core import audit
from core.channels import Channel
from core.errors import ConflictError, InvalidError, NotFoundError
from core.ids import new_uuid
from core.jobs import queue
from core.tenancy import across_companies

IMPORT, UNDO = "audiences.import", "audiences.undo_import"
KEPT = timedelta(days=30)


@transaction.atomic
def upload(*, company_id: int, name: str, parts: Iterable[bytes]) -> Import:
    """Keep a file, and guess how it is to be read.

    Args:
        name: the file's.
        parts: its bytes in order.

    Raises:
        InvalidError: there is nothing in it to take in.
        TooLargeError: it has more than 512 MB.
    """
    found = Import(company_id=company_id, name=mapping.shown_header(name) or "contacts.csv", file=new_uuid())
    meter = Meter(parts)
    found.bytes = pieces.write(company_id=company_id, file=found.file, parts=meter)
    how = dialect.guess(meter.sample)
    found.encoding, found.delimiter, found.lines = how.encoding, how.delimiter, meter.lines
    preview = read(meter.sample, how)
    _guess(found, preview)
    found.save(force_insert=True)
    audit.record(found, "uploaded", {"bytes": [None, found.bytes]})
    return found


def _guess(import_: Import, preview: Preview) -> None:
    import_.headers, import_.row, import_.lines_done = preview.headers, preview.row, preview.lines_done
    import_.mapping = mapping.stored(mapping.guess(preview.headers, [cells for _, cells in preview.rows]))


@transaction.atomic
def read_as(*, import_: Import, how: dialect.Dialect) -> Import:
    """Read a file that has not been started in another encoding, or with another sign between its cells.

    Raises:
        ConflictError: it has been started.
        InvalidError: no such encoding or sign, or nothing to read that way.
    """
    found = _locked(import_)
    _must_wait(found)
    if how.encoding not in dialect.ENCODINGS or how.delimiter not in dialect.DELIMITERS:
        raise InvalidError("Choose an encoding and a separator.")
    found.encoding, found.delimiter = how.encoding, how.delimiter
    _guess(found, look(found))
    found.save(update_fields=["encoding", "delimiter", "headers", "row", "lines_done", "mapping"])
    return found


@transaction.atomic
def start(*, import_: Import, wishes: Wishes) -> Import:
    """Take a file in, by a job.

    Raises:
        ConflictError: it has been started already.
        InvalidError: with a fault for each wish that cannot be.
    """
    found = _locked(import_)
    _must_wait(found)
    check(found, wishes)
    if wishes.group.strip():
        found.group = groups.get_or_create(company_id=found.company_id, name=wishes.group)
    found.mapping, found.known, found.region = mapping.stored(wishes.columns), wishes.known, wishes.region
    found.consent = {channel: source.strip() for channel, source in wishes.consent.items()}
    found.stage = Stage.IMPORTING
    _enqueue(found, IMPORT, f"Import {found.name}")
    audit.record(found, "started", _facts(found))
    return found


def _facts(import_: Import) -> dict[str, list[object]]:
    chosen = {
        "known": import_.known,
        "group": import_.group.name if import_.group else "",
        "consent": [f"{Channel(channel).label}: {source}" for channel, source in import_.consent.items()],
    }
    return {name: [None, value] for name, value in chosen.items() if value}


@transaction.atomic
def stop(*, import_: Import) -> Import:
    """Stop an import, or its taking back; what is done stays done.

    Raises:
        ConflictError: nothing of it waits or runs.
    """
    # The job's row first, as the job itself has them: it writes its progress before its import.
    job = import_.job
    if job is None or import_.stage not in (Stage.IMPORTING, Stage.UNDOING):
        raise ConflictError("There is nothing to stop.", code="NOT_RUNNING")
    queue.cancel(job=job)
    audit.record(import_, "stopped")
    return import_


@transaction.atomic
def go_on(*, import_: Import) -> Import:
    """Go on with what was stopped or failed, from where it was.

    Raises:
        ConflictError: it was not stopped.
    """
    if import_.job is None or not import_.is_stopped:
        raise ConflictError("There is nothing to go on with.", code="NOT_STOPPED")
    queue.retry(job=import_.job)
    audit.record(import_, "continued")
    return import_


@transaction.atomic
def take_back(*, import_: Import) -> Import:
    """Take back what an import brought, by a job.

    Raises:
        ConflictError: it runs, was never started, was taken back already, or is too old.
    """
    found = _locked(import_)
    if not found.is_undoable:
        raise ConflictError("Only an import that has ended can be taken back, and only once.", code="NOT_UNDOABLE")
    if found.created_at < timezone.now() - KEPT:
        raise ConflictError(f"An import can be taken back for {KEPT.days} days.", code="TOO_OLD")
    found.stage = Stage.UNDOING
    _enqueue(found, UNDO, f"Take back {found.name}")
    audit.record(found, "taking back asked for")
    return found


@transaction.atomic
def discard(*, import_: Import) -> None:
    """Throw away a file that was never started.

    Raises:
        ConflictError: it was started.
    """
    found = _locked(import_)
    _must_wait(found)
    audit.record(found, "thrown away")
    pieces.drop(company_id=found.company_id, file=found.file)
    found.delete()


def prune() -> int:
    """Forget what is too old to be taken back: files never started, earlier values, refused rows. Counts stay.

    Returns:
        How many rows went.
    """
    with across_companies(), transaction.atomic():
        old = Import.objects.filter(created_at__lt=timezone.now() - KEPT)
        traces = [
            FilePiece.objects.filter(file__in=old.values("file")),
            ImportedContact.objects.filter(of__in=old.values("pk")),
            ImportFault.objects.filter(of__in=old.values("pk")),
            old.filter(stage=Stage.UPLOADED),
        ]
        return sum(rows.delete()[0] for rows in traces)


def _enqueue(import_: Import, kind: str, label: str) -> None:
    import_.job = queue.enqueue(
        company_id=import_.company_id,
        kind=kind,
        label=label,
        arguments={"import": import_.pk},
        dedupe_key=f"{kind}:{import_.pk}",
    )
    import_.save(update_fields=["stage", "job", "mapping", "known", "region", "group", "consent"])


def _must_wait(import_: Import) -> None:
    if import_.stage != Stage.UPLOADED:
        raise ConflictError("This import has been started already.", code="STARTED")


def _locked(import_: Import) -> Import:
    rows = Import.objects.select_related("job", "group").filter(pk=import_.pk, company_id=import_.company_id)
    found: Import | None = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFoundError("Import not found")
    return found
