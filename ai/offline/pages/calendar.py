"""Month and weekday names of the page's language, from dateparser's language data."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dateparser.languages.loader import default_loader

_MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# dateparser's Norwegian lacks some forms that people write.
_MORE = {"des": 12, "sept": 9, "juni": 6, "juli": 7, "mai": 5}
_MORE_LANGUAGES = {"no": "nb", "nn": "nb"}


@dataclass(frozen=True, slots=True)
class Names:
    """The words for months and weekdays, in lower case: January is 1, Monday is 0."""

    months: dict[str, int]
    weekdays: dict[str, int]

    @property
    def month(self) -> str:
        """A pattern of any month's name."""
        return _any_of(self.months)

    @property
    def weekday(self) -> str:
        """A pattern of any weekday's name."""
        return _any_of(self.weekdays)


@lru_cache(maxsize=32)
def names(language: str) -> Names:
    """Return the names in a language, with the English ones beside them; English alone for one that is unknown."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for code in dict.fromkeys(("en", _MORE_LANGUAGES.get(language, language or "en"))):
        for number, words in enumerate(_words(code, _MONTHS), start=1):
            months.update(dict.fromkeys(words, number))
        for number, words in enumerate(_words(code, _WEEKDAYS)):
            weekdays.update(dict.fromkeys(words, number))
    if language in ("nb", "nn", "no", "da", "sv"):
        months.update(_MORE)
    return Names(months, weekdays)


def _words(code: str, keys: list[str]) -> list[list[str]]:
    try:
        data = default_loader.get_locale(code).info
    except ValueError:
        return [[key] for key in keys]
    return [[word.lower().rstrip(".") for word in data.get(key, []) if len(word) > 2] for key in keys]


def _any_of(words: dict[str, int]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r")(?![^\W\d_])"
