"""What keeping the counters costs a create: with the trigger and without, four writers at once."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from bench.cpu import tree_microseconds
from bench.data import make_tenant
from bench.rounds import Contender, Sample, compare, seconds_of
from bench.stand import Stand
from bench.table import Line, cpu_line, rate_line
from campaigns.creation import create_campaign
from core.tenancy import company_scope

WRITERS = 4
EACH = 150


def run(stand: Stand) -> list[Line]:
    """One line for CPU, one for the rate."""
    company_id = make_tenant("counters").id
    stand.sql("CHECKPOINT")
    found = compare({"without": _creates(stand, company_id, "DISABLE"), "with": _creates(stand, company_id, "ENABLE")})
    fsyncs = stand.fsyncs_per_second()
    cost = found.cpu_ratio("with", "without")
    return [
        cpu_line("create, counters kept: CPU of PostgreSQL", found, "without", "with", cost, 1.5, most=True),
        rate_line(f"create, counters kept: rate ({fsyncs:.0f} fsyncs/s)", found, "without", "with", 0.8),
    ]


def _creates(stand: Stand, company_id: int, switch: str) -> Contender:
    def visit(_: int) -> Sample:
        stand.sql(f"ALTER TABLE campaigns_campaign {switch} TRIGGER USER")
        before = tree_microseconds((stand.postgres,))
        with ThreadPoolExecutor(WRITERS) as pool:
            seconds = seconds_of(lambda: list(pool.map(_write, [company_id] * WRITERS)))
        units = WRITERS * EACH
        return Sample(units / seconds, (tree_microseconds((stand.postgres,)) - before) / units)

    return visit


def _write(company_id: int) -> None:
    with company_scope(company_id):
        for number in range(EACH):
            create_campaign(company_id=company_id, name=f"Campaign {number}")
    connection.close()
