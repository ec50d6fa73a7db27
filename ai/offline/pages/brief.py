"""The campaign's brief from what the landing page says, in sentences in the page's language.

Norwegian and English have sentences of their own; for other languages the labels are English.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ai.contract import Extraction, PageDate, Price


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language, with places for what the page says."""

    price: str
    starting: str
    labelled_price: str
    place: str
    date: str
    span: str
    labelled_date: str
    times: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    period: dict[str, str]
    labels: dict[str, str]


_ENGLISH = _Words(
    price="The price is {price}.",
    starting="Prices start at {price}.",
    labelled_price="{label}: {price}.",
    place="The place is {place}.",
    date="The date is {when}.",
    span="It runs from {start} to {end}.",
    labelled_date="{label}: {when}.",
    times=", {times}",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    day="{weekday} {day} {month} {year}",
    period={"hour": "per hour", "day": "per day", "night": "per night", "week": "per week", "month": "per month",
            "year": "per year"},
    labels={},
)  # fmt: skip
_NORWEGIAN = _Words(
    price="Prisen er {price}.",
    starting="Prisen er fra {price}.",
    labelled_price="{label}: {price}.",
    place="Stedet er {place}.",
    date="Datoen er {when}.",
    span="Det varer fra {start} til {end}.",
    labelled_date="{label}: {when}.",
    times=" kl. {times}",
    months=(
        "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "desember",
    ),
    weekdays=("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    day="{weekday} {day}. {month} {year}",
    period={"hour": "per time", "day": "per dag", "night": "per natt", "week": "per uke", "month": "per måned",
            "year": "per år"},
    labels={"Offer ends": "Tilbudet gjelder til", "Deadline": "Frist"},
)  # fmt: skip
_BY_LANGUAGE = {"nb": _NORWEGIAN, "nn": _NORWEGIAN, "no": _NORWEGIAN}
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_KRONER = {"NOK", "SEK", "DKK"}


def brief(extraction: Extraction) -> str:
    """Return headline, description and the facts (price, place, dates) as one paragraph; empty if there are none."""
    words = _BY_LANGUAGE.get(extraction.language or "", _ENGLISH)
    sentences = [_ended(text) for text in (extraction.headline, extraction.description) if text]
    if extraction.price:
        sentences.append(_price_sentence(extraction.price, words))
    if extraction.address:
        sentences.append(_ended(words.place.format(place=extraction.address.line).rstrip(".")))
    sentences.extend(_date_sentence(date, words) for date in extraction.dates)
    return " ".join(sentences)


def _ended(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."


def _price_sentence(price: Price, words: _Words) -> str:
    written = _amount(price.amount, price.currency, words)
    if price.amount_to:
        written = f"{written} – {_amount(price.amount_to, price.currency, words)}"
    if price.period:
        written = f"{written} {words.period[price.period]}"
    if price.label:
        return words.labelled_price.format(label=price.label, price=written)
    template = words.starting if price.starting and not price.amount_to else words.price
    return template.format(price=written)


def _amount(amount: Decimal, currency: str | None, words: _Words) -> str:
    figure = f"{amount:,.2f}" if amount % 1 else f"{amount:,.0f}"
    if words is _NORWEGIAN:
        figure = figure.replace(",", " ").replace(".", ",")
        return f"{figure} kr" if currency == "NOK" else " ".join(part for part in (figure, currency) if part)
    sign = _SIGNS.get(currency or "", f"{currency} " if currency else "")
    return f"{sign}{figure}"


def _date_sentence(date: PageDate, words: _Words) -> str:
    start = _day(date.start, words)
    several = date.end is not None and date.end.date() != date.start.date()
    if several and date.end and not date.label:
        return words.span.format(start=start + _time(date, words), end=_day(date.end, words) + _end_time(date, words))
    if several and date.end:
        when = f"{start}{_time(date, words)} – {_day(date.end, words)}{_end_time(date, words)}"
    else:
        when = start + _time(date, words)
    if date.label:
        return words.labelled_date.format(label=words.labels.get(date.label, date.label), when=when)
    return words.date.format(when=when)


def _day(moment: datetime, words: _Words) -> str:
    return words.day.format(
        weekday=words.weekdays[moment.weekday()],
        day=moment.day,
        month=words.months[moment.month - 1],
        year=moment.year,
    )


def _time(date: PageDate, words: _Words) -> str:
    """Return the time of day, with its end if that is on the same day; empty for whole days."""
    if date.date_only:
        return ""
    times = _clock(date.start, words)
    if date.end and date.end.date() == date.start.date():
        times = f"{times}–{_clock(date.end, words)}"
    return words.times.format(times=times)


def _end_time(date: PageDate, words: _Words) -> str:
    return words.times.format(times=_clock(date.end, words)) if date.end and not date.date_only else ""


def _clock(moment: datetime, words: _Words) -> str:
    return f"{moment:%H.%M}" if words is _NORWEGIAN else f"{moment:%H:%M}"
