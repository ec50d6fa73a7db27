"""Freezing an audience into the ledger, beside one plain `INSERT … SELECT` of the same rows."""

from collections.abc import Callable

from bench.cpu import tree_microseconds
from bench.limits import freeze as limit
from bench.people import Crowd, begin_again, execute, keep_ledger, make_broadcast, make_crowd, make_version
from bench.rounds import Contender, Sample, compare, seconds_of
from bench.sizes import scaled
from bench.stand import Stand
from bench.table import Line, cpu_line, rate_line
from core.channels import Channel
from core.tenancy import company_scope
from delivery.freezing import Audience

SIZES = (1_000_000, 100_000)
ROUNDS = 5
_EARLIER = "earlier_sendrecord"


def run(stand: Stand) -> list[Line]:
    """Two lines a size, and what the cap costs; units are recipients."""
    return [line for size in SIZES for line in _of_size(stand, scaled(size))]


def _of_size(stand: Stand, size: int) -> list[Line]:
    crowd = make_crowd(f"freeze-{size}", size)
    with company_scope(crowd.company_id):
        html = {"source_format": "html", "source": "<p>Dear {{ name | neighbour }}: flat {{ flat }}</p>"}
        version = make_version(crowd.company_id, Channel.EMAIL, subject="For {{ name | you }}", **html)
        broadcast = make_broadcast(version)
        stand.sql("TRUNCATE delivery_sendrecord, delivery_chunk", f"DROP TABLE IF EXISTS {_EARLIER}")
        # Who got this has had enough for the day.
        execute(broadcast, Audience(list_ids=[crowd.some_id]))
        keep_ledger(_EARLIER)
        contenders = {
            "limit": _timed(stand, crowd, lambda: limit.fill(stand.url, crowd.company_id, crowd.group_id)),
            "free": _timed(stand, crowd, lambda: execute(broadcast, crowd.everybody).matched),
            "ours": _timed(stand, crowd, lambda: execute(broadcast, crowd.everybody, is_capped=True).matched),
        }
        found = compare(contenders, rounds=ROUNDS)
    told = f"freeze {size:,}, suppressions, caps, a variable"
    return [
        rate_line(told, found, "limit", "ours", 0.5),
        cpu_line(f"{told}: CPU of PostgreSQL", found, "limit", "ours", found.cpu_ratio("ours", "limit")),
        cpu_line(f"freeze {size:,}: CPU with the cap, without", found, "free", "ours", found.cpu_ratio("ours", "free")),
    ]


def _timed(stand: Stand, crowd: Crowd, work: Callable[[], int]) -> Contender:
    def visit(_: int) -> Sample:
        limit.clear(stand.url)
        begin_again(stand, [_EARLIER])
        before = tree_microseconds((stand.postgres,))
        counted: list[int] = []
        seconds = seconds_of(lambda: counted.append(work()))
        if counted != [crowd.count]:
            raise RuntimeError(f"{counted} were written of {crowd.count}.")
        return Sample(crowd.count / seconds, (tree_microseconds((stand.postgres,)) - before) / crowd.count)

    return visit
