"""Putting everybody of a segment into a group: a million takes longer than a page may."""

from typing import Any

from django.db import connection, transaction

from audiences import groups, segments
from audiences.models import Group, Segment
from core.errors import NotFoundError
from core.jobs import queue
from core.jobs.running import RunningJob
from core.models import Job

FILL = "audiences.fill"


def request(*, group: Group, segment: Segment) -> Job:
    """Ask for it; while the same is being done, that job is returned."""
    return queue.enqueue(
        company_id=group.company_id,
        kind=FILL,
        label=f"Put “{segment.name}” into “{group.name}”",
        arguments={"group": group.pk, "segment": segment.pk},
        dedupe_key=f"{FILL}:{group.pk}:{segment.pk}",
    )


def run(job: RunningJob) -> dict[str, Any]:
    """Add whoever belongs to the segment now; again after a crash adds nobody twice.

    Raises:
        NotFoundError: group or segment were deleted meanwhile.
    """
    group = Group.objects.filter(company_id=job.company_id, pk=job.arguments["group"]).first()
    segment = Segment.objects.filter(company_id=job.company_id, pk=job.arguments["segment"]).first()
    if group is None or segment is None:
        raise NotFoundError("The group or the segment was deleted meanwhile.")
    with transaction.atomic(), connection.cursor() as cursor:
        # One statement however many there are; the lease of the job bounds it.
        cursor.execute("SET LOCAL statement_timeout = 0")
        return {"added": groups.add_selected(group=group, selected=segments.sql(segment))}
