"""What the DSP door answers: each field of the vendor's samples, from the data of the order or the campaign."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from audiences.models import Segment
from companies.models import Membership
from insertion_orders import serving, zones
from insertion_orders.api.fields import milliseconds, number, seconds
from insertion_orders.api.options import AMOUNTS, LOCATIONS
from insertion_orders.api.order_serializers import STATUS_IDS
from insertion_orders.lifecycle import EDITABLE, stage_of
from insertion_orders.listing import Page
from insertion_orders.models import AdCampaign, InsertionOrder


def order(found: InsertionOrder) -> dict[str, Any]:
    """An order as the vendor shows it after it was made."""
    return {
        "ioId": found.pk,
        "ioName": found.name,
        "ioStartTime": milliseconds(found.starts_at),
        "ioEndTime": milliseconds(found.ends_at),
        "ioTotalBudget": number(found.total_budget),
        "ioTimeZoneId": zones.id_of(found.time_zone),
        "ioBudgetTypeId": found.budget_type,
        "ioBudgetDistributionMethodId": found.distribution,
        "isAutoSumIoTotalBudget": found.auto_sum,
        "ioTotalImpressions": found.total_impressions,
        **found.options,
    }


def success(data: Any) -> dict[str, Any]:
    """Version 3's envelope."""
    return {"success": True, "data": data}


def order_page(page: Page) -> dict[str, Any]:
    """A page of orders."""
    rows = [{**order(row), "ioStatusId": STATUS_IDS[row.status]} for row in page.rows]
    return success({"totalRecords": page.total, "filteredRecords": page.filtered, "ioBasicDetailsList": rows})


def response(status: int, answer: Any) -> dict[str, Any]:
    """Version 2's envelope."""
    return {"statusCode": status, "responseObject": answer}


def saved(ad: AdCampaign, *, status: int, message: str) -> dict[str, Any]:
    """A campaign that was made or changed."""
    return response(status, {"data": ad.campaign_id, "message": message, "status": stage_of(ad)})


def moved(ads: Sequence[AdCampaign]) -> dict[str, Any]:
    """Campaigns that something was done to, and where each stands now."""
    data = [{"id": ad.campaign_id, "status": stage_of(ad)} for ad in ads]
    noun = "Campaign" if len(ads) == 1 else "Campaigns"
    return response(200, {"data": data, "message": f"{noun} updated successfully."})


def ad_page(page: Page, *, at: datetime) -> dict[str, Any]:
    """A page of campaigns."""
    rows = [_listed(row, at) for row in page.rows]
    return response(200, {"totalRecords": page.total, "filteredRecords": page.filtered, "data": rows})


def _listed(ad: AdCampaign, at: datetime) -> dict[str, Any]:
    throttle = serving.throttle_of(ad, at=at)
    return {
        "id": ad.campaign_id,
        "campaignUuid": str(ad.campaign.uuid),
        "campaignName": ad.campaign.name,
        "status": stage_of(ad),
        "ioId": ad.order_id,
        "ioName": ad.order.name,
        "startTime": seconds(ad.campaign.starts_at),
        "endTime": seconds(ad.campaign.ends_at),
        "timezone": zones.id_of(ad.time_zone),
        "budgetTypeId": ad.order.budget_type,
        "budgetTotal": float(ad.budget_total),
        "budgetDay": None if ad.budget_day is None else float(ad.budget_day),
        "totalBudgetPacing": ad.even_pacing,
        "maxBid": float(ad.max_bid),
        "campaignType": ad.kind,
        "creativeType": ad.creative_type,
        "spent": float(ad.spend.spent),
        "isServing": throttle is None,
        "throttle": throttle
        and {"reason": throttle.reason, "message": throttle.message, "until": seconds(throttle.until)},
        "createDate": seconds(ad.created_at),
    }


