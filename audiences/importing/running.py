"""The jobs: taking a file in, chunk by chunk, and taking it back."""

from contextlib import closing

from django.db import transaction
from django.utils import timezone

from audiences import pieces
from audiences.importing.chunks import chunks, one_ahead
from audiences.importing.merging import merge
from audiences.importing.undoing import take_back
from audiences.models import Import, Stage
from core.errors import NotFoundError
from core.jobs.registry import Result
from core.jobs.running import RunningJob

_TOLD = ("rows", "created", "updated", "unchanged", "invalid", "duplicates", "joined")


def run(job: RunningJob) -> Result:
    """Take a file in. After a crash it goes on behind the last chunk that was taken in whole.

    Raises:
        NotFoundError: the import was deleted meanwhile.
    """
    import_ = _found(job)
    if import_.stage == Stage.IMPORTING:
        with closing(one_ahead(lambda: chunks(import_))) as found:
            for chunk in found:
                merge(import_, chunk, job)
        _finish(import_, job)
    return {name: getattr(import_, name) for name in _TOLD}


def undo(job: RunningJob) -> Result:
    """Take an import back.

    Raises:
        NotFoundError: the import was deleted meanwhile.
    """
    import_ = _found(job)
    if import_.stage == Stage.UNDOING:
        take_back(import_, job)
    return {name: getattr(import_, name) for name in ("removed", "restored", "left_alone")}


@transaction.atomic
def _finish(import_: Import, job: RunningJob) -> None:
    """The file is not needed any more; what it brought is in the contacts."""
    job.progress(done=import_.lines_done, total=import_.lines_done)
    import_.stage, import_.finished_at = Stage.DONE, timezone.now()
    import_.save(update_fields=["stage", "finished_at"])
    pieces.drop(company_id=import_.company_id, file=import_.file)


def _found(job: RunningJob) -> Import:
    found: Import | None = Import.objects.filter(pk=job.arguments["import"]).first()
    if found is None:
        raise NotFoundError("This import was deleted.")
    return found
