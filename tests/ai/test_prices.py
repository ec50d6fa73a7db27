"""Prices as people write them, told from fees, former prices and the prices of other things."""

from datetime import date
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.contract import Price
from ai.offline.pages.clues import Setting
from ai.offline.pages.currencies import currency_of
from ai.offline.pages.numbers import amount_of
from ai.offline.pages.prices import price_in_text
from ai.offline.pages.visible import read


def setting(language: str = "nb", url: str = "https://x.example/") -> Setting:
    return Setting(url=url, base=url, language=language, today=date(2027, 2, 1))


def price(html: str, language: str = "nb", url: str = "https://x.example/") -> Price | None:
    found = price_in_text(read(LexborHTMLParser(html), []).blocks, setting(language, url))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4500000", "4500000"),
        ("4 500 000", "4500000"),
        ("4\u00a0500\u202f000,-", "4500000"),
        ("kr 4.500.000,-", "4500000"),
        ("5 990 000 kr", "5990000"),
        ("1.299,00 €", "1299"),
        ("1,299.00", "1299"),
        ("1.299", "1299"),
        ("1,299", "1299"),
        ("1'299.50", "1299.50"),
        ("12.5", "12.50"),
        ("12,50", "12.50"),
        ("4990.000", "4990"),
        ("499.-", "499"),
        ("0", "0"),
    ],
)
def test_amounts(text: str, amount: str) -> None:
    assert amount_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "on request", "9" * 30, "kr", "٤", "1e9999", "NaN", "Infinity", "²"])
def test_no_amount(text: str) -> None:
    found = amount_of(text)
    assert found is None or found <= 10**12


@pytest.mark.parametrize(
    ("sign", "language", "url", "code"),
    [
        ("kr", "nb", "https://x.com/", "NOK"),
        ("kr.", "sv", "https://x.no/", "SEK"),
        ("kr", "da", "https://x.com/", "DKK"),
        ("kr", "en", "https://x.no/", "NOK"),
        ("kr", "en", "https://x.se/", "SEK"),
        ("kr", "en", "https://x.com/", None),
        (",-", "nb", "https://x.com/", "NOK"),
        (":-", "sv", "https://x.com/", "SEK"),
        ("nok", "en", "https://x.com/", "NOK"),
        ("€", "nb", "https://x.no/", "EUR"),
        ("£", "en", "https://x.com/", "GBP"),
        ("$", "en", "https://x.com/", "USD"),
        ("$", "en", "https://x.com.au/", "AUD"),
        ("$", "en", "https://x.ca/", "CAD"),
        ("US$", "en", "https://x.com.au/", "USD"),
        ("kr 4 500,-", "nb", "https://x.com/", "NOK"),
        ("try", "en", "https://x.com/", "TRY"),
        ("all", "en", "https://x.com/", None),
        ("", "nb", "https://x.no/", None),
    ],
)
def test_currencies(sign: str, language: str, url: str, code: str | None) -> None:
    assert currency_of(sign, setting(language, url)) == code


