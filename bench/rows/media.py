"""Media buying over HTTP: new campaigns beside raw SQL, and spend with pacing beside the same events without."""

from collections.abc import Callable, Iterable

from bench.event_data import EVENTS_PATH
from bench.media_data import ADD_PATH, Buying, make_buying
from bench.rounds import Contender, Measured, Sample, compare, over_http
from bench.stand import Stand
from bench.table import Line, cpu_line, rate_line
from bench.web import Web, served

ADDS = 400
SIZE, CALLS = 500, 60
SECONDS = 12.0
SUMS = (
    "analytics_dailymetric", "analytics_totalmetric", "analytics_companymetric", "insertion_orders_adspend",
    "insertion_orders_orderspend", "insertion_orders_deliveryhour",
)  # fmt: skip


def run(stand: Stand) -> list[Line]:
    """All lines of media buying; units are campaigns made, and events."""
    buying, log = make_buying(), stand.folder / "web.log"
    stand.sql("VACUUM ANALYZE", "CHECKPOINT")
    with (
        served("config.wsgi:application", log=log) as ours,
        served("config.wsgi:application", log=log, settings="bench.limits.settings") as limit,
    ):
        made = compare({"limit": _adds(stand, limit, buying, "/ads"), "ours": _adds(stand, ours, buying, ADD_PATH)})
        spent = compare(
            {
                "without": _events(stand, ours, lambda: buying.natives.calls(EVENTS_PATH, count=CALLS, size=SIZE)),
                "paced": _events(stand, ours, lambda: buying.ads.calls(EVENTS_PATH, count=CALLS, size=SIZE)),
            }
        )
    return _lines(made, spent, stand.fsyncs_per_second())


def _adds(stand: Stand, web: Web, buying: Buying, path: str) -> Contender:
    calls = over_http(stand, web, lambda number: list(buying.adds(path, number, ADDS)), seconds=SECONDS, once=True)

    def visit(number: int) -> Sample:
        stand.sql("CHECKPOINT")
        return calls(number)

    return visit


def _events(stand: Stand, web: Web, calls: Callable[[], Iterable[bytes]]) -> Contender:
    """Bodies of new events, once each; units are events and not bodies."""
    bodies = over_http(stand, web, lambda _: list(calls()), seconds=SECONDS, once=True)

    def visit(number: int) -> Sample:
        stand.sql(f"VACUUM {', '.join(SUMS)}", "CHECKPOINT")
        found = bodies(number)
        return Sample(found.rate * SIZE, found.cpu / SIZE)

    return visit


def _lines(made: Measured, spent: Measured, fsyncs: float) -> list[Line]:
    add, spend = f"new ad campaign ({fsyncs:.0f} fsyncs/s)", f"spend with pacing, bodies of {SIZE}"
    share = made.cpu_ratio("limit", "ours")
    return [
        cpu_line(f"{add}: CPU", made, "limit", "ours", share),
        rate_line(f"{add}: rate", made, "limit", "ours"),
        cpu_line(f"{spend}, against none: CPU", spent, "without", "paced", spent.cpu_ratio("without", "paced"), 0.8),
        rate_line(f"{spend}, against none: rate", spent, "without", "paced", 0.8),
    ]