def campaign(ad: AdCampaign, *, may_edit: bool, may_approve: bool, with_spent: bool) -> dict[str, Any]:
    """A campaign with every field of the vendor's sample, and with what else it was made with.

    Args:
        may_edit, may_approve: the caller's rights.
        with_spent: whether to say what was spent.
    """
    shown = {**ad.options, **_facts(ad), **_options(ad), **_people(ad), **_flags(ad, may_edit, may_approve)}
    if with_spent:
        shown["spent"] = float(ad.spend.spent)
    return response(200, shown)


def _facts(ad: AdCampaign) -> dict[str, Any]:
    return {
        "owId": ad.company.ow_id,
        "parentOrganizationName": ad.company.name,
        "organizationName": ad.company.name,
        "id": ad.campaign_id,
        "campaignName": ad.campaign.name,
        "advertiserDomain": ad.advertiser_domain,
        "creativeType": ad.creative_type,
        "campaignType": ad.kind,
        "campaignTypeId": ad.kind,
        "totalBudgetPacing": ad.even_pacing,
        "budgetDay": None if ad.budget_day is None else float(ad.budget_day),
        "budgetTotal": float(ad.budget_total),
        "maxBid": float(ad.max_bid),
        "timezone": zones.id_of(ad.time_zone),
        "startTime": seconds(ad.campaign.starts_at),
        "endTime": seconds(ad.campaign.ends_at),
        "status": stage_of(ad),
        "creativeIds": ",".join(map(str, ad.creative_ids)),
        "maxDayImpressions": ad.day_impressions,
        "maxDayClicks": ad.day_clicks,
        "maxDayConversions": ad.day_conversions,
        "totalImpressions": ad.total_impressions,
        "totalClicks": ad.total_clicks,
        "totalConversions": ad.total_conversions,
        "countryId": ad.country_ids,
        "createDate": seconds(ad.created_at),
        "ioId": ad.order_id,
        "ioName": ad.order.name,
        "budgetTypeId": ad.order.budget_type,
    }


# What the sample shows of the options, with what holds where nothing was said.
_USUAL: dict[str, Any] = {
    "isTvAd": False, "dspMargin": 0, "platformMargin": 0, "userDealMargin": 0, "spentScale": False,
    "conversionType": "None", "conversionTypeId": 0, "bidOptimization": False, "bidPacing": False,
    "isBidShading": False, "impressionCapping": 0, "deviceType": "", "trafficType": "", "exchanges": "",
    "isLocationWithOrFilter": True, "prebidAudienceSegmentIdList": [], "isAdvanceAudioVideoTargeted": False,
}  # fmt: skip


def _options(ad: AdCampaign) -> dict[str, Any]:
    locations = {name: ad.options[name].split(",") for name in LOCATIONS if ad.options.get(name)}
    return {**{name: ad.options.get(name, usual) for name, usual in _USUAL.items()}, "locationDetails": locations}


def _people(ad: AdCampaign) -> dict[str, Any]:
    """Who made it: their number within the workspace, their name and address."""
    person = ad.created_by
    member = Membership.objects.filter(user=person).values_list("pk", flat=True).first() if person else None
    return {
        "uowId": member,
        "userEmail": person.email if person else None,
        "userName": str(person) if person else None,
    }


def _flags(ad: AdCampaign, may_edit: bool, may_approve: bool) -> dict[str, bool]:
    """What follows from the campaign, its workspace and the caller."""
    wanted = set(ad.options.get("prebidAudienceSegmentIdList", ()))
    known = set(Segment.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    return {
        "isCampaignFromNewPlatform": ad.campaign.origin == "dsp",
        "isUnapprovedAudienceTargeted": bool(wanted - known),
        "isAllAudienceUnapproved": bool(wanted) and not known,
        "isEstimatorAvailable": ad.campaign.ends_at is not None,
        "isEditAccess": may_edit and stage_of(ad) in EDITABLE,
        "isMarginSet": any(ad.options.get(name) for name in AMOUNTS if name.endswith("Margin")),
        "isApprovalAccess": may_approve and stage_of(ad) == "pending",
        # Muster writes no invoices, so that there is no template for them.
        "isParentInvoiceTemplateSet": False,
    }
