"""Accounts in the back office: made by kind, tried, and switched off."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Button, Card, Deed
from companies.office.words import NONE, label, moment, shortened
from companies.roles import Right
from core.channels import Channel as Reach
from delivery import accounts, checking
from delivery.admin.form import AccountForm, form_of, names_of
from delivery.admin.words import channel_name, health, kind_name
from delivery.channels.base import Channel
from delivery.channels.kinds import CARRIED, KINDS
from delivery.models import ChannelAccount


class ChannelFilter(DropdownFilter):
    """What they carry."""

    title = "channel"
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The channels."""
        return [(channel, channel_name(channel)) for channel in CARRIED]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow to one."""
        return queryset.filter(channel=self.value()) if self.value() in CARRIED else queryset


@admin.register(ChannelAccount)
class AccountAdmin(OfficeAdmin):
    """By which ways messages and posts leave."""

    add_right = Right.MANAGE
    change_right = Right.MANAGE
    intro = (
        "The ways by which messages and posts leave. What has no account of its own goes to the outbox, where it "
        "can be looked at and harms nobody."
    )
    nothing = ("No accounts yet", "Everything that is sent is kept in the outbox until there is one.")

    list_display = ("name", "carries", "sends_by", "state", "usual", "rate", "tried")
    list_filter = (ChannelFilter,)
    search_fields = ("name",)
    search_help_text = "Name"
    ordering = ("-created_at", "-pk")

    @display(description="Carries", ordering="channel")
    def carries(self, obj: ChannelAccount) -> str:
        """The channel."""
        return channel_name(obj.channel)

    @display(description="By", ordering="kind")
    def sends_by(self, obj: ChannelAccount) -> str:
        """The kind."""
        return kind_name(obj.kind)

    @display(description="State")
    def state(self, obj: ChannelAccount) -> SafeString:
        """Whether it works."""
        return health(obj)

    @display(description="Usual way")
    def usual(self, obj: ChannelAccount) -> SafeString:
        """Whether it takes what names no other account."""
        return label("Usual way", "info") if obj.is_default else NONE

    @display(description="Messages a second", ordering="rate_limit")
    def rate(self, obj: ChannelAccount) -> SafeString | str:
        """Its rate limit."""
        return NONE if obj.rate_limit is None else f"{obj.rate_limit:g}"

    @display(description="Last tried", ordering="checked_at")
    def tried(self, obj: ChannelAccount) -> SafeString | str:
        """When it was last checked."""
        return moment(obj.checked_at) if obj.checked_at else "Never"

    # -- The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What every account has, and the fields of the kind; who may not change them sees them in a card."""
        kind = _kind(request, obj)
        first = ("name", "carries", "sends_by") if obj else ("name", "channel")
        if kind is None or (obj and not self.has_change_permission(request, obj)):
            return ((None, {"fields": first}),)
        own = [
            (title, {"fields": names_of(kind, secret=secret)})
            for title, secret in ((kind.label, False), ("Keys", True))
            if names_of(kind, secret=secret)
        ]
        return ((None, {"fields": first}), *own, ("Sending", {"fields": ("rate_limit", "is_default")}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What an account carries stays as it is."""
        return ("carries", "sends_by") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form of the kind."""
        kind = _kind(request, obj)
        if kind is not None and (obj is None or self.has_change_permission(request, obj)):
            options["form"] = form_of(kind)
        return super().get_form(request, obj, change, **options)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """First the kind, then its form."""
        if _kind(request, None) is None and self.has_add_permission(request) and not self.shows_company(request):
            context = {
                **self.admin_site.each_context(request),
                "title": "Add a channel account",
                "is_subpage": True,
                "opts": self.opts,
                "kinds": [_offered(kind) for kind in KINDS.values()],
            }
            return TemplateResponse(request, "office/delivery/account_kinds.html", context)
        answer: HttpResponse = super().add_view(request, form_url, extra_context)
        return answer

    def store(self, request: HttpRequest, obj: ChannelAccount, form: Any, change: bool) -> ChannelAccount:
        """Make or change it."""
        found: AccountForm = form
        data = found.cleaned_data
        told = {
            "name": data["name"],
            "settings": found.entered(secret=False),
            "secrets": found.entered(secret=True),
            "rate_limit": data["rate_limit"],
            "is_default": data["is_default"],
        }
        if change:
            return accounts.change(account=obj, **told)
        company, channel = company_in_front(request), data["channel"]
        return accounts.create(company_id=company.pk, kind=found.kind.kind, channel=channel, **told)

    # -- Buttons

    def deeds(self) -> dict[str, Deed]:
        """Try it, prefer it, switch it off and on."""
        return {
            "check": Deed(Right.MANAGE, self._check),
            "test": Deed(Right.MANAGE, self._test),
            "prefer": Deed(Right.MANAGE, self._prefer),
            "switch-off": Deed(Right.MANAGE, self._switch_off),
            "switch-on": Deed(Right.MANAGE, self._switch_on),
        }

    def _check(self, request: HttpRequest, obj: Any) -> str:
        return checking.check(account=obj)

    def _test(self, request: HttpRequest, obj: Any) -> str:
        return checking.send_test(account=obj, address=request.POST.get("address", ""))

    def _prefer(self, request: HttpRequest, obj: Any) -> str:
        accounts.make_default(account=obj)
        return f"“{obj.name}” now takes all of its channel that names no other account."

    def _switch_off(self, request: HttpRequest, obj: Any) -> str:
        accounts.disable(account=obj)
        return f"“{obj.name}” is switched off: nothing new goes out by it."

    def _switch_on(self, request: HttpRequest, obj: Any) -> str:
        accounts.enable(account=obj)
        return f"“{obj.name}” is switched on."

    def cards(self, request: HttpRequest, obj: ChannelAccount) -> list[Card]:
        """How it fares, a test, the switches, and the history."""
        if not self.allows(request, Right.MANAGE, obj):
            return [_health_card(obj, ()), _settings_card(obj), *super().cards(request, obj)]
        check = Button("check", "Check now", icon="network_check", tone="main")
        data = {"is_message": obj.channel in Reach.values, "hint": _hint(obj.channel)}
        test = Card("Send a test", "office/delivery/account_test.html", data, icon="outgoing_mail")
        tests = [] if obj.disabled_at else [test]
        return [_health_card(obj, (check,)), *tests, _switch_card(obj), *super().cards(request, obj)]


def _kind(request: HttpRequest, obj: ChannelAccount | None) -> type[Channel] | None:
    return KINDS.get(obj.kind if obj else request.GET.get("kind", ""))


def _offered(kind: type[Channel]) -> dict[str, str]:
    """A kind as it is offered; the class itself would be called by the template."""
    several = len(kind.carries) > 3
    carried = "All messages and posts" if several else ", ".join(channel_name(channel) for channel in kind.carries)
    return {"kind": kind.kind, "label": kind.label, "icon": kind.icon, "about": kind.about, "carried": carried}


def _health_card(obj: ChannelAccount, buttons: tuple[Button, ...]) -> Card:
    data = {"state": health(obj), "account": obj, "problem": obj.problem, "found": obj.found}
    return Card("How it fares", "office/delivery/account_health.html", data, icon="monitor_heart", buttons=buttons)


def _settings_card(obj: ChannelAccount) -> Card:
    public = [field for field in KINDS[obj.kind].fields if not field.secret]
    pairs = [(field.label, shortened(str(obj.settings.get(field.name, ""))) or NONE) for field in public]
    return Card("Settings", "office/cards/pairs.html", {"pairs": pairs, "empty": "There are none."}, icon="tune")


def _switch_card(obj: ChannelAccount) -> Card:
    if obj.disabled_at:
        button = Button("switch-on", "Switch on", icon="toggle_on")
        return Card("Switched off", "office/delivery/account_off.html", icon="toggle_off", buttons=[button])
    question = f"Switch “{obj.name}” off? What is under way by it waits."
    buttons = [Button("switch-off", "Switch off", icon="block", tone="bad", confirm=question)]
    if not obj.is_default:
        buttons.insert(0, Button("prefer", "Make it the usual way", icon="star"))
    data = {"is_default": obj.is_default, "channel": channel_name(obj.channel)}
    return Card("Use", "office/delivery/account_use.html", data, icon="toggle_on", buttons=buttons)


def _hint(channel: str) -> str:
    return {"email": "you@example.com", "apn": "Device token", "bpn": "Browser token"}.get(channel, "+47 912 34 567")
