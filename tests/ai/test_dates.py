"""Dates and times as people write them, and which of them matter."""

from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.contract import Fact
from ai.offline.pages.clues import Setting
from ai.offline.pages.dates import Dated, dates_in_text
from ai.offline.pages.moments import moments, parse_machine
from ai.offline.pages.visible import read

TODAY = date(2027, 2, 1)


def setting(language: str) -> Setting:
    return Setting(url="https://x.example/", base="https://x.example/", language=language, today=TODAY)


def spans(text: str, language: str) -> list[tuple[str, str | None]]:
    return [
        (moment.start.isoformat(timespec="minutes"), moment.end.isoformat(timespec="minutes") if moment.end else None)
        for moment in moments(text, setting(language))
    ]


def dates(html: str, language: str = "nb", facts: list[Fact] | None = None) -> Dated:
    return dates_in_text(read(LexborHTMLParser(html), []).blocks, facts or [], setting(language))


@pytest.mark.parametrize(
    ("text", "language", "start", "end"),
    [
        ("14. september 2027", "nb", "2027-09-14T00:00", None),
        ("tirsdag 14. september 2027 kl. 13:00–14:00", "nb", "2027-09-14T13:00", "2027-09-14T14:00"),
        ("tirsdag den 14. sept. kl 13.00 - 14.00", "nb", "2027-09-14T13:00", "2027-09-14T14:00"),
        ("12.–14. juni 2027", "nb", "2027-06-12T00:00", "2027-06-14T00:00"),
        ("12. - 14. juni 2027", "nb", "2027-06-12T00:00", "2027-06-14T00:00"),
        ("lørdag 12. og søndag 13. juni 2027", "nb", "2027-06-12T00:00", "2027-06-13T00:00"),
        ("30. mai til 2. juni 2027", "nb", "2027-05-30T00:00", "2027-06-02T00:00"),
        ("30. desember – 2. januar 2028", "nb", "2027-12-30T00:00", "2028-01-02T00:00"),
        ("1. des. 2027 kl. 18", "nb", "2027-12-01T18:00", None),
        ("17.05.2027", "nb", "2027-05-17T00:00", None),
        ("17.5.27 kl. 10", "nb", "2027-05-17T10:00", None),
        ("Saturday, March 13, 2pm–4pm", "en", "2027-03-13T14:00", "2027-03-13T16:00"),
        ("Saturday 13 March 2027, 11am-1pm", "en", "2027-03-13T11:00", "2027-03-13T13:00"),
        ("March 13th, 2027 from 11–1pm", "en", "2027-03-13T11:00", "2027-03-13T13:00"),
        ("13th of March 2027 at 7.30 pm", "en", "2027-03-13T19:30", None),
        ("7:30 PM on Saturday, March 13, 2027", "en", "2027-03-13T19:30", None),
        ("March 13–15, 2027", "en", "2027-03-13T00:00", "2027-03-15T00:00"),
        ("2027-03-13", "en", "2027-03-13T00:00", None),
        ("2027-03-13T19:30+01:00", "en", "2027-03-13T19:30+01:00", None),
        ("13/03/2027", "nb", "2027-03-13T00:00", None),
        ("03/13/2027", "en", "2027-03-13T00:00", None),
        ("13. März 2027, 11–13 Uhr", "de", "2027-03-13T11:00", "2027-03-13T13:00"),
        ("lördag 13 mars 2027 kl. 18–22", "sv", "2027-03-13T18:00", "2027-03-13T22:00"),
        ("13 mars 2027 à 19h", "fr", "2027-03-13T19:00", None),
        ("13 de marzo de 2027", "es", "2027-03-13T00:00", None),
        ("13. juni 2027 kl. 22–02", "nb", "2027-06-13T22:00", "2027-06-14T02:00"),
        ("31. desember 2027 kl. 24", "nb", "2027-12-31T00:00", None),
    ],
)
def test_dates_are_read(text: str, language: str, start: str, end: str | None) -> None:
    assert spans(text, language) == [(start, end)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("31. februar 2027", "nb"),
        ("3 soverom og 2 bad", "nb"),
        ("99. januar", "nb"),
        ("04/05/2027", "en"),
        ("version 1.2.3 of 2027", "en"),
        ("14. september 1890", "nb"),
        ("may 2027 be good", "en"),
        ("12.345.678", "nb"),
        ("32/13/2027", "nb"),
        ("0. juni 2027", "nb"),
        ("2027-13-45", "en"),
    ],
)
def test_what_is_no_date(text: str, language: str) -> None:
    assert spans(text, language) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29. februar – 2. mars 2027", [("2028-02-29T00:00", None), ("2027-03-02T00:00", None)]),
        ("30. januar – 2. februar", [("2027-01-30T00:00", "2027-02-02T00:00")]),
        ("14. mars – 2027-03-15T10:00Z", [("2027-03-14T00:00", None), ("2027-03-15T10:00+00:00", None)]),
        ("14. mars 2027 – 13. mars 2027", [("2027-03-14T00:00", None), ("2027-03-13T00:00", None)]),
        ("14. mars 1400", []),
    ],
)
def test_spans_that_are_none_or_run_now(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert spans(text, "nb") == expected


@pytest.mark.parametrize("joint", [" og ", ", ", "; "])
def test_two_dates_with_times_stay_two(joint: str) -> None:
    assert spans(f"søndag 14. februar kl. 13–14{joint}mandag 15. februar", "nb") == [
        ("2027-02-14T13:00", "2027-02-14T14:00"),
        ("2027-02-15T00:00", None),
    ]


@pytest.mark.parametrize(
    ("text", "start", "sure"),
    [
        ("14. mars", "2027-03-14", False),
        ("31. januar", "2028-01-31", False),
        ("1. februar", "2027-02-01", False),
        ("29. februar", "2028-02-29", False),
        ("søndag 31. januar", "2027-01-31", False),  # only the one just past is a Sunday
        ("mandag 14. mars", "2027-03-14", False),  # no year near fits; the next one is kept
        ("14. mars 2026", "2026-03-14", True),
    ],
)
def test_a_date_without_a_year_is_the_next_one(text: str, start: str, sure: bool) -> None:
    found = moments(text, setting("nb"))
    assert [(moment.start.date().isoformat(), moment.sure) for moment in found] == [(start, sure)]


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2027", "2027-06", "0001-01-01", "9999-12-31", "2027-02-30", "x" * 99]
)
def test_machine_dates_that_are_none(text: str) -> None:
    assert parse_machine(text) is None


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ("<p>Visning søndag 14. mars kl. 13:00</p>", "Visning"),
        ("<h2>Fellesvisning</h2><p>14. mars kl. 13:00</p>", "Fellesvisning"),
        ("<dl><dt>Overtakelse</dt><dd>1. april 2027</dd></dl>", "Overtakelse"),
        ("<p>Tilbudet gjelder til og med 30. april</p>", "Tilbudet gjelder til og med"),
        ("<p>Dato: 14. mars</p>", None),
        ("<p>14. mars 2027 kl. 18</p>", None),
        ("<p>Konsert 14. mars</p>", None),
    ],
)
def test_labels(html: str, label: str | None) -> None:
    assert [date.label for date in dates(html).dates] == [label]


