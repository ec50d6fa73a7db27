"""Message templates in the back office: written beside a live preview, submitted, approved."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from companies.office.base import company_in_front
from companies.office.cards import Button, Card, Deed
from companies.office.words import moment, page_of
from companies.roles import Right
from templates_app import approval, writing
from templates_app.admin import deeds, previewing, words
from templates_app.admin.deeds import TemplateActions
from templates_app.admin.form import PUSH, TemplateForm
from templates_app.admin.pages import TemplatePages
from templates_app.lifecycle import IN_REVIEW
from templates_app.limits import LIMITS
from templates_app.models import MessageTemplate, TemplateVersion, VersionStatus
from templates_app.rendering.content import WRITTEN

SETTINGS = ("name", "language", "app_ids")


class StandingFilter(DropdownFilter):
    """Where the latest version stands; what waits is the approvers' queue."""

    title = "status"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The statuses."""
        return list(VersionStatus.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow."""
        return queryset.filter(latest_status=self.value()) if self.value() in VersionStatus.values else queryset


@admin.register(MessageTemplate)
class MessageTemplateAdmin(TemplatePages, TemplateActions):
    """What messages are made of."""

    add_right = change_right = Right.EDIT
    intro = "Messages that are sent again and again with other values. Only what was approved is sent."
    nothing = ("No templates yet", "Write the first one, or import some from a file.")

    form = TemplateForm
    list_before_template = "office/templates/list_intro.html"
    list_display = ("name", "where", "language", "standing_", "usable", "changed")
    list_filter = (("channel", ChoicesDropdownFilter), StandingFilter, ("is_archived", BooleanRadioFilter))
    search_fields = ("name",)
    search_help_text = "Name"
    ordering = ("-updated_at", "-id")
    readonly_fields = ("where", "said")
    add_fieldsets = ((None, {"fields": ("name", "channel", "language")}),)

    class Media:
        css = {"all": ("muster/templates.css",)}
        js = ("muster/templates.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the list shows of versions."""
        return super().get_queryset(request).with_standing()  # type: ignore[no-any-return, attr-defined]

    # -- List

    @display(description="Channel", ordering="channel")
    def where(self, obj: MessageTemplate) -> SafeString:
        """The channel."""
        return words.channel(obj)

    @display(description="Latest version")
    def standing_(self, obj: MessageTemplate) -> SafeString:
        """Where it stands."""
        return words.standing(obj)

    @display(description="Sent today")
    def usable(self, obj: Any) -> SafeString:
        """The approved version."""
        return words.usable(obj.usable_number)

    @display(description="Changed", ordering="updated_at")
    def changed(self, obj: MessageTemplate) -> SafeString:
        """When."""
        return moment(obj.updated_at)

    # -- One template

    @display(description="Latest version")
    def said(self, obj: MessageTemplate) -> SafeString:
        """Its words as they are, for whoever only looks."""
        return words.said(writing.latest_version(obj).content)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What waits for approval is only looked at: it has to be taken back first."""
        waits = isinstance(obj, MessageTemplate) and writing.latest_version(obj).status == IN_REVIEW
        return not waits and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The settings, and what the channel lets it say."""
        if obj is None:
            return self.add_fieldsets
        names = ["name", "where", "language"] + (["app_ids"] if obj.channel in PUSH else [])
        settings = ("Template", {"fields": tuple(names)})
        if not self.has_change_permission(request, obj):
            return (settings, ("What it says", {"fields": ("said",)}))
        parts = LIMITS[obj.channel].parts
        order = ("source_format", "subject", "preheader", *(name for name in WRITTEN if name != "source_format"))
        said = [name for name in dict.fromkeys(order) if name in parts]
        return (settings, ("What it says", {"fields": (*said, "seen")}))

    def store(self, request: HttpRequest, obj: MessageTemplate, form: Any, change: bool) -> MessageTemplate:
        """Make it, or write what was changed."""
        data = form.cleaned_data
        if not change:
            company = company_in_front(request)
            fields = {name: data[name] for name in ("name", "channel", "language")}
            return writing.create_template(company_id=company.pk, **fields)
        content, seen = form.content(), data.get("seen") or None
        found = MessageTemplate.objects.get(pk=obj.pk)
        stored = writing.update_template(template=found, fields={name: data[name] for name in SETTINGS if name in data})
        writing.write_content(template=stored, content=content, seen=seen)
        return stored

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """A new template is opened to be written."""
        messages.success(request, f"“{obj}” is made. Write what it says.")
        return HttpResponseRedirect(page_of(obj))

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """The form; its preview may show pictures from anywhere."""
        answer = super().changeform_view(request, *args, **options)
        if isinstance(answer, HttpResponse):
            answer.headers["Content-Security-Policy"] = previewing.POLICY
        return answer

    def deeds(self) -> dict[str, Deed]:
        """From draft to retirement."""
        return deeds.DEEDS

    def cards(self, request: HttpRequest, obj: MessageTemplate) -> list[Card]:
        """Where it stands, how it looks, what it was before."""
        shown = previewing.saved(obj)
        return [
            self._status_card(request, obj, shown),
            self._preview_card(request, obj, shown),
            self._tools_card(request, obj),
            *super().cards(request, obj),
        ]

    def _status_card(self, request: HttpRequest, obj: MessageTemplate, shown: dict[str, Any]) -> Card:
        version, usable = writing.latest_version(obj), writing.usable_version(obj)
        may_edit, may_approve = self.allows(request, Right.EDIT, obj), self.allows(request, Right.APPROVE, obj)
        buttons: list[Button] = []
        if may_edit:
            buttons += deeds.of_author(obj, version, has_faults=bool(shown["faults"]))
        if may_approve:
            buttons += deeds.of_approver(version, usable)
        is_own = version.status == IN_REVIEW and may_approve and not approval.may_decide(version)
        data = {
            "status": words.status(version.status),
            "is_archived": obj.is_archived,
            "pairs": words.pairs(version, usable.number if usable else None),
            "may_reject": may_approve and version.status == IN_REVIEW,
            "is_own": is_own,
            "seen": version.content_hash,
        }
        return Card("Status", "office/templates/status.html", data, icon="verified", buttons=buttons)

    def _preview_card(self, request: HttpRequest, obj: MessageTemplate, shown: dict[str, Any]) -> Card:
        data = {
            **shown,
            "url": reverse("admin:templates_app_messagetemplate_preview", args=[obj.pk]),
            "is_live": self.has_change_permission(request, obj),
            "is_email": obj.channel == "email",
        }
        return Card("Preview", "office/templates/preview.html", data, icon="visibility")

    def _tools_card(self, request: HttpRequest, obj: MessageTemplate) -> Card:
        n = TemplateVersion.objects.filter(template=obj).count()
        tools = [("versions", "difference", f"Versions and what they changed ({n})"), ("export", "download", "Export")]
        buttons: list[Button] = []
        if self.allows(request, Right.EDIT, obj):
            tools.insert(1, ("duplicate", "content_copy", "Duplicate"))
            if not obj.is_archived:
                question = f"Archive “{obj}”? It cannot be sent then."
                buttons.append(Button("archive", "Archive", "archive", confirm=question))
        links = [
            (reverse(f"admin:templates_app_messagetemplate_{name}", args=[obj.pk]), icon, text)
            for name, icon, text in tools
        ]
        return Card("Tools", "office/campaigns/tools.html", {"links": links}, icon="build", buttons=buttons)
