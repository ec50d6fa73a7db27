"""The list over HTTP: a page of 20 with its total, at 10 thousand and at 1 million campaigns of one company."""

from bench.data import Tenant, large, request, small
from bench.rounds import Contender, Measured, compare, over_http
from bench.stand import Stand
from bench.table import Line, cpu_line, rate_line
from bench.web import Web, served

SECONDS = 2.0


def run(stand: Stand) -> list[Line]:
    """All lines of the list."""
    few, many, log = small(), large(), stand.folder / "web.log"
    application = "config.wsgi:application"
    with (
        served(application, log=log) as ours,
        served(application, log=log, settings="bench.limits.settings") as limit,
        served(application, log=log, settings="bench.limits.textbook_settings") as textbook,
    ):
        found = compare(
            {
                "few": _visits(stand, ours, few, "/api/campaigns"),
                "many": _visits(stand, ours, many, "/api/campaigns"),
                "limit": _visits(stand, limit, many, "/page"),
                "textbook": _visits(stand, textbook, many, "/campaigns"),
            }
        )
    return _lines(found)


def _visits(stand: Stand, web: Web, tenant: Tenant, path: str) -> Contender:
    call = request("GET", path, tenant.person, headers=(f"X-Company: {tenant.id}",) if path == "/page" else ())
    return over_http(stand, web, lambda _: [call], seconds=SECONDS)


def _lines(found: Measured) -> list[Line]:
    growth, share = found.cpu_ratio("many", "few"), found.cpu_ratio("limit", "many")
    gain = found.cpu_ratio("textbook", "many")
    return [
        cpu_line("page, 1 million against 10 thousand: CPU", found, "few", "many", growth, 1.2, most=True),
        cpu_line("page, 1 million against JSON made in SQL: CPU", found, "limit", "many", share, 0.3),
        rate_line("page, 1 million against JSON made in SQL: rate", found, "limit", "many", 0.3),
        cpu_line("page, 1 million against the textbook: CPU", found, "textbook", "many", gain, 80),
        rate_line("page, 1 million against the textbook: rate", found, "textbook", "many", 80),
    ]
