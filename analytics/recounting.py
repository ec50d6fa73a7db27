"""Counting anew as a job: a company that lives by another clock has other days."""

from collections.abc import Collection

from django.db import transaction

from analytics.rebuilding import rebuild
from companies.models import Company
from core.jobs import queue
from core.jobs.registry import Result
from core.jobs.running import RunningJob
from core.models import Job

RECOUNT = "analytics.recount"


@transaction.atomic
def ask(company: Company) -> Job:
    """Have a company's events counted anew; while that is asked for already, once is enough."""
    return queue.enqueue(
        company_id=company.pk,
        kind=RECOUNT,
        label="Count the days anew",
        arguments={"company": company.pk},
        dedupe_key=RECOUNT,
    )


def after_change(company: Company, fields: Collection[str]) -> None:
    """Where the time zone changed, every day did."""
    if "time_zone" in fields:
        ask(company)


def run(job: RunningJob) -> Result:
    """Count anew; safe to do twice."""
    found = rebuild(company=Company.objects.get(pk=job.company_id))
    return {"months": found.months, "changed": found.differing}
