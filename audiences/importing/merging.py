"""Taking one chunk in: contacts, their group, what was wrong, and how far it is, in one transaction."""

import json
import re
import time
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audiences.checks import GIVEN, MOST_ATTRIBUTES
from audiences.importing import statements
from audiences.importing.chunks import Chunk
from audiences.importing.rows import Problem
from audiences.models import Import, ImportFault, Known, Stage
from core.channels import Channel
from core.jobs.running import JobStopped, RunningJob

log = structlog.get_logger(__name__)

MOST_FAULTS = 100_000
# Somebody else may make or change one of the contacts at the very moment; then the chunk is looked at anew.
TRIES = 10
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_COUNTS = ("rows", "created", "updated", "unchanged", "invalid", "duplicates", "joined")
_REASONS = {
    "two": "Its id, e-mail address and phone number belong to different contacts.",
    "id": "The contact with this address has another id.",
    "repeat": "Row {other} is the same contact.",
    "full": f"The contact would have more than {MOST_ATTRIBUTES} attributes, or more than fits.",
}


def merge(import_: Import, chunk: Chunk, job: RunningJob) -> None:
    """Take a chunk in, wholly or not at all.

    Args:
        import_: counted on, and moved forward, with the chunk.

    Raises:
        JobStopped: the job was cancelled or is another worker's by now.
    """
    before = {name: getattr(import_, name) for name in (*_COUNTS, "row", "lines_done")}
    for last in (*[False] * (TRIES - 1), True):
        try:
            with transaction.atomic():
                # First of all: whoever took the job over waits for this row, and its chunk is the next one.
                job.progress(done=chunk.lines_done, total=max(import_.lines, chunk.lines_done))
                _take(import_, chunk)
            return
        except IntegrityError:
            if last:
                raise
            log.info("import_chunk_again", import_id=import_.pk, row=chunk.row)
            chunk.is_all_new = False
            for name, value in before.items():
                setattr(import_, name, value)
            time.sleep(0.05)


def _take(import_: Import, chunk: Chunk) -> None:
    here = Import.objects.filter(pk=import_.pk, stage=Stage.IMPORTING, lines_done=import_.lines_done)
    found = _merged(import_, chunk)
    import_.rows += chunk.rows
    import_.invalid += chunk.refused
    import_.duplicates += chunk.repeated
    import_.row, import_.lines_done = chunk.row, chunk.lines_done
    _keep(import_, sorted([*chunk.problems, *found], key=lambda problem: problem.row))
    # Somebody who takes the import back meanwhile has changed its stage.
    if not here.update(**{name: getattr(import_, name) for name in (*_COUNTS, "row", "lines_done")}):
        raise JobStopped


def _merged(import_: Import, chunk: Chunk) -> list[Problem]:
    """Take the good rows in, and tell which were not good after all."""
    if not chunk.staged:
        return []
    now = timezone.now()
    named = {
        "company": import_.company_id,
        "import": import_.pk,
        "group": import_.group_id,
        "update": import_.known == Known.UPDATE,
        "at": now,
        **_consents(import_.consent, now),
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.TAKE_TURN, [import_.company_id])
        cursor.execute(statements.PINNED)
        cursor.execute(statements.MAKE_STAGING)
        with cursor.copy(statements.FILL_MATCH if chunk.is_all_new else statements.FILL_STAGING) as copy:
            copy.write("".join(chunk.staged))
        if chunk.is_all_new:
            found = []
        else:
            cursor.execute(statements.MATCH, named)
            found = _problems(cursor)
        _count(import_, _written(cursor, import_, named), found)
        cursor.execute(statements.RELEASED)
    return found


def _written(cursor: Any, import_: Import, named: dict[str, Any]) -> dict[str, int]:
    """Run the statements that write, and say how many rows each had."""
    steps = {"created": statements.CREATE}
    if import_.known == Known.UPDATE:
        cursor.execute(statements.LOCK)
        steps["updated"] = statements.UPDATE
    steps["unchanged"] = statements.KEEP
    if import_.group_id is not None:
        steps["joined"] = statements.JOIN
    counts = {}
    for name, statement in steps.items():
        cursor.execute(statement, named)
        counts[name] = cursor.rowcount
    return counts


def _count(import_: Import, counts: dict[str, int], problems: list[Problem]) -> None:
    for name, count in counts.items():
        setattr(import_, name, getattr(import_, name) + count)
    repeated = sum(problem.is_repeat for problem in problems)
    import_.duplicates += repeated
    import_.invalid += len(problems) - repeated


def _problems(cursor: Any) -> list[Problem]:
    cursor.execute(statements.PROBLEMS)
    return [
        Problem(row, _REASONS[problem].format(other=other), value=value, is_repeat=problem == "repeat")
        for row, problem, other, value in cursor.fetchall()
    ]


def _consents(sources: dict[str, str], now: datetime) -> dict[str, str]:
    """What is said of consent by whoever has an e-mail address, and by whoever has a phone number."""
    at = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    said = {channel: {"status": GIVEN, "source": source, "at": at} for channel, source in sources.items()}
    by_email = {channel: one for channel, one in said.items() if channel == Channel.EMAIL}
    by_phone = {channel: one for channel, one in said.items() if channel in (Channel.SMS, Channel.WHATSAPP)}
    return {"by_email": json.dumps(by_email), "by_phone": json.dumps(by_phone)}


def _keep(import_: Import, problems: list[Problem]) -> None:
    """Write down what was wrong, up to a cap; the counts go on."""
    room = MOST_FAULTS - ImportFault.objects.filter(of=import_).count() if problems else 0
    rows = [
        ImportFault(
            company_id=import_.company_id,
            of=import_,
            row=problem.row,
            column=_shown(problem.column, 255),
            value=_shown(problem.value, 200),
            reason=problem.reason[:255],
        )
        for problem in problems[: max(0, room)]
    ]
    ImportFault.objects.bulk_create(rows, batch_size=5_000)


def _shown(text: str, longest: int) -> str:
    return _UNKEEPABLE.sub("\ufffd", text[:longest])
