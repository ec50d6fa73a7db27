"""A file of contacts into an empty company and over itself: ours beside COPY and one merge; and the worker's memory."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from audiences import groups, importing
from audiences.models import Import
from bench.cpu import tree_microseconds
from bench.data import make_tenant
from bench.limits.imports import load
from bench.rounds import Contender, Sample, compare, seconds_of
from bench.sizes import scaled
from bench.stand import Stand
from bench.table import Line, rate_line
from core.jobs import runner
from core.models import Job
from core.tenancy import company_scope

MANY, FEW = scaled(1_000_000), scaled(100_000)
ROUNDS = 3
_PIECE = 1_000_000
_TABLES = "audiences_contact, audiences_groupmember, audiences_importedcontact"
# A process of its own, as a worker is one: what it holds at the most beyond what it held before is the import's.
_ALONE = """
import re, sys
from pathlib import Path
import django
django.setup()
from core.jobs import runner
# Not `ru_maxrss`: that begins with what the parent held.
def held(): return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = held()
runner.run(int(sys.argv[1]))
print(held() - before)
"""


def run(stand: Stand) -> list[Line]:
    """All lines of imports; units are rows."""
    company_id = make_tenant("imports").id
    path = _file(stand.folder / "many.csv", MANY)
    with company_scope(company_id):
        group = groups.create(company_id=company_id, name="All")
        contenders = {
            "limit": _timed(stand, lambda: load(stand.url, path, company_id, group.pk)),
            "ours": _visits(stand, lambda: _started(company_id, path)),
        }
        found = compare(contenders, rounds=ROUNDS)
        again = _again(stand, company_id, path)
        memory = [_memory(stand, company_id, _file(stand.folder / f"{count}.csv", count)) for count in (FEW, MANY)]
    return [
        rate_line(f"import of {MANY:,} new contacts, with undo, errors and progress", found, "limit", "ours", 1.1),
        again,
        Line(f"import of {MANY:,}: memory grown in the worker", f"{FEW:,}: {memory[0]:.0f} MB",
             f"{memory[1]:.0f} MB", memory[1], 120, most=True),
        Line(f"the same beside {FEW:,} rows", "", "", memory[1] / memory[0], 1.1, most=True),
    ]  # fmt: skip


def _file(path: Path, count: int) -> Path:
    """People with an id, an e-mail address, a phone number, names and a city; in no order."""
    cities = ("Oslo", "Bergen", "Trondheim", "Stavanger", "Tromsø")
    with path.open("w") as file:
        file.write("Customer ID,E-mail,Mobile,First name,Last name,City\n")
        for number in range(count):
            key = number * 7_919 % count
            file.write(
                f"C{key:08},Person.{key * 31 % count}@mail{key % 9}.example.com,+479{key:07},"
                f"Kari {key % 700},Nordmann-{key % 3_000},{cities[key % 5]}\n"
            )
    return path


def _started(company_id: int, path: Path) -> Import:
    """An import whose job waits; the time of its upload is not that of the import."""
    found = importing.upload(company_id=company_id, name=path.name, parts=_parts(path))
    columns = importing.mapping.restored(found.mapping)
    return importing.start(import_=found, wishes=importing.Wishes(columns=columns, group="All"))


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE), b"")


def _empty(stand: Stand) -> None:
    stand.sql(f"TRUNCATE {_TABLES}, audiences_importfault CASCADE", "CHECKPOINT")


def _timed(stand: Stand, work: Callable[[], object]) -> Contender:
    def visit(_: int) -> Sample:
        _empty(stand)
        return _sample(stand, work)

    return visit


def _visits(stand: Stand, begin: Callable[[], Import]) -> Contender:
    def visit(_: int) -> Sample:
        _empty(stand)
        import_ = begin()
        return _sample(stand, lambda: _run(import_))

    return visit


def _sample(stand: Stand, work: Callable[[], object]) -> Sample:
    before = tree_microseconds((stand.postgres,))
    seconds = seconds_of(work)
    return Sample(MANY / seconds, (tree_microseconds((stand.postgres,)) - before) / MANY)


def _run(import_: Import) -> None:
    runner.run(import_.job_id or 0)
    job = Job.objects.get(pk=import_.job_id)
    if job.status != "succeeded" or (job.result or {})["invalid"]:
        raise RuntimeError(f"The import failed: {job.result} {job.detail}")


def _again(stand: Stand, company_id: int, path: Path) -> Line:
    """The same file over what it brought: nothing changes, and nothing is written to the contacts."""
    stand.sql(f"VACUUM ANALYZE {_TABLES}", "CHECKPOINT")
    import_ = _started(company_id, path)
    rate = MANY / seconds_of(lambda: _run(import_))
    return Line(f"import of {MANY:,} contacts that are so already", "", f"{rate:.0f}/s", rate)


def _memory(stand: Stand, company_id: int, path: Path) -> float:
    _empty(stand)
    import_ = _started(company_id, path)
    told = subprocess.run([sys.executable, "-c", _ALONE, str(import_.job_id)], check=True, capture_output=True)
    return int(told.stdout) / 1024
