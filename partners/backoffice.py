"""The links that partners hand to people: they open the campaign, its ad drafts, or the form that creates it."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from companies.backoffice import SESSION_KEY, desk_of
from core.ids import parse_short_id
from core.tenancy import across_companies
from partners.models import PartnerSource


@require_safe
@login_required
def open_campaign(request: HttpRequest, short_id: str) -> HttpResponse:
    """The campaign behind a short id, in whichever of the person's companies it is."""
    pk = parse_short_id(short_id)
    with across_companies():
        campaign = Campaign.objects.alive().filter(pk=pk, company_id__in=_companies(request)).first() if pk else None
    if campaign is None:
        raise Http404("There is no such campaign, or it is not yours.")
    request.session[SESSION_KEY] = campaign.company_id
    return HttpResponseRedirect(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))


@require_safe
@login_required
def open_ads(request: HttpRequest, short_id: str) -> HttpResponse:
    """The campaign's ad drafts."""
    found = open_campaign(request, short_id)
    return HttpResponseRedirect(f"{found.headers['Location']}#drafts")


@require_safe
@login_required
def open_list(request: HttpRequest) -> HttpResponse:
    """The campaigns, or with `create=true&source_id=…` the form that makes one of a partner's item."""
    reference = request.GET.get("source_id", "")
    if request.GET.get("create") != "true" or not reference:
        return HttpResponseRedirect(reverse("admin:campaigns_campaign_changelist"))
    with across_companies():
        found = PartnerSource.objects.filter(reference_id=reference, company_id__in=_companies(request))
        source = found.select_related("campaign").first()
    if source is None:
        raise Http404("There is no such item, or it is not yours.")
    request.session[SESSION_KEY] = source.company_id
    if source.campaign_id:
        return HttpResponseRedirect(reverse("admin:campaigns_campaign_change", args=[source.campaign_id]))
    query = urlencode({"source": source.pk, "name": source.name})
    return HttpResponseRedirect(f"{reverse('admin:campaigns_campaign_add')}?{query}")


def _companies(request: HttpRequest) -> list[int]:
    desk = desk_of(request)
    return [company.pk for company in desk.companies] if desk else []
