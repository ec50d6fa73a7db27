"""Pages of a campaign beside its form: planning, resume, find & replace, copies, deletion."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from campaigns.models import Campaign
from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin
from companies.office.words import page_of
from companies.roles import Right
from core.errors import DomainError


class View(Protocol):
    """What answers for one campaign."""

    def __call__(self, admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
        """The page."""


_pages: dict[str, tuple[Right, View]] = {}


def page(name: str, right: Right) -> Callable[[View], View]:
    """Put a view at `…/<pk>/<name>/`, for whoever has a right.

    Args:
        name: of the address, and after `campaigns_campaign_` of the URL.
    """

    def keep(view: View) -> View:
        _pages[name] = (right, view)
        return view

    return keep


def address(campaign: Campaign, name: str) -> str:
    """Where a page of a campaign stands."""
    return reverse(f"admin:campaigns_campaign_{name}", args=[campaign.pk])


def render(
    admin: OfficeAdmin, request: HttpRequest, campaign: Campaign, template: str, *, title: str, **context: Any
) -> HttpResponse:
    """A page of a campaign in the back office's frame."""
    frame = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "original": campaign,
        "campaign": campaign,
        "back": page_of(campaign),
        "desk": desk_of(request),
        "may": admin.allows(request, Right.EDIT, campaign),
    }
    return TemplateResponse(request, f"office/campaigns/{template}", {**frame, **context})


class CampaignPages(OfficeAdmin):
    """A campaign's own pages, each for who may open it and for the company's own campaigns."""

    def get_urls(self) -> list[Any]:
        """Django's, and one for each page."""
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(self._view(name)), name=f"campaigns_campaign_{name}")
            for name in _pages
        ]
        return [*own, *super().get_urls()]

    def _view(self, name: str) -> Callable[..., HttpResponse]:
        right, view = _pages[name]

        def answer(request: HttpRequest, pk: int) -> HttpResponse:
            campaign = self.get_object(request, str(pk))
            if campaign is None:
                return self._gone(request, str(pk))
            if not self.allows(request, right, campaign):
                raise PermissionDenied
            try:
                return view(self, request, campaign)
            except DomainError as error:
                messages.error(request, error.message)
                return HttpResponseRedirect(page_of(campaign))

        return answer
