"""The rules that tell machines from people, row by row. No database but the cache."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as BrokenError

from analytics.models import Rule
from analytics.tracking import machines, pace
from analytics.tracking.machines import Visit

NOW = datetime(2027, 5, 2, 11, tzinfo=UTC)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
GOOGLE_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO_PROXY = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"


def rule(kind="click", agent=CHROME, purposes=(), **options):
    return machines.rule_of(Visit(kind=kind, agent=agent, purposes=tuple(purposes), at=NOW, **options))


PEOPLE = [
    CHROME,
    f"{IPHONE} Version/18.4 Mobile/15E148 Safari/604.1",
    f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/511.0.0.30.73;FBDV/iPhone15,2;FBSV/18.4]",
    f"{IPHONE} Mobile/15E148 Instagram 378.0.0.35.105 (iPhone15,2; iOS 18_4; nb_NO; nb)",
    f"{IPHONE} Mobile/22E240 musical_ly_39.2.0 BytedanceWebview/d8a21c6",
    f"{IPHONE} Mobile/15E148 [LinkedInApp]/9.30.4112",
    f"{IPHONE} Mobile/15E148 [Pinterest/iOS]",
    "Mozilla/5.0 (X11; Linux x86_64; rv:138.0) Gecko/20100101 Firefox/138.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.9.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; Microsoft Outlook 16.0.18526)",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0 Mobile Safari/537.36",
    f"{CHROME} Edg/136.0.0.0",
    f"{CHROME} OPR/118.0.0.0",
    f"{CHROME} AVG/135.0.0.0",
]


@pytest.mark.parametrize("kind", ["click", "open"])
@pytest.mark.parametrize("agent", PEOPLE)
def test_browsers_and_mail_programs_are_people(agent, kind):
    assert rule(kind, agent) == Rule.NONE


PREFETCHING = ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip", "Prefetch", "preview", "instant"]


@pytest.mark.parametrize("kind", ["click", "open"])
@pytest.mark.parametrize("value", PREFETCHING)
def test_what_is_fetched_ahead_is_prefetching(value, kind):
    assert rule(kind, purposes=[value]) == Rule.PREFETCH


@pytest.mark.parametrize("value", ["navigate", "document", "x"])
def test_other_purposes_say_nothing(value):
    assert rule(purposes=[value]) == Rule.NONE


SCANNERS = [
    "", " ", "Mozilla/5.0", "Barracuda Sentinel (EE)", "BarracudaCentral", "Mozilla/5.0 (compatible; Proofpoint)",
    "Mimecast", "CiscoSecureEmail/1.0", "Mozilla/4.0 (compatible; TMES)", "FortiGuard/1.0", "SophosLabs", "urlscan.io",
    "Mozilla/5.0 (compatible; virustotalcloud)", "Google-Safety",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["click", "open"])
@pytest.mark.parametrize("agent", SCANNERS)
def test_who_gives_no_name_or_a_scanners_is_a_scanner(agent, kind):
    assert rule(kind, agent) == Rule.SCANNER


BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Twitterbot/1.0", "TelegramBot (like TwitterBot)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)", "WhatsApp/2.23.20.0",
    "curl/8.9.1", "python-requests/2.32.3", "Go-http-client/2.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/136.0.0.0 Safari/537.36",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["click", "open"])
@pytest.mark.parametrize("agent", BOTS)
def test_listed_crawlers_are_known_bots(agent, kind):
    assert rule(kind, agent) == Rule.KNOWN_BOT


@pytest.mark.parametrize("agent", [GOOGLE_PROXY, YAHOO_PROXY])
def test_a_proxy_opens_for_a_person_but_does_not_click(agent):
    assert rule("open", agent) == Rule.NONE
    assert rule("click", agent) == Rule.KNOWN_BOT


SECONDS = {-5: Rule.SPEED, 0: Rule.SPEED, 1: Rule.SPEED, 1.999: Rule.SPEED, 2: Rule.NONE, 60: Rule.NONE}


@pytest.mark.parametrize("seconds", SECONDS)
def test_nobody_clicks_as_a_message_is_sent(seconds):
    assert rule(sent_at=NOW - timedelta(seconds=seconds)) == SECONDS[seconds]


def test_who_hurries_is_a_machine():
    assert rule(is_hurried=True) == Rule.SPEED


def test_the_first_rule_that_fits_names_it():
    sent = {"sent_at": NOW, "is_hurried": True}
    assert rule(agent="curl/8.9.1 mimecast", purposes=["prefetch"], **sent) == Rule.PREFETCH
    assert rule(agent="curl/8.9.1 mimecast", **sent) == Rule.SCANNER
    assert rule(agent="curl/8.9.1", **sent) == Rule.KNOWN_BOT


def test_a_giant_agent_costs_no_time():
    assert rule(agent="a" * 1_000_000) == Rule.NONE


# -- Pace


@pytest.fixture
def _clean_cache():
    cache.clear()


ANNA = ("192.0.2.7", CHROME)


@pytest.mark.usefixtures("_clean_cache")
def test_more_than_three_links_at_once_are_too_many():
    assert [pace.is_hurried(link_id=pk, visitor=ANNA) for pk in range(1, 6)] == [False, False, False, True, True]


@pytest.mark.usefixtures("_clean_cache")
def test_the_same_link_again_is_one_link():
    assert [pace.is_hurried(link_id=1, visitor=ANNA) for _ in range(10)] == [False] * 10


@pytest.mark.usefixtures("_clean_cache")
def test_a_link_of_a_hurry_stays_one_of_a_hurry():
    for pk in range(1, 5):
        pace.is_hurried(link_id=pk, visitor=ANNA)
    assert pace.is_hurried(link_id=1, visitor=ANNA) is True


@pytest.mark.usefixtures("_clean_cache")
def test_visitors_are_counted_apart():
    visitors = [("192.0.2.7", CHROME), ("192.0.2.8", CHROME), ("192.0.2.7", IPHONE), ("1", "anna"), ("2", "anna")]
    assert [pace.is_hurried(link_id=pk, visitor=visitors[pk]) for pk in range(5)] == [False] * 5


@pytest.mark.usefixtures("_clean_cache")
def test_the_cache_learns_neither_address_nor_agent(monkeypatch):
    keys = []
    add = cache.add
    monkeypatch.setattr(cache, "add", lambda key, *args, **options: keys.append(key) or add(key, *args, **options))
    pace.is_hurried(link_id=1, visitor=ANNA)
    assert len(keys) == 2
    assert not any("192" in key or "Mozilla" in key for key in keys)


@pytest.mark.parametrize("error", [BrokenError("away"), TimeoutError(), ValueError("gone")])
def test_without_the_cache_nobody_is_too_fast(monkeypatch, error):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(cache, "add", refuse)
    assert pace.is_hurried(link_id=1, visitor=ANNA) is False