@pytest.mark.parametrize(
    ("text", "language", "amount", "currency"),
    [
        ("Prisantydning: 5 990 000 kr", "nb", "5990000", "NOK"),
        ("Totalpris kr 4 500 000,-", "nb", "4500000", "NOK"),
        ("Pris: kr. 450", "nb", "450", "NOK"),
        ("NOK 1 200", "nb", "1200", "NOK"),
        ("399,-", "nb", "399", "NOK"),
        ("Kun 99 kroner", "nb", "99", "NOK"),
        ("Billetter koster 350 kr", "nb", "350", "NOK"),
        ("1.299,00 €", "de", "1299", "EUR"),
        ("Preis: 49,90 EUR", "de", "49.90", "EUR"),
        ("Price: £1,250", "en", "1250", "GBP"),
        ("Tickets cost $12.50 at the door", "en", "12.50", "USD"),
        ("Nur 5 € Eintritt", "de", "5", "EUR"),
        ("Pris: 1 290:-", "sv", "1290", "SEK"),
        ("Pris 3 500 kr ekskl. frakt 99 kr", "nb", "3500", "NOK"),
        ("Før 599,- Nå 399,-", "nb", "399", "NOK"),
        ("Was £80 now £60", "en", "60", "GBP"),
        ("Offers over £200,000", "en", "200000", "GBP"),
    ],
)
def test_prices_in_sentences(text: str, language: str, amount: str, currency: str) -> None:
    found = price(f"<p>{text}</p>", language)
    assert found is not None and (found.amount, found.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        "Fri frakt over 500 kr",
        "Frakt 79 kr",
        "Free delivery on orders over £50",
        "Save £20 today",
        "Delivery £3.95",
        "£3.95 delivery",
        "Du sparer 200 kr",
        "Felleskostnader: 3 200 kr",
        "Depositum 30 000 kr",
        "Omkostninger: 112 000 kr",
        "120 kr per kg",
        "89 000 kr/m²",
        "Vi har samlet inn 84 500 kr",
        "Was £80",
        "Førpris 599,-",
        "Call 22 33 44 55",
        "Byggeår 1987",
        "Kapittel 4,- og 5,- er slettet i denne lange setningen uten noen etikett",
        "Members pay £5",
    ],
)
def test_other_amounts_are_no_price(text: str) -> None:
    assert price(f"<p>{text}</p>", "nb") is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Leie: 12 000 kr per måned", "month"),
        ("Månedsleie 12 000 kr", "month"),
        ("Rent £1,250 pcm", "month"),
        ("Rent £300 pw", "week"),
        ("Pris 990 kr/natt", "night"),
        ("Price $40/day", "day"),
        ("Pris 450 kr pr. time", "hour"),
        ("Pris 1 200 kr per år", "year"),
        ("Pris 1 200 kr per person", None),
    ],
)
def test_what_a_payment_covers(text: str, period: str | None) -> None:
    found = price(f"<p>{text}</p>")
    assert found is not None and found.period == period


@pytest.mark.parametrize(
    ("text", "amount", "amount_to", "starting"),
    [
        ("Pris fra kr 499", "499", None, True),
        ("Fra 499,-", "499", None, True),
        ("Tickets from £15", "15", None, True),
        ("Pris: 450–600 kr", "450", "600", True),
        ("Priser kr 3 990 000 til 8 450 000", "3990000", "8450000", True),
        ("Price £20 - £35", "20", "35", True),
        ("Pris 499 kr", "499", None, False),
    ],
)
def test_ranges_and_starting_prices(text: str, amount: str, amount_to: str | None, starting: bool) -> None:
    found = price(f"<p>{text}</p>")
    assert found is not None
    assert (found.amount, found.amount_to, found.starting) == (
        Decimal(amount),
        Decimal(amount_to) if amount_to else None,
        starting,
    )


def test_the_asking_price_goes_before_the_total() -> None:
    rows = "<dl><dt>Totalpris</dt><dd>5 100 000 kr</dd><dt>Prisantydning</dt><dd>5 000 000 kr</dd></dl>"
    found = price(rows)
    assert found is not None and (found.amount, found.label) == (5_000_000, "Prisantydning")


def test_struck_and_former_prices_are_left_out() -> None:
    found = price('<p class=price><del>899 kr</del> <span class="old-price">799 kr</span> <b>649 kr</b></p>')
    assert found is not None and found.amount == 649


def test_prices_of_other_things_are_left_out() -> None:
    assert price("<div class=related><p>Pris: 99 kr</p></div><footer><p>Pris: 89 kr</p></footer>") is None


def test_a_list_of_things_has_no_price() -> None:
    assert price("".join(f"<div class=card><p class=price>{amount} kr</p></div>" for amount in (99, 149, 199))) is None
