"""What can be done to an object by a button, and the history that everything leaves behind."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from companies.office import history, words
from companies.office.cards import Card, Deed
from companies.office.rights import RightsAdmin
from core.errors import DomainError

RECENT = 5
WHOLE_HISTORY = 200


class DeedsAdmin(RightsAdmin):
    """A kind of object with buttons, and with our audit trail as its history in place of Django's log."""

    # -- Buttons

    def deeds(self) -> Mapping[str, Deed]:
        """What buttons can do to an object, by name."""
        return {}

    def get_urls(self) -> list[Any]:
        """Django's, and one for the buttons."""
        view: Callable[..., HttpResponse] = require_POST(self.admin_site.admin_view(self.do))
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        return [path("<path:object_id>/do/<slug:deed>/", view, name=name), *super().get_urls()]

    def do(self, request: HttpRequest, object_id: str, deed: str) -> HttpResponse:
        """Do what a button says, and go back to the object."""
        obj = self.get_object(request, object_id)
        found = self.deeds().get(deed)
        if obj is None or found is None:
            return self._gone(request, object_id)
        if not self.allows(request, found.right, obj):
            raise PermissionDenied
        try:
            answer = found.run(request, obj)
        except DomainError as error:
            messages.error(request, error.message)
            answer = None
        if isinstance(answer, HttpResponse):
            return answer
        if answer:
            messages.success(request, answer)
        return HttpResponseRedirect(words.page_of(obj))

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Deleted, or another company's: the two are not told apart."""
        answer: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return answer

    # -- History: ours, not Django's

    def subject_of(self, obj: Any) -> Any:
        """Whose facts the history of an object shows."""
        return obj

    def history_card(self, obj: Any) -> Card:
        """The latest facts of an object, with a link to all."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[obj.pk])
        facts = history.of(self.subject_of(obj), RECENT + 1)
        data = {"facts": facts[:RECENT], "url": url if len(facts) > RECENT else ""}
        return Card("History", "office/cards/history.html", data, icon="history", anchor="history")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything that happened to an object."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._gone(request, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {obj}",
            "opts": self.opts,
            "original": obj,
            "facts": history.of(self.subject_of(obj), WHOLE_HISTORY),
        }
        return TemplateResponse(request, "office/history.html", context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The domain records what happens."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The domain records what happens."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The domain records what happens."""
