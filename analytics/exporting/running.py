"""The job that writes an export: numbers from the database into a file, row by row, and the file into the database."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.exporting import files, tables, writing
from analytics.models import Export
from core.errors import NotFoundError
from core.jobs.registry import Result
from core.jobs.running import RunningJob


def run(job: RunningJob) -> Result:
    """Write the file. Run again after a crash, it starts a file anew; where there is one already, it leaves that.

    Raises:
        NotFoundError: the export has expired meanwhile.
        InvalidError: the table does not fit into the format.
    """
    export: Export | None = Export.objects.filter(pk=job.arguments["export"]).first()
    if export is None:
        raise NotFoundError("This export has expired. Please ask for it again.")
    if export.file is None:
        _write(job, export)
        export.refresh_from_db()
    address = f"/api/analytics/exports/{export.uuid}/file"
    return {"file": address, "rows": export.rows, "bytes": export.bytes, "name": export.name}


def _write(job: RunningJob, export: Export) -> None:
    with TemporaryDirectory(prefix="muster-export-") as folder:
        path = Path(folder) / export.name
        with tables.opened(export) as table:
            job.progress(done=0, total=table.total)
            writing.check(export.format, table)
            rows = writing.write(export.format, path, table.columns, _reported(job, table))
        files.keep(export=export, path=path, rows=rows, beat=lambda: job.progress(done=rows, total=table.total))


def _reported(job: RunningJob, table: tables.Table) -> Iterator[tables.Row]:
    """A table's rows; how far they are is told between two batches, and somebody may have cancelled the job by then."""
    done = 0
    for batch in table.batches:
        yield from batch
        done += len(batch)
        job.progress(done=done, total=table.total)
