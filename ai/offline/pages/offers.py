"""The price that a schema.org object asks: of its offers, their specifications, or the object itself."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ai.contract import Period, Price
from ai.offline.pages import schema
from ai.offline.pages.clues import Setting
from ai.offline.pages.currencies import currency_of
from ai.offline.pages.numbers import amount_of
from ai.offline.pages.schema import Node

_NOT_THE_PRICE = {"deliverychargespecification", "paymentchargespecification"}
# UN/CEFACT common codes and words for what one payment covers.
_PERIODS: dict[str, Period] = {
    "mon": "month",
    "month": "month",
    "ann": "year",
    "year": "year",
    "day": "day",
    "wee": "week",
    "week": "week",
    "hur": "hour",
    "hour": "hour",
    "night": "night",
}
_Asked = tuple[Decimal, Decimal | None, str, Node]  # lowest, highest, currency, where it was found


def price_of(node: Node, setting: Setting) -> Price | None:
    """Return what is asked for an object; of several offers the lowest, marked as such."""
    asked = [found for offer in _offers(node) for found in _asked(offer, setting)]
    asked = [found for found in asked if found[0] > 0 or schema.is_event(node)]
    if not asked:
        return None
    currencies = {currency for _, _, currency, _ in asked if currency}
    if len(currencies) > 1:  # one offer per market: the first is the page's own
        asked = asked[:1]
    low = min(asked, key=lambda found: found[0])
    high = max(top or amount for amount, top, _, _ in asked)
    several = high > low[0]
    return Price(
        amount=low[0],
        currency=low[2] or next(iter(currencies), None),
        amount_to=high if several else None,
        starting=several or (low[1] is None and "aggregateoffer" in schema.types(low[3])),
        period=_period(low[3]),
    )


def _offers(node: Node) -> Iterator[Any]:
    own = list(schema.values(node, "offers"))
    yield from own
    if not own:
        yield node
        for variant in schema.values(node, "hasVariant"):
            yield from schema.values(variant, "offers")


def _asked(offer: Any, setting: Setting) -> Iterator[_Asked]:
    if not isinstance(offer, dict):
        return
    nested = list(schema.values(offer, "priceSpecification"))
    inner = [spec for spec in nested if isinstance(spec, dict) and schema.types(spec).isdisjoint(_NOT_THE_PRICE)]
    currency = schema.text(offer, "priceCurrency")
    found = _one(offer, currency, setting)
    if found:
        yield found if _period(found[3]) or not inner else (*found[:3], {**inner[0], **offer, **_unit(inner[0])})
        return
    for spec in inner:
        if one := _one(spec, currency, setting):
            yield one
    # An AggregateOffer may only list its offers.
    for part in schema.values(offer, "offers"):
        if isinstance(part, dict) and (one := _one(part, currency, setting)):
            yield one


def _unit(spec: Node) -> Node:
    return {key: spec[key] for key in ("unitCode", "unitText") if key in spec}


def _one(node: Node, currency: str, setting: Setting) -> _Asked | None:
    raw = schema.text(node, "price", "lowPrice", "minPrice", limit=60)
    low = amount_of(raw)
    if low is None:
        return None
    top = amount_of(schema.text(node, "highPrice", "maxPrice", limit=60))
    code = currency_of(schema.text(node, "priceCurrency") or currency or raw, setting)
    return low, top if top and top > low else None, code or "", node


def _period(node: Node) -> Period | None:
    for name in ("unitCode", "unitText"):
        if found := _PERIODS.get(schema.text(node, name).lower()):
            return found
    return None
