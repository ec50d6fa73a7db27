"""The menu of the back office, by what a person may do."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from companies.backoffice import Desk, desk_of
from companies.roles import Right
from insertion_orders.admin import approval_page

Item = dict[str, Any]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu; what somebody may not open is not in it."""
    desk = desk_of(request)
    if desk is None:
        return []
    groups = [_work(), _messages(), _buying(request), _analytics(), _settings(desk)]
    if desk.user.is_superuser:
        groups.append(_operator())
    return groups


def _work() -> dict[str, Any]:
    items = [
        _item("Home", "home", "admin:index"),
        {**_item("Campaigns", "campaign", "admin:campaigns_campaign_changelist"), "active": _is_among_campaigns},
        _item("Content", "article", "admin:campaigns_contentitem_changelist"),
        _item("Calendar", "calendar_month", "admin:campaigns_calendar"),
        _item("Partner items", "inventory_2", "admin:partners_partnersource_changelist"),
        _item("Jobs", "manufacturing", "admin:core_job_changelist"),
        _item("Audit trail", "history", "admin:core_auditentry_changelist"),
    ]
    return {"items": items}


def _messages() -> dict[str, Any]:
    items = [
        _item("Broadcasts", "send", "admin:delivery_broadcast_changelist"),
        _item("Runs", "progress_activity", "admin:delivery_run_changelist"),
        _item("Templates", "draft", "admin:templates_app_messagetemplate_changelist"),
        _item("Contacts", "contacts", "admin:audiences_contact_changelist"),
        _item("Groups", "groups", "admin:audiences_group_changelist"),
        _item("Segments", "filter_alt", "admin:audiences_segment_changelist"),
        _item("Suppressions", "do_not_disturb_on", "admin:audiences_suppression_changelist"),
        _item("Imports", "upload_file", "admin:audiences_import_changelist"),
        _item("Channels", "cable", "admin:delivery_channelaccount_changelist"),
        _item("Outbox", "outbox", "admin:delivery_outboxmessage_changelist"),
    ]
    return {"title": "Messages", "separator": True, "items": items}


def _buying(request: HttpRequest) -> dict[str, Any]:
    queue = _item("Approval", "approval", "admin:insertion_orders_adcampaign_approval")
    if waiting := approval_page.badge(request):
        queue |= {"badge": waiting, "badge_variant": "primary", "badge_style": "solid"}
    items = [
        _item("Insertion orders", "request_quote", "admin:insertion_orders_insertionorder_changelist"),
        {
            **_item("Ad campaigns", "ads_click", "admin:insertion_orders_adcampaign_changelist"),
            "active": _is_among_ads,
        },
        queue,
        _item("Creatives", "photo_library", "admin:insertion_orders_creative_changelist"),
    ]
    return {"title": "Media buying", "separator": True, "items": items}


def _analytics() -> dict[str, Any]:
    items = [
        {**_item("Analytics", "monitoring", "admin:analytics_page"), "active": _is_among_analytics},
        _item("Tracked links", "add_link", "admin:analytics_trackedlink_changelist"),
        _item("Tracking policy", "sell", "admin:analytics_trackingpolicy_changelist"),
        _item("Webhooks", "webhook", "admin:analytics_webhooksource_changelist"),
    ]
    return {"title": "Analytics", "separator": True, "items": items}


def _settings(desk: Desk) -> dict[str, Any]:
    items = []
    if desk.company is not None:
        page = reverse("admin:companies_company_change", args=[desk.company.pk])
        items.append({"title": "Company", "icon": "apartment", "link": page})
    items.append(_item("Brand", "record_voice_over", "admin:companies_brandprofile_changelist"))
    items.append(_item("Members", "group", "admin:companies_membership_changelist"))
    if desk.may(Right.MANAGE):
        items.append(_item("Credentials", "key", "admin:companies_credential_changelist"))
    return {"title": "Settings", "separator": True, "items": items}


def _operator() -> dict[str, Any]:
    items = [
        {
            **_item("Companies", "domain", "admin:companies_company_changelist"),
            "active": _is_list_of_companies,
        },
        _item("Accounts", "manage_accounts", "admin:companies_user_changelist"),
    ]
    return {"title": "Operator", "separator": True, "items": items}


def _is_among_campaigns(request: HttpRequest) -> bool:
    """The calendar's address and that of analytics lie below the campaigns', but they are pages of their own."""
    under = request.path.startswith(reverse("admin:campaigns_campaign_changelist"))
    return (
        under and not request.path.startswith(reverse("admin:campaigns_calendar")) and not _is_among_analytics(request)
    )


def _is_among_analytics(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:analytics_page"))


def _is_among_ads(request: HttpRequest) -> bool:
    """The queue's address lies below the ads', but it is a page of its own."""
    under = request.path.startswith(reverse("admin:insertion_orders_adcampaign_changelist"))
    return under and request.path != reverse("admin:insertion_orders_adcampaign_approval")


def _is_list_of_companies(request: HttpRequest) -> bool:
    return request.path in (reverse("admin:companies_company_changelist"), reverse("admin:companies_company_add"))


def _item(title: str, icon: str, name: str) -> Item:
    return {"title": title, "icon": icon, "link": reverse(name)}
