"""Cards about an ad campaign: where it stands, who decided on it, its money in time, and what it shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from companies.office.cards import Button, Card
from companies.office.words import NONE, count, link, link_to, moment, page_of
from insertion_orders import approval, charting, finding, reading
from insertion_orders.admin import words
from insertion_orders.admin.ad_form import shown
from insertion_orders.admin.pacing_picture import picture
from insertion_orders.lifecycle import ADS, DELETED, DRAFT, PAUSED, PENDING, REJECTED, stage_of
from insertion_orders.models import AdCampaign, Creative

_LONGEST = 200
_CENT = Decimal("0.005")


def status_card(ad: AdCampaign, at: datetime, *, may: bool) -> Card:
    """Where it stands, whether it buys, and the moves that are possible.

    Args:
        may: whether the person may move it.
    """
    pairs: list[tuple[str, object]] = [("Insertion order", link_to(ad.order)), ("Buys now", words.state(ad, at))]
    pairs += [("Spent", words.spent(ad)), ("Budget", words.money(ad.budget_total, ad.order.currency))]
    counted = [("Impressions", ad.spend.impressions), ("Clicks", ad.spend.clicks)]
    pairs += [(name, f"{n:,}") for name, n in (*counted, ("Conversions", ad.spend.conversions))]
    pairs.append(("Common page", link(page_of(ad.campaign), "Content, calendar, figures")))
    if stage_of(ad) == DELETED:
        pairs.pop()
    data = {"status": words.stage(ad), "pairs": pairs}
    return Card("Status", "office/insertion_orders/status.html", data, icon="flag", buttons=_buttons(ad) if may else ())


def _buttons(ad: AdCampaign) -> list[Button]:
    stage = stage_of(ad)
    targets, found = ADS.targets(stage), []
    if PENDING in targets:
        found.append(Button("submit", "Submit again" if stage == REJECTED else "Submit for approval", "send", "main"))
    if PAUSED in targets:
        found.append(Button("pause", "Pause", "pause", "main"))
    if stage == PAUSED:
        found.append(Button("resume", "Resume", "play_arrow", "main"))
    if DELETED in targets:
        question = f"Delete “{ad}”? It stops buying for good; what it spent stays in the books."
        found.append(Button("delete", "Delete", "delete", "bad", confirm=question))
    return found


def approval_card(ad: AdCampaign, at: datetime, *, may: bool) -> Card:
    """Who submitted it and who decided; the decision itself for who may.

    Args:
        may: whether the person's role approves.
    """
    pairs = [("Submitted", _by(ad.submitted_at, ad.submitted_by))]
    if ad.decided_at:
        pairs.append(("Rejected" if ad.reason else "Approved", _by(ad.decided_at, ad.decided_by)))
    if ad.approved_budget is not None:
        pairs.append(("Approved budget", words.money(ad.approved_budget, ad.order.currency)))
    found = reading.waiting(at=at, limit=1, ids=[ad.pk]) if may and stage_of(ad) == PENDING else []
    data: dict[str, Any] = {"pairs": pairs, "reason": ad.reason}
    buttons = []
    if found:
        data |= {"may_reject": True, "warnings": warnings(found[0])}
        if not found[0].needs_another and not found[0].faults:
            seen = {"seen": str(ad.budget_total), "state": finding.state_of(ad)}
            buttons.append(Button("approve", "Approve", "thumb_up", "main", seen))
    return Card("Approval", "office/insertion_orders/approval_card.html", data, icon="approval", buttons=buttons)


def _by(at: datetime | None, who: object) -> Any:
    return words.by(moment(at), who) if at else NONE


def warnings(waiting: reading.Waiting) -> list[str]:
    """What an approver should know of a campaign."""
    ad, found = waiting.ad, [_named(fault.message, waiting.creatives) for fault in waiting.faults]
    if waiting.needs_another:
        found.append(approval.OWN)
    if waiting.exceeds_order:
        found.append("Its budget is larger than what its order has left: it may stop before it is spent.")
    if waiting.has_begun and not waiting.faults:
        found.append(f"Its start, {words.wall(_start(ad))}, has passed: it runs as soon as it is approved.")
    return found


def _named(message: str, creatives: Sequence[Creative]) -> str:
    """People know creatives by their names."""
    for creative in creatives:
        message = message.replace(f"Creative {creative.pk} ", f"“{creative.name}” ")
    return message


def _start(ad: AdCampaign) -> datetime:
    return (ad.campaign.starts_at or ad.created_at).astimezone(ad.zone)


def pacing_card(ad: AdCampaign, at: datetime) -> Card:
    """Planned and actual spend, and what it comes to."""
    if ad.campaign.starts_at is None:
        return Card("Pacing", "office/insertion_orders/pacing.html", {}, icon="show_chart", wide=True)
    chart, currency = charting.pacing_chart(ad, at=at), ad.order.currency
    data = {
        "picture": picture(chart, currency=currency),
        "numbers": _numbers(chart, currency),
        "anew": words.clocks(chart.anew_at, ad.zone) if chart.anew_at else "",
        "has_share": chart.cap > ad.budget_total,
        "zone": ad.zone.key,
        "step": chart.step.value,
        "how": _how(ad),
        "is_held": stage_of(ad) in (DRAFT, PENDING, REJECTED) and chart.now > chart.starts_at,
    }
    return Card("Pacing", "office/insertion_orders/pacing.html", data, icon="show_chart", anchor="pacing", top=True)


def _how(ad: AdCampaign) -> str:
    if ad.even_pacing:
        return "It spends evenly by the hour, and catches up with what quiet hours leave over."
    if ad.budget_day is not None:
        return f"It spends at most {words.money(ad.budget_day, ad.order.currency)} a day, as fast as traffic allows."
    return "It spends as fast as traffic allows. The plan shows what would be even, and does not slow it down."


def _numbers(chart: charting.PacingChart, currency: str) -> list[tuple[str, str, str]]:
    """What counts most: a name, an amount, and a word on it."""
    share = words.percent_of(chart.spent, chart.cap)
    found = [("Spent", words.money(chart.spent, currency), f"{share:,} % of {words.money(chart.cap, currency)}")]
    if chart.planned is not None:
        found.append(("Planned by now", words.money(chart.planned, currency), _lead(chart, currency)))
    if chart.projected is not None:
        comes = words.percent_of(chart.projected, chart.cap)
        found.append(("At its end, at this pace", words.money(chart.projected, currency), f"{comes:,} % of the budget"))
    return found


def _lead(chart: charting.PacingChart, currency: str) -> str:
    lead = chart.spent - (chart.planned or 0)
    if abs(lead) < _CENT:
        return "as planned"
    return f"{words.money(abs(lead), currency)} {'ahead' if lead > 0 else 'behind'}"


def creatives_card(ad: AdCampaign) -> Card:
    """What it shows, with small pictures."""
    return Card(
        f"Shows {count(len(ad.creative_ids), 'creative')}",
        "office/insertion_orders/creatives.html",
        {"creatives": small(ad, reading.creatives_of([ad]))},
        icon="photo_library",
    )


def small(ad: AdCampaign, found: Mapping[int, Creative]) -> list[dict[str, Any]]:
    """A campaign's creatives as small cards, in its own order."""
    rows = [found[pk] for pk in ad.creative_ids if pk in found]
    return [{"creative": shown(row), "url": page_of(row), "status": words.creative_status(row)} for row in rows]


def options_card(ad: AdCampaign) -> Card:
    """What the buying tool asked for beside what Muster acts on."""
    pairs = [(name, str(value)[:_LONGEST]) for name, value in sorted(ad.options.items())]
    return Card("From the buying tool", "office/cards/pairs.html", {"pairs": pairs}, icon="tune")
