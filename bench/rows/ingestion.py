"""Events over HTTP: ours beside one raw insert of the same batches, and beside the textbook; and memory."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bench.event_data import EVENTS_PATH, Reporter, make_reporter
from bench.load import Load, drive
from bench.memory import tree_megabytes
from bench.rounds import Contender, Measured, Sample, compare, over_http, write_requests
from bench.stand import Stand
from bench.table import Line, cpu_line, rate_line
from bench.web import Web, served

SIZE, CALLS = 500, 100
LARGE, LARGE_CALLS = 10_000, 8
SECONDS = 12.0
MEMORY_CALLS = 50
SUMS = ("analytics_dailymetric", "analytics_totalmetric", "analytics_companymetric")

Calls = Callable[[], Iterable[bytes]]


def run(stand: Stand) -> list[Line]:
    """All lines of ingestion; units are events."""
    reporter, log = make_reporter(), stand.folder / "web.log"
    with (
        served("config.wsgi:application", log=log) as ours,
        served("config.wsgi:application", log=log, settings="bench.limits.settings") as limit,
        served("config.wsgi:application", log=log, settings="bench.limits.textbook_settings") as textbook,
    ):
        few = compare(
            {
                "limit": _calls(stand, limit, reporter, "/events"),
                "ours": _calls(stand, ours, reporter, EVENTS_PATH),
                "narrow": _calls(stand, ours, replace(reporter, campaigns=reporter.campaigns[:1]), EVENTS_PATH),
                "packed": _visits(stand, ours, SIZE, lambda: reporter.packed_calls(count=CALLS, size=SIZE)),
                "textbook": _calls(stand, textbook, reporter, "/events"),
            }
        )
        large = compare(
            {
                "limit": _calls(stand, limit, reporter, "/events", LARGE, LARGE_CALLS),
                "ours": _calls(stand, ours, reporter, EVENTS_PATH, LARGE, LARGE_CALLS),
            }
        )
        memory = _memory(stand, ours, reporter)
    return [*_lines(few, large, stand.fsyncs_per_second()), memory]


def _calls(stand: Stand, web: Web, reporter: Reporter, path: str, size: int = SIZE, count: int = CALLS) -> Contender:
    return _visits(stand, web, size, lambda: reporter.calls(path, count=count, size=size))


def _visits(stand: Stand, web: Web, size: int, calls: Calls) -> Contender:
    """Bodies of new events, once each; units are events and not bodies."""
    bodies = over_http(stand, web, lambda _: list(calls()), seconds=SECONDS, once=True)

    def visit(number: int) -> Sample:
        stand.sql(f"VACUUM {', '.join(SUMS)}", "CHECKPOINT")
        found = bodies(number)
        return Sample(found.rate * size, found.cpu / size)

    return visit


def _memory(stand: Stand, web: Web, reporter: Reporter) -> Line:
    """What the server's processes hold after large bodies, beside what they held before."""
    held = []
    for _ in range(2):
        path = write_requests(stand.folder / "large", reporter.calls(EVENTS_PATH, count=MEMORY_CALLS, size=LARGE))
        drive(Load(web.port, str(path), MEMORY_CALLS, 120, connections=4))
        held.append(tree_megabytes(web.pid))
    name = f"ingestion, {MEMORY_CALLS} bodies of {LARGE:,} more: memory of the server"
    return Line(name, f"{held[0]:.0f} MB", f"{held[1]:.0f} MB", held[1] - held[0])


def _lines(few: Measured, large: Measured, fsyncs: float) -> list[Line]:
    name, many = f"ingestion, bodies of {SIZE}", f"ingestion, bodies of {LARGE:,}"
    return [
        cpu_line(f"{name} ({fsyncs:.0f} fsyncs/s): CPU", few, "limit", "ours", few.cpu_ratio("limit", "ours"), 0.8),
        rate_line(f"{name}: rate", few, "limit", "ours", 0.8),
        cpu_line(f"{many}: CPU", large, "limit", "ours", large.cpu_ratio("limit", "ours"), 0.8),
        rate_line(f"{many}: rate", large, "limit", "ours", 0.8),
        cpu_line(f"{name}, all of one campaign: CPU", few, "limit", "narrow", few.cpu_ratio("limit", "narrow")),
        rate_line(f"{name}, all of one campaign: rate", few, "limit", "narrow"),
        rate_line(f"{name}, NDJSON and gzip, against JSON: rate", few, "ours", "packed"),
        rate_line(f"{name}, against the textbook: rate", few, "textbook", "ours"),
    ]
