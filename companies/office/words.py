"""Small pieces of HTML that lists and cards share. Every value is escaped."""

from datetime import datetime, timedelta

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

NONE = SafeString('<span class="o-none">–</span>')


def label(text: str, tone: str = "neutral") -> SafeString:
    """A coloured word.

    Args:
        tone: `neutral`, `info`, `good`, `warn` or `bad`.
    """
    return format_html('<span class="o-label o-{}">{}</span>', tone, text)


def moment(value: datetime | None) -> SafeString:
    """An instant in the zone of the desk, the year only where it is another one."""
    if value is None:
        return NONE
    local = timezone.localtime(value)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    short = f"{local.day} {local:%b}{year}, {local:%H:%M}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), in_full(value), short)


def in_full(value: datetime) -> str:
    """An instant with its weekday, year and zone."""
    local = timezone.localtime(value)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({timezone.get_current_timezone_name()})"


def duration(span: timedelta) -> str:
    """A span of time as people say it: the two largest units."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"


def link(url: str, text: object) -> SafeString:
    """A link inside the back office."""
    return format_html('<a class="o-link" href="{}">{}</a>', url, text)


def outside(url: str, text: object = "") -> SafeString:
    """A link to the outside world, which learns nothing of where it was clicked."""
    return format_html(
        '<a class="o-link o-outside" href="{}" target="_blank" rel="noopener noreferrer" title="{}">{}</a>',
        url if url.lower().startswith(("http://", "https://")) else "#",
        url,
        text or url,
    )


def page_of(obj: Model) -> str:
    """The address of an object's page."""
    return page_by_key(obj._meta.label_lower, obj.pk)


def page_by_key(object_type: str, pk: int) -> str:
    """The address of an object's page, or nothing where its kind has none.

    Args:
        object_type: `app.model`.
    """
    try:
        return reverse(f"admin:{object_type.replace('.', '_')}_change", args=[pk])
    except NoReverseMatch:
        return ""


def link_to(obj: Model | None) -> SafeString:
    """An object as a link to its page."""
    return NONE if obj is None else link(page_of(obj), obj)


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    Args:
        one: the noun for one.
        many: the noun for several, where it is not just an s more.
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def shortened(text: str, length: int = 160) -> str:
    """A text cut at a word's end."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " …"