@pytest.mark.parametrize(
    "html",
    [
        "<p>© 2027</p>",
        "<p>Publisert 14. mars 2027 kl. 10:00</p>",
        "<p>Sist oppdatert mandag 1. februar 2027</p>",
        "<table><tr><td>Sist endret</td><td>28. jan. 2027 09:14</td></tr></table>",
        "<p>Huset ble tatt i bruk i 14. mars 1999</p>",
        "<footer><p>Konsert 14. mars</p></footer>",
        "<div class=related><p>Konsert 14. mars</p></div>",
        "<p>Vi skrev om dette 14. mars</p>",
        "<p>Leveres 14. mars 2027</p>",
    ],
)
def test_dates_that_do_not_matter(html: str) -> None:
    assert dates(html).dates == []


def test_a_guessed_year_lowers_the_confidence() -> None:
    assert dates("<p>Visning 14. mars</p>").confidence < dates("<p>Visning 14. mars 2027</p>").confidence


def test_the_time_may_stand_apart() -> None:
    found = dates("<dl><dt>Dato</dt><dd>14. mars 2027</dd></dl>", facts=[Fact(label="Tid", value="kl. 18–21")])
    assert [(date.start.hour, date.end and date.end.hour, date.date_only) for date in found.dates] == [(18, 21, False)]


def test_a_day_said_twice_is_kept_once() -> None:
    found = dates("<p>Konsert 14. mars 2027</p><p>Konsert 14. mars 2027 kl. 19:00</p>")
    assert [date.start.isoformat() for date in found.dates] == ["2027-03-14T19:00:00"]


def test_no_more_than_ten() -> None:
    html = "".join(f"<p>Visning {day}. mars 2027</p>" for day in range(1, 29))
    assert len(dates(html).dates) == 10
