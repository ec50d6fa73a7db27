"""Phone numbers by the hundred thousand: plain ones are settled by the plan of their country alone. Pure.

`phonenumbers` takes as long for one number as for all else in a row. Numbers that its rules leave as they are need
none of them: they are of a possible length, and begin neither with a trunk prefix nor with a zero.
"""

import re
from functools import lru_cache
from typing import Any

from phonenumbers import PhoneMetadata, country_code_for_region, region_code_for_country_code

from audiences import addresses

_PLAIN = re.compile(r"\+?[1-9][0-9]{5,14}")
_SPACES = str.maketrans("", "", "  -.()/")


def canonical(text: str, region: str) -> str | None:
    """As `addresses.phone`, and the same for every text.

    Args:
        region: the country whose numbers may stand without their code; empty for none.
    """
    found = text if _PLAIN.fullmatch(text) else text.translate(_SPACES)
    if found is text or _PLAIN.fullmatch(found):
        settled = _international(found) if found[0] == "+" else _national(found, region)
        if settled:
            return settled
    return addresses.phone(text, region=region or None)


def _international(text: str) -> str | None:
    length, plan = _plan_behind(text[1:4])
    return text if plan is not None and plan.leaves(text[1 + length :]) else None


def _national(text: str, region: str) -> str | None:
    plan = _plan(region)
    if plan is None or text.startswith(plan.code) or plan.abroad.match(text) or not plan.leaves(text):
        return None
    return f"+{plan.code}{text}"


class _Plan:
    """A country's numbers.

    Args:
        code: what stands before them.
        metadata: as `phonenumbers` has it.
    """

    def __init__(self, code: str, metadata: Any) -> None:
        self.code = code
        # Short ones may be local, which is a question for the whole of the rules.
        self._lengths = frozenset(length for length in metadata.general_desc.possible_length if length > 6)
        prefix = metadata.national_prefix_for_parsing
        self._prefix = re.compile(prefix) if prefix else None
        self.abroad = re.compile(metadata.international_prefix or "00")

    def leaves(self, number: str) -> bool:
        """Whether a number within the country is possible, and stays as it is."""
        if len(number) not in self._lengths or number[0] == "0":
            return False
        return self._prefix is None or self._prefix.match(number) is None


@lru_cache(maxsize=512)
def _plan(region: str) -> _Plan | None:
    """The plan of a country, where it has one."""
    metadata = PhoneMetadata.metadata_for_region(region, None) if len(region) == 2 else None
    return None if metadata is None else _Plan(str(country_code_for_region(region)), metadata)


@lru_cache(maxsize=1024)
def _plan_behind(digits: str) -> tuple[int, _Plan | None]:
    """The plan of the country whose code these begin with, and how long that is."""
    for length in (2, 3, 1):
        plan = _plan(_region(digits[:length]))
        if plan is not None:
            return length, plan
    return 0, None


def _region(code: str) -> str:
    """The main country behind a code."""
    found = region_code_for_country_code(int(code)) if code else ""
    return "" if found == "ZZ" else str(found)
