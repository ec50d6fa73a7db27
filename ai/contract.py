"""What the assistant's verbs take and give: plain data, checked by pydantic. No Django, no service, no network.

Every text in a result is fit to be kept (no NUL, no lone surrogate) and capped, whichever assistant made it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from ai.text import clean, clean_lines
from core.errors import DomainError

MAX_HEADLINE = 300
MAX_DESCRIPTION = 2000
MAX_POINT = 200
MAX_MAIN_TEXT = 20_000
MAX_URL = 2000
MAX_IMAGES = 20
MAX_DATES = 10
MAX_FACTS = 25
MAX_POINTS = 5
MIN_POINTS = 3

Origin = Literal["json-ld", "open graph", "microdata", "html", "text", "assistant"]
Period = Literal["hour", "day", "night", "week", "month", "year"]

Headline = Annotated[str, AfterValidator(lambda text: clean(text, MAX_HEADLINE))]
Description = Annotated[str, AfterValidator(lambda text: clean(text, MAX_DESCRIPTION))]
Point = Annotated[str, AfterValidator(lambda text: clean(text, MAX_POINT))]
MainText = Annotated[str, AfterValidator(lambda text: clean_lines(text, MAX_MAIN_TEXT))]
ImageUrl = Annotated[str, Field(max_length=MAX_URL)]
Confidence = Annotated[float, Field(ge=0, le=1)]


class UnreadablePageError(DomainError):
    """What the address leads to is not a web page that can be read; `message` says why, for a marketer.

    Trying again cannot help until the page has changed.
    """

    code = "PAGE_UNREADABLE"
    permanent = True


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched landing page.

    Args:
        url: absolute address it was read from, after redirects.
        content: the body's bytes, decompressed.
        content_type: media type of the answer (`text/html`), parameters allowed; None when none was given.
        charset: charset that the answer declared; None when none was.
    """

    url: str
    content: bytes
    content_type: str | None = None
    charset: str | None = None


class Result(BaseModel):
    """Base of all results: unknown keys are an error, so that a typo cannot lose a value."""

    model_config = ConfigDict(extra="forbid")


class Price(Result):
    """The price that the page asks.

    Attributes:
        amount: in units of the currency, not in cents; the lower end of a range.
        currency: ISO 4217 code; None when the page leaves it open.
        amount_to: upper end of a range.
        starting: whether the page says that it is the lowest of several ("from").
        period: what one payment covers, for rents and subscriptions.
        label: what the page calls it ("Prisantydning").
    """

    amount: Decimal = Field(ge=0, max_digits=18, decimal_places=4)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    amount_to: Decimal | None = Field(default=None, ge=0, max_digits=18, decimal_places=4)
    starting: bool = False
    period: Period | None = None
    label: Point | None = None


class Address(Result):
    """Where it is.

    Attributes:
        line: the whole on one line, as a reader would write it.
        venue: name of the place, if it has one.
        country: as the page writes it, a name or an ISO 3166 code.
    """

    line: Headline
    venue: Point | None = None
    street: Point | None = None
    postal_code: Point | None = None
    city: Point | None = None
    region: Point | None = None
    country: Point | None = None


class PageDate(Result):
    """A date that matters to the campaign: an event, a viewing, the end of an offer.

    Attributes:
        start: aware if the page gives an offset, else the place's local time without one; midnight when `date_only`.
        end: like `start`; for whole days the last day itself.
        date_only: whether the page gives no time of day.
        label: what the page calls it ("Visning"); None when it says nothing particular.
        text: the words it was read from.
    """

    start: datetime
    end: datetime | None = None
    date_only: bool = False
    label: Point | None = None
    text: Point = ""


class Fact(Result):
    """One line of the page's own fact sheet: `Bedrooms`, `3`."""

    label: Point
    value: Point


class ExtractedField(Result):
    """Where a field's value came from, and how sure that is.

    Attributes:
        name: the field's name in `Extraction`.
        value: the field's value as JSON; amounts are strings, times ISO 8601.
        origin: `html` is the title, the meta description or the first heading; `assistant` is a language model.
        confidence: 0 to 1, comparable between fields but not a probability.
    """

    name: str
    value: JsonValue
    origin: Origin
    confidence: Confidence


class Extraction(Result):
    """What a landing page says. A field that the page does not give is None or empty.

    Attributes:
        language: ISO 639-1; Norwegian is `nb` or `nn`.
        images: absolute http or https addresses, the page's own choice first.
        key_points: three to five short phrases, fewer only if the page has no more.
        goal: only where the page itself states one.
        main_text: what a reader reads, without navigation and the like; paragraphs on lines of their own.
        fields: one entry for each field above that has a value.
        warnings: sentences for the marketer on what could not be read.
    """

    headline: Headline | None = None
    description: Description | None = None
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    price: Price | None = None
    address: Address | None = None
    dates: list[PageDate] = Field(default_factory=list, max_length=MAX_DATES)
    images: list[ImageUrl] = Field(default_factory=list, max_length=MAX_IMAGES)
    key_points: list[Point] = Field(default_factory=list, max_length=MAX_POINTS)
    goal: Headline | None = None
    facts: list[Fact] = Field(default_factory=list, max_length=MAX_FACTS)
    main_text: MainText = ""
    fields: list[ExtractedField] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
