"""The calendar: a month of all that has a date, and the addresses at which phones read it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns import calendar, feeds
from campaigns.admin import calendar_month
from campaigns.models import CalendarFeed
from companies.admin import secrets
from companies.backoffice import Desk, desk_of
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.words import moment
from companies.roles import Right
from core.errors import DomainError

FIRST, LAST = date(1970, 1, 1), date(2999, 12, 1)


class CalendarPages(OfficeAdmin):
    """The calendar and its feeds; they belong to the company, not to one campaign."""

    def get_urls(self) -> list[Any]:
        """Django's, and the calendar's."""
        view = self.admin_site.admin_view
        own = [
            path("calendar/", view(self.calendar_view), name="campaigns_calendar"),
            path("calendar/feeds/", view(require_POST(self.issue_feed)), name="campaigns_calendar_issue"),
            path("calendar/feeds/<int:pk>/", view(require_POST(self.revoke_feed)), name="campaigns_calendar_revoke"),
        ]
        return [*own, *super().get_urls()]

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """One month, in the company's zone."""
        desk = desk_of(request)
        if desk is None or not self.has_view_permission(request):
            raise PermissionDenied
        month = _asked_month(request)
        start, end = calendar_month.window(month)
        problem, found = "", list[calendar.Entry]()
        try:
            found = calendar.entries(start=start, end=end)
        except DomainError as error:
            problem = error.message
        context = {
            **self.admin_site.each_context(request),
            "title": "Calendar",
            "month": month,
            "weeks": calendar_month.weeks(month, found),
            "is_empty": not found and not problem,
            "problem": problem,
            "previous": _before(month),
            "next": _after(month),
            "zone": timezone.get_current_timezone_name(),
            "weekdays": calendar_month.WEEKDAYS,
            "may_edit": desk.may(Right.EDIT),
            "may_manage": desk.may(Right.MANAGE) and desk.company is not None,
            "feeds": self._feeds(desk),
        }
        return TemplateResponse(request, "office/campaigns/calendar.html", context)

    def _feeds(self, desk: Desk) -> list[dict[str, Any]]:
        if desk.company is None or not desk.may(Right.MANAGE):
            return []
        found = CalendarFeed.objects.filter(revoked_at=None).order_by("-created_at", "-pk")[:50]
        return [{"pk": feed.pk, "name": feed.name, "since": moment(feed.created_at)} for feed in found]

    def issue_feed(self, request: HttpRequest) -> HttpResponse:
        """A new address, shown once."""
        company = self._managed(request)
        name = request.POST.get("name", "").replace("\x00", "").strip()[:255]
        back = reverse("admin:campaigns_calendar")
        if not name:
            messages.error(request, "Say who uses the address, so that it can be told from others.")
            return HttpResponseRedirect(back)
        _, token = feeds.issue_feed(company_id=company, name=name)
        address = f"{settings.PUBLIC_URL or request.build_absolute_uri('/')[:-1]}/api/calendar/{token}.ics"
        note = "Add it as a subscription in the calendar of a phone or computer. Whoever knows it reads the calendar."
        group = secrets.Secrets(name, [("Address", address)], note)
        return secrets.show(request, self, title="Calendar address issued", groups=[group], back=back)

    def revoke_feed(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End an address at once."""
        company = self._managed(request)
        feed = CalendarFeed.objects.filter(pk=pk, company_id=company).first()
        if feed is None:
            messages.error(request, "There is no such address.")
        else:
            feeds.revoke_feed(feed=feed)
            messages.success(request, f"The address for “{feed.name}” no longer works.")
        return HttpResponseRedirect(reverse("admin:campaigns_calendar"))

    def _managed(self, request: HttpRequest) -> int:
        if not self.allows(request, Right.MANAGE):
            raise PermissionDenied
        return company_in_front(request).pk


def _asked_month(request: HttpRequest) -> date:
    """The first of the month that the address names, or of the present one."""
    try:
        found = datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        found = timezone.localdate()
    return min(max(found.replace(day=1), FIRST), LAST)


def _before(month: date) -> str:
    return f"{month - timedelta(days=1):%Y-%m}"


def _after(month: date) -> str:
    return f"{month + timedelta(days=31):%Y-%m}"
