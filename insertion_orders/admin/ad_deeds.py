"""What buttons do to ad campaigns: moves by who buys, decisions by who approves."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest

from companies.office.cards import Deed
from companies.roles import Right
from core.tenancy import company_scope
from insertion_orders import approval, moving
from insertion_orders.models import AdCampaign

# No campaign has this budget: what was not shown to anybody was not seen.
UNSEEN = Decimal(-1)


def move(ad: AdCampaign, action: str) -> None:
    """Do to a campaign what a buyer can do."""
    with company_scope(ad.company_id):
        moving.act(campaign_ids=[ad.campaign_id], action=action)


def approve_one(request: HttpRequest, ad: AdCampaign, end: str = "") -> None:
    """Let a campaign run, if it still is what was looked at.

    Args:
        end: of the names under which the page posts what was looked at.
    """
    with company_scope(ad.company_id):
        approval.approve(ad=ad, seen_budget=_budget(request, f"seen{end}"), seen=request.POST.get(f"state{end}", ""))


def reject_one(ad: AdCampaign, reason: str) -> None:
    """Refuse a campaign."""
    with company_scope(ad.company_id):
        approval.reject(ad=ad, reason=reason)


def _budget(request: HttpRequest, name: str) -> Decimal:
    """The budget that the person looked at, as the page posts it."""
    try:
        return Decimal(request.POST.get(name, ""))
    except InvalidOperation:
        return UNSEEN


def approve(request: HttpRequest, obj: Any) -> str:
    """Let it run."""
    approve_one(request, obj)
    return f"“{obj}” is approved, and runs within its dates and budgets."


def reject(request: HttpRequest, obj: Any) -> str:
    """Refuse it."""
    reject_one(obj, request.POST.get("reason", ""))
    return f"“{obj}” is rejected. Whoever submitted it sees the reason."


def _moves(action: str, done: str) -> Callable[[HttpRequest, Any], str]:
    def run(request: HttpRequest, obj: Any) -> str:
        move(obj, action)
        return f"“{obj}” {done}."

    return run


DEEDS = {
    "submit": Deed(Right.EDIT, _moves("submit", "waits for approval")),
    "pause": Deed(Right.EDIT, _moves("pause", "is paused: it buys nothing until it is resumed")),
    "resume": Deed(Right.EDIT, _moves("resume", "runs again")),
    "delete": Deed(Right.EDIT, _moves("delete", "is deleted; what it spent stays in the books")),
    "approve": Deed(Right.APPROVE, approve),
    "reject": Deed(Right.APPROVE, reject),
}
