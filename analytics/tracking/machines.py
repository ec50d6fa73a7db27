"""Who clicked or opened: a person, or a machine, and by which rule. Pure.

The rules are asked in this order, and the first that fits names the event:

- prefetch: the request says so. `Sec-Purpose: prefetch`, also with `;prerender` (Fetch standard, Chromium's
  preloading headers); before it `Purpose: prefetch` (Chromium's link prefetch), `X-Moz: prefetch` (Firefox),
  `X-Purpose: preview` or `instant` (Safari's top sites, early Chrome).
- scanner: no user agent, or Apple's bare one, which no browser sends; or the name of a security product, as far as
  they give one.
- known-bot: the agent is in the public list of crawlers that the package `crawler-user-agents` carries. Proxies that
  fetch a message's pictures when a person opens it stand in that list too, and are people's.
- speed: sooner after the sending than anybody reads, or too many different links at once (`analytics.tracking.pace`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from crawleruseragents import is_crawler

from analytics.models import Kind, Rule

PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# The second of sending is cut to a whole one: less than two by the clock may be less than one.
SOONEST_SECONDS = 2
LONGEST_AGENT = 1_000

_AHEAD = re.compile(r"prefetch|prerender|preview|instant", re.IGNORECASE)

# Apple's Mail Privacy Protection fetches every picture of every message with exactly this, opened or not
# (observed since iOS 15 and described by senders of mail; Apple documents the prefetching, not the agent).
_APPLE = "Mozilla/5.0"
# Names by which security products introduce themselves, by their makers' manuals and senders' logs. Many come as a
# plain browser instead: those are left to the rule of speed.
_SCANNERS = re.compile(
    r"barracuda|proofpoint|urldefense|mimecast|safelinks|ironport|ciscosecureemail|\btmes\b|trendmicro|trend micro"
    r"|fortimail|fortiguard|forcepoint|websense|sophos|fireeye|messagelabs|symantec|zscaler|bitdefender"
    r"|checkpoint|vadesecure|virustotal|urlscan|phishtank|netcraft|google-safety|safebrowsing",
    re.IGNORECASE,
)
# Gmail and Yahoo fetch pictures when the message is opened, each for its reader (their help pages say so).
_PROXIES = re.compile(r"GoogleImageProxy|YahooMailProxy|YahooCacheSystem")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request says of who makes it. None of it is stored.

    Args:
        kind: click or open.
        agent: the User-Agent header.
        purposes: the values of the headers `PURPOSES` that it has.
        at: when.
        sent_at: when the message that the address stands in was sent, if it says.
        is_hurried: whether the visitor asks for different links faster than people do.
    """

    kind: str
    agent: str
    purposes: tuple[str, ...]
    at: datetime
    sent_at: datetime | None = None
    is_hurried: bool = False


def rule_of(visit: Visit) -> Rule:
    """The first rule by which a visit is a machine's; `Rule.NONE` for a person's."""
    return next((rule for rule, fits in _RULES if fits(visit)), Rule.NONE)


def _is_prefetch(visit: Visit) -> bool:
    return any(_AHEAD.search(value) for value in visit.purposes)


def _is_scanner(visit: Visit) -> bool:
    agent = visit.agent.strip()
    return agent in ("", _APPLE) or bool(_SCANNERS.search(agent[:LONGEST_AGENT]))


def _is_known_bot(visit: Visit) -> bool:
    agent = visit.agent[:LONGEST_AGENT]
    if visit.kind == Kind.OPEN and _PROXIES.search(agent):
        return False
    return _is_listed(agent)


def _is_speedy(visit: Visit) -> bool:
    if visit.sent_at is not None and (visit.at - visit.sent_at).total_seconds() < SOONEST_SECONDS:
        return True
    return visit.is_hurried


@lru_cache(maxsize=1_000)  # the list is long, and most visits come with one of few agents
def _is_listed(agent: str) -> bool:
    return bool(is_crawler(agent))


_RULES: tuple[tuple[Rule, Callable[[Visit], bool]], ...] = (
    (Rule.PREFETCH, _is_prefetch),
    (Rule.SCANNER, _is_scanner),
    (Rule.KNOWN_BOT, _is_known_bot),
    (Rule.SPEED, _is_speedy),
)
