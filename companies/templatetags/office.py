"""Instants and numbers in templates, as the lists show them."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from companies.office import words

register = template.Library()


@register.filter
def moment(value: datetime | None) -> SafeString:
    """An instant in the desk's zone."""
    return words.moment(value)


@register.filter
def thousands(value: int) -> str:
    """A number with its thousands apart."""
    return f"{value:,}"
