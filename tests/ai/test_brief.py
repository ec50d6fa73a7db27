"""The brief: what the page says, in sentences."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from ai.contract import Address, Extraction, PageDate, Price
from ai.offline import brief


def made(language: str | None, **values: Any) -> str:
    return brief(Extraction(language=language, **values))


@pytest.mark.parametrize(
    ("language", "price", "sentence"),
    [
        ("nb", Price(amount=Decimal(4500000), currency="NOK"), "Prisen er 4 500 000 kr."),
        ("nb", Price(amount=Decimal(499), currency="NOK", starting=True), "Prisen er fra 499 kr."),
        ("nn", Price(amount=Decimal("12.5"), currency="EUR", period="night"), "Prisen er 12,50 EUR per natt."),
        ("nb", Price(amount=Decimal(9), currency="NOK", label="Prisantydning"), "Prisantydning: 9 kr."),
        ("nb", Price(amount=Decimal(9)), "Prisen er 9."),
        ("en", Price(amount=Decimal(4500000), currency="NOK"), "The price is NOK 4,500,000."),
        ("en", Price(amount=Decimal(1250), currency="GBP", period="month"), "The price is £1,250 per month."),
        ("en", Price(amount=Decimal("9.9"), currency="USD", starting=True), "Prices start at $9.90."),
        (
            "en",
            Price(amount=Decimal(20), amount_to=Decimal(35), currency="GBP", starting=True),
            "The price is £20 – £35.",
        ),
        ("de", Price(amount=Decimal(5), currency="EUR"), "The price is €5."),
        (None, Price(amount=Decimal(5), currency="EUR"), "The price is €5."),
    ],
)
def test_prices(language: str | None, price: Price, sentence: str) -> None:
    assert made(language, price=price) == sentence


def at(*values: int) -> datetime:
    return datetime(*values)  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "date", "sentence"),
    [
        ("nb", PageDate(start=at(2027, 9, 14), date_only=True), "Datoen er tirsdag 14. september 2027."),
        (
            "nb",
            PageDate(start=at(2027, 9, 14, 13), end=at(2027, 9, 14, 14), label="Visning"),
            "Visning: tirsdag 14. september 2027 kl. 13.00–14.00.",
        ),
        (
            "nb",
            PageDate(start=at(2027, 6, 12), end=at(2027, 6, 14), date_only=True),
            "Det varer fra lørdag 12. juni 2027 til mandag 14. juni 2027.",
        ),
        ("nb", PageDate(start=at(2027, 3, 1), date_only=True, label="Deadline"), "Frist: mandag 1. mars 2027."),
        ("en", PageDate(start=at(2027, 9, 14, 19, 30)), "The date is Tuesday 14 September 2027, 19:30."),
        (
            "en",
            PageDate(start=at(2027, 6, 12, 12), end=at(2027, 6, 14, 22), label="Open days"),
            "Open days: Saturday 12 June 2027, 12:00 – Monday 14 June 2027, 22:00.",
        ),
        (
            "en",
            PageDate(start=at(2027, 6, 12, 12), end=at(2027, 6, 14, 22)),
            "It runs from Saturday 12 June 2027, 12:00 to Monday 14 June 2027, 22:00.",
        ),
    ],
)
def test_dates(language: str, date: PageDate, sentence: str) -> None:
    assert made(language, dates=[date]) == sentence


def test_everything_in_its_order() -> None:
    text = made(
        "en",
        headline="Oak Lamp",
        description="A lamp. It shines!",
        price=Price(amount=Decimal(5), currency="EUR"),
        address=Address(line="1 Row, Leeds LS1 9ZZ"),
    )
    assert text == "Oak Lamp. A lamp. It shines! The price is €5. The place is 1 Row, Leeds LS1 9ZZ."


def test_nothing_makes_nothing() -> None:
    assert made("nb") == ""


def test_braces_in_the_pages_words_are_words() -> None:
    assert made("en", headline="{price} {0}", address=Address(line="{place}")) == "{price} {0}. The place is {place}."
