"""Pages of a broadcast beside its form, each in the broadcast's own company and only for who may open it."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin
from companies.office.words import page_of
from companies.roles import Right
from core.errors import DomainError
from core.tenancy import company_scope
from delivery.models import Broadcast


class View(Protocol):
    """What answers for one broadcast."""

    def __call__(self, admin: OfficeAdmin, request: HttpRequest, broadcast: Broadcast) -> HttpResponse:
        """The page."""


def guarded(admin: OfficeAdmin, right: Right, view: View) -> Callable[..., HttpResponse]:
    """A view of one broadcast for whoever has a right; what the domain refuses is told on the broadcast's page."""

    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        broadcast = admin.get_object(request, str(pk))
        if broadcast is None:
            gone: HttpResponse = admin._gone(request, str(pk))
            return gone
        if not admin.allows(request, right, broadcast):
            raise PermissionDenied
        try:
            with company_scope(broadcast.company_id):
                return view(admin, request, broadcast)
        except DomainError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(page_of(broadcast))

    return answer


def render(
    admin: OfficeAdmin, request: HttpRequest, broadcast: Broadcast, template: str, *, title: str, **context: Any
) -> HttpResponse:
    """A page of a broadcast in the back office's frame. It is rendered here, while its company's scope is open."""
    frame = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "original": broadcast,
        "broadcast": broadcast,
        "back": page_of(broadcast),
        "desk": desk_of(request),
        "may": admin.allows(request, Right.EDIT, broadcast),
    }
    return TemplateResponse(request, f"office/delivery/{template}", {**frame, **context}).render()
