"""What a landing page says, as people read it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString

from companies.office.words import NONE, outside, shortened

TITLES = {
    "headline": "Headline",
    "description": "Description",
    "language": "Language",
    "price": "Price",
    "address": "Address",
    "dates": "Dates",
    "images": "Images",
    "key_points": "Key points",
    "goal": "Goal",
    "facts": "Facts",
    "main_text": "Text of the page",
}
ORIGINS = {
    "json-ld": ("Structured data", "The page says it in data meant for machines (JSON-LD)."),
    "open graph": ("Share preview", "From the data that social networks show (Open Graph)."),
    "microdata": ("Structured data", "From data inside the page's markup (microdata)."),
    "html": ("Page head", "From the title, the description or the first heading."),
    "text": ("Page text", "Found in the text that readers see."),
    "assistant": ("Assistant", "Written by a language model from the page's text."),
}
TARGETS = {"brief": "Brief", "goal": "Goal", "context.keyMessages": "Key messages"}
LANGUAGES = {
    "nb": "Norwegian (bokmål)", "nn": "Norwegian (nynorsk)", "no": "Norwegian", "en": "English", "sv": "Swedish",
    "da": "Danish", "de": "German", "fr": "French", "es": "Spanish", "fi": "Finnish", "nl": "Dutch", "it": "Italian",
    "pl": "Polish", "pt": "Portuguese",
}  # fmt: skip
LONG_TEXT = 600


def title_of(name: str) -> str:
    """A field's name for people."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


def target_of(path: str) -> str:
    """The campaign's field that something went into."""
    return TARGETS.get(path, path)


def shown(name: str, value: Any) -> SafeString | str:
    """A field's value; whatever shape it has, something can be read."""
    try:
        return _SHOWN.get(name, _plain)(value) or NONE
    except (KeyError, TypeError, ValueError, AttributeError):
        return _plain(value)


def in_line(name: str, value: Any) -> str:
    """A price, an address or dates on one line, without markup."""
    try:
        return "; ".join(_date(one) for one in value) if name == "dates" else str(_SHOWN[name](value))
    except (KeyError, TypeError, ValueError, AttributeError):
        return str(value)


def _plain(value: Any) -> SafeString | str:
    if isinstance(value, list):
        return _bullets(value)
    if isinstance(value, Mapping):
        return _pairs([{"label": key, "value": item} for key, item in value.items() if item not in (None, "", [])])
    return str(value) if value is not None else ""


def _bullets(value: list[Any]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((item,) for item in value))
    return format_html('<ul class="o-bullets">{}</ul>', items)


def _pairs(value: list[Mapping[str, Any]]) -> SafeString:
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((row["label"], row["value"]) for row in value))
    return format_html('<dl class="o-facts">{}</dl>', rows)


def _language(value: str) -> str:
    return LANGUAGES.get(value, value)


def _price(value: Mapping[str, Any]) -> str:
    amount = _amount(value["amount"])
    if value.get("amount_to"):
        amount = f"{amount} – {_amount(value['amount_to'])}"
    parts = ["from" if value.get("starting") else "", amount, value.get("currency") or ""]
    parts.append(f"a {value['period']}" if value.get("period") else "")
    text = " ".join(part for part in parts if part)
    return f"{text} ({value['label']})" if value.get("label") else text


def _amount(text: Any) -> str:
    number = float(text)
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _address(value: Mapping[str, Any]) -> str:
    venue = value.get("venue")
    line = str(value["line"])
    return f"{venue}, {line}" if venue and venue not in line else line


def _dates(value: list[Mapping[str, Any]]) -> SafeString:
    return _bullets([_date(one) for one in value])


def _date(value: Mapping[str, Any]) -> str:
    start, end = datetime.fromisoformat(value["start"]), value.get("end")
    only_date = bool(value.get("date_only"))
    text = _day(start) if only_date else f"{_day(start)}, {start:%H:%M}"
    if end:
        text += _until(start, datetime.fromisoformat(end), only_date=only_date)
    return f"{text} ({value['label']})" if value.get("label") else text


def _until(start: datetime, end: datetime, *, only_date: bool) -> str:
    if start.date() == end.date():
        return "" if only_date else f"–{end:%H:%M}"
    return f" – {_day(end)}" if only_date else f" – {_day(end)}, {end:%H:%M}"


def _day(value: date) -> str:
    return f"{value:%a} {value.day} {value:%b %Y}"


def _images(value: list[str]) -> SafeString:
    return _bullets([outside(url, _file_name(url)) for url in value])


def _file_name(url: str) -> str:
    return shortened(url.split("?")[0].rstrip("/").rsplit("/", 1)[-1] or url, 60)


def _facts(value: list[Mapping[str, Any]]) -> SafeString:
    return _pairs(value)


def _text(value: str) -> SafeString | str:
    if len(value) <= LONG_TEXT:
        return SafeString(linebreaks(value, autoescape=True))
    return format_html(
        '<details class="o-more"><summary>{}</summary>{}</details>',
        shortened(value, 200),
        SafeString(linebreaks(value, autoescape=True)),
    )


_SHOWN: dict[str, Callable[[Any], SafeString | str]] = {
    "language": _language,
    "price": _price,
    "address": _address,
    "dates": _dates,
    "images": _images,
    "facts": _facts,
    "description": _text,
    "main_text": _text,
}
