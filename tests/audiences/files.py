"""Files of contacts, and what takes them in."""

from typing import Any

from audiences import importing
from audiences.importing import mapping
from audiences.models import Import
from companies.models import Company
from core.jobs import runner
from core.models import Job


def uploaded(company: Company, text: str | bytes, name: str = "people.csv") -> Import:
    """A file that is there to be started."""
    raw = text.encode() if isinstance(text, str) else text
    return importing.upload(company_id=company.pk, name=name, parts=[raw])


def started(
    company: Company, text: str | bytes, columns: list[importing.Column] | None = None, **wishes: Any
) -> Import:
    """A file whose job waits."""
    found = uploaded(company, text)
    guessed = mapping.restored(found.mapping)
    return importing.start(import_=found, wishes=importing.Wishes(columns=columns or guessed, **wishes))


def imported(
    company: Company, text: str | bytes, columns: list[importing.Column] | None = None, **wishes: Any
) -> Import:
    """A file that was taken in."""
    return run(started(company, text, columns, **wishes))


def run(import_: Import) -> Import:
    """Do what an import's job has to do."""
    import_.refresh_from_db()
    runner.run(import_.job_id)
    import_.refresh_from_db()
    job = Job.objects.get(pk=import_.job_id)
    assert job.status == "succeeded", job.detail
    return import_


def counts(import_: Import) -> dict[str, int]:
    """What came of it, where it is not 0."""
    names = ("rows", "created", "updated", "unchanged", "invalid", "duplicates", "joined", "removed", "restored")
    found = {name: getattr(import_, name) for name in (*names, "left_alone")}
    return {name: count for name, count in found.items() if count}


def faults(import_: Import) -> list[tuple[int, str, str, str]]:
    """Which rows were refused: row, column, value, reason."""
    return list(import_.faults.order_by("row", "pk").values_list("row", "column", "value", "reason"))
