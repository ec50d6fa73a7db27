"""Resolve over HTTP: known references, new ones, and a mix; beside raw SQL and beside the textbook."""

from collections.abc import Callable, Iterable

from bench.data import Tenant, item, make_tenant, request
from bench.load import Load, drive
from bench.rounds import Measured, compare, over_http, write_requests
from bench.stand import Stand
from bench.table import Line, cpu_line, rate_line
from bench.web import Web, served

KNOWN = 1_000
NEW = 2_000
SECONDS = 2.5


def run(stand: Stand) -> list[Line]:
    """All lines of resolve."""
    tenant, log = make_tenant("resolve"), stand.folder / "web.log"
    with (
        served("config.wsgi:application", log=log) as ours,
        served("config.wsgi:application", log=log, settings="bench.limits.settings") as limit,
        served("config.wsgi:application", log=log, settings="bench.limits.textbook_settings") as textbook,
    ):
        webs = {"ours": ours, "limit": limit, "textbook": textbook}
        _make_known(stand, tenant, ours)
        known = _known(stand, tenant, webs)
        stand.sql("CHECKPOINT")
        new = _writing(stand, tenant, webs, share=1)
        stand.sql("VACUUM ANALYZE", "CHECKPOINT")
        mixed = _writing(stand, tenant, webs, share=10)
        fsyncs = stand.fsyncs_per_second()
    return [
        *_known_lines(known),
        *_lines(f"resolve, all new ({fsyncs:.0f} fsyncs/s)", new),
        *_lines("resolve, 10 % new", mixed),
    ]


def _requests(tenant: Tenant, references: Iterable[str], path: str) -> list[bytes]:
    headers = (f"X-Company: {tenant.id}",)
    return [request("POST", path, tenant.machine, item(reference), headers) for reference in references]


def _make_known(stand: Stand, tenant: Tenant, ours: Web) -> None:
    requests = _requests(tenant, (f"KNOWN-{number}" for number in range(KNOWN)), "/api/campaign")
    path = write_requests(stand.folder / "known", requests)
    drive(Load(ours.port, str(path), KNOWN, 60))
    stand.sql("VACUUM ANALYZE")


def _known(stand: Stand, tenant: Tenant, webs: dict[str, Web]) -> Measured:
    references = [f"KNOWN-{number}" for number in range(KNOWN)]
    calls = {
        "limit": _requests(tenant, references, "/resolve"),
        "ours": _requests(tenant, references, "/api/campaign"),
        "textbook": [request("POST", "/resolve", tenant.person, item(reference)) for reference in references],
    }
    return compare(
        {name: over_http(stand, webs[name], lambda _, sent=sent: sent, seconds=SECONDS) for name, sent in calls.items()}
    )


def _writing(stand: Stand, tenant: Tenant, webs: dict[str, Web], *, share: int) -> Measured:
    """Every `share`-th reference is new."""

    def calls(name: str, path: str) -> Callable[[int], list[bytes]]:
        def of_round(number: int) -> list[bytes]:
            fresh = (f"NEW-{share}-{name}-{number}-{index}" for index in range(NEW))
            return _requests(
                tenant,
                (
                    reference if index % share == 0 else f"KNOWN-{index % KNOWN}"
                    for index, reference in enumerate(fresh)
                ),
                path,
            )

        return of_round

    return compare(
        {
            "limit": over_http(stand, webs["limit"], calls("limit", "/resolve-or-create"), once=True, status="200,201"),
            "ours": over_http(stand, webs["ours"], calls("ours", "/api/campaign"), once=True, status="200,201"),
        }
    )


def _known_lines(found: Measured) -> list[Line]:
    gain = found.cpu_ratio("textbook", "ours")
    return [
        *_lines("resolve, all known", found, goal=0.65),
        cpu_line("resolve, all known, against the textbook: CPU", found, "textbook", "ours", gain, 7),
    ]


def _lines(name: str, found: Measured, *, goal: float = 0.85) -> list[Line]:
    share = found.cpu_ratio("limit", "ours")
    return [
        cpu_line(f"{name}: CPU", found, "limit", "ours", share, goal),
        rate_line(f"{name}: rate", found, "limit", "ours", goal),
    ]
