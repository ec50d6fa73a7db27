"""What a landing page says for certain, as whoever drafts for its campaign may state it."""

from typing import Any

from campaigns.models import Campaign
from partners.models import ExtractedField

# Below this a field is a guess, and a guess is not stated in an advertisement.
CERTAIN = 0.6


def of_campaign(campaign: Campaign) -> list[tuple[str, str]]:
    """Labels and values of what was read from the campaign's landing page; its brief tells headline and description."""
    rows = ExtractedField.objects.filter(source__campaign=campaign, confidence__gte=CERTAIN)
    values: dict[str, Any] = dict(rows.values_list("name", "value"))
    norwegian = values.get("language") in ("nb", "nn")
    found = [
        _price(values.get("price"), "Pris" if norwegian else "Price"),
        ("Adresse" if norwegian else "Address", (values.get("address") or {}).get("line")),
        *((fact["label"], fact["value"]) for fact in values.get("facts") or []),
    ]
    return [(label, value) for label, value in found if value]


def _price(value: dict[str, Any] | None, label: str) -> tuple[str, str]:
    """An amount with its currency under the page's own name for it, grouped as people read it."""
    if not value:
        return label, ""
    amount = f"{float(value['amount']):,.2f}".removesuffix(".00").replace(",", "\u00a0")
    return value.get("label") or label, f"{amount} {value.get('currency') or ''}".strip()
