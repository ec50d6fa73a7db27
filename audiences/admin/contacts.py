"""Contacts in the back office."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as confirm_deletion
from django.contrib.admin.views.main import ChangeList
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from audiences import contacts, finding, groups, suppressions
from audiences.addresses import address_hash
from audiences.admin.contact_form import CONSENTS, ContactForm, as_lines
from audiences.admin.filters import COLUMNS, GroupFilter, LanguageFilter, SuppressedFilter
from audiences.models import Contact, Group, Suppression
from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.cards import Card, Deed
from companies.office.words import NONE, count, label, moment, page_of
from companies.roles import Right
from core.channels import Channel
from core.errors import NotFoundError

NAMES = ("first_name", "last_name", "email", "phone", "external_id")
PLACE = ("language", "time_zone")


class ContactList(ChangeList):
    """A page of contacts, with what the ledger says of each: one query for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        """The page, and the ledger's rows for its addresses."""
        super().get_results(request)
        hashes = {address_hash(one) for row in self.result_list for one in (row.email, row.phone) if one}
        rows = Suppression.objects.filter(channel__in=list(COLUMNS), address_hash__in=hashes)
        found = {(row.company_id, row.channel, bytes(row.address_hash)) for row in rows}
        for row in self.result_list:
            keys = [(channel, getattr(row, column)) for channel, column in COLUMNS.items() if getattr(row, column)]
            row.silent = [
                channel for channel, one in keys if (row.company_id, channel.value, address_hash(one)) in found
            ]


@admin.register(Contact)
class ContactAdmin(OfficeAdmin):
    """Whom messages go to."""

    add_right = change_right = delete_right = Right.EDIT
    intro = (
        "Everybody whom you can write to. Who wants no messages stands in the suppression list, which no import undoes."
    )
    nothing = ("No contacts here", "Import a list, or add the first contact by hand.")

    form = ContactForm
    list_display = ("name", "email", "phone", "language", "reachable", "added")
    list_filter = (GroupFilter, LanguageFilter, SuppressedFilter)
    search_fields = ("email",)  # shows the box; `get_search_results` answers it
    search_help_text = "Beginning of a name, address, number or id"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    list_disable_select_all = True
    actions = ("take_out", "delete_selected")
    readonly_fields = ("devices", "seen_attributes", "seen_consent")
    fieldsets = (
        (None, {"fields": NAMES}),
        ("Language and place", {"fields": PLACE}),
        ("Attributes", {"fields": ("attributes",)}),
        ("Consent", {"fields": (*CONSENTS, "consent_source")}),
    )
    seen_fieldsets = ((None, {"fields": (*NAMES, *PLACE, "devices", "seen_attributes", "seen_consent")}),)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever may only look sees attributes and consent in words."""
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return self.fieldsets if may else self.seen_fieldsets

    # -- List

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """With the ledger."""
        return ContactList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the beginning of what is known, the fast way."""
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        desk = desk_of(request)
        statement, values = finding.sql(term, desk.company.pk if desk and desk.company else None)
        return queryset.filter(pk__in=RawSQL(statement, values)), False  # noqa: S611 - values are parameters

    @display(description="Name")
    def name(self, obj: Contact) -> str:
        """Their name, or what else is known of them."""
        return str(obj)

    @display(description="Messages")
    def reachable(self, obj: Contact) -> SafeString:
        """By which channels they get none."""
        silent: list[Channel] = getattr(obj, "silent", [])
        if not silent:
            return NONE
        return label(f"None by {', '.join(channel.label for channel in silent)}", "warn")

    @display(description="Added")
    def added(self, obj: Contact) -> SafeString:
        """When."""
        return moment(obj.created_at)

    @display(description="Devices")
    def devices(self, obj: Contact) -> str:
        """How many apps and browsers get push messages."""
        return f"{count(len(obj.app_tokens), 'app')}, {count(len(obj.web_tokens), 'browser')}"

    @display(description="Attributes")
    def seen_attributes(self, obj: Contact) -> SafeString | str:
        """One a line."""
        lines = as_lines(obj.attributes).splitlines()
        return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines)) or NONE

    @display(description="Consent")
    def seen_consent(self, obj: Contact) -> SafeString | str:
        """One channel a line."""
        said = ((Channel(name).label, one["status"], one["source"] or "–") for name, one in obj.consent.items())
        return format_html_join(SafeString("<br>"), "{}: {} ({})", said) or NONE

    # -- What is done to several

    @action(description="Take out of the group that is shown", permissions=["change"])
    def take_out(self, request: HttpRequest, queryset: Any) -> None:
        """The group of the filter."""
        value = request.GET.get("group", "")
        group = Group.objects.filter(pk=int(value)).first() if value.isdecimal() and len(value) < 19 else None
        if group is None or not self.allows(request, Right.EDIT, group):
            messages.error(request, "Show one group first, by the filter; then choose who leaves it.")
            return
        ids = list(queryset.values_list("pk", flat=True))
        removed = groups.remove(group=group, contact_ids=ids)
        messages.success(request, f"{count(removed, 'contact').capitalize()} left “{group.name}”.")

    @action(description="Delete", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask first."""
        if not request.POST.get("post"):
            return confirm_deletion(self, request, queryset)
        rows = list(queryset.values_list("company_id", "pk"))
        gone = sum(
            contacts.delete(company_id=owner, ids=[pk for one, pk in rows if one == owner])
            for owner in sorted({owner for owner, _ in rows})
        )
        messages.success(request, f"{count(gone, 'contact').capitalize()} deleted. What they asked for is kept.")
        return None

    # -- One contact

    def store(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> Contact:
        """Create or change it."""
        if change:
            return contacts.change(contact=obj, fields=form.said())
        return contacts.create(company_id=company_in_front(request).pk, fields=form.said())

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        """Forget it."""
        contacts.delete(company_id=obj.company_id, ids=[obj.pk])

    def deeds(self) -> dict[str, Deed]:
        """Groups, and suppressing by hand."""
        return {
            "join": Deed(Right.EDIT, self._join),
            "leave": Deed(Right.EDIT, self._leave),
            "suppress": Deed(Right.EDIT, self._suppress),
        }

    def _join(self, request: HttpRequest, obj: Any) -> str:
        group = _named_group(request, obj)
        groups.add(group=group, contact_ids=[obj.pk])
        return f"Put into “{group.name}”."

    def _leave(self, request: HttpRequest, obj: Any) -> str:
        group = _named_group(request, obj)
        groups.remove(group=group, contact_ids=[obj.pk])
        return f"Taken out of “{group.name}”."

    def _suppress(self, request: HttpRequest, obj: Any) -> str:
        channel = request.POST.get("channel", "")
        address = getattr(obj, COLUMNS[Channel(channel)]) if channel in COLUMNS else ""
        if not address:
            raise NotFoundError("There is no such address.")
        note = request.POST.get("note", "").replace("\x00", "").strip()
        suppressions.add_by_hand(company_id=obj.company_id, channel=channel, address=address, note=note)
        return f"No more messages by {Channel(channel).label}."

    def cards(self, request: HttpRequest, obj: Contact) -> list[Card]:
        """What the ledger says, the groups, and the history."""
        may = self.allows(request, Right.EDIT, obj)
        ledger = Card("Messages", "office/audiences/contact_ledger.html", _ledger(obj, may), icon="unsubscribe")
        return [ledger, _groups_card(obj, may), *super().cards(request, obj)]


def _named_group(request: HttpRequest, contact: Contact) -> Group:
    value = request.POST.get("group", "")
    rows = Group.objects.filter(company_id=contact.company_id)
    group: Group | None = rows.filter(pk=int(value)).first() if value.isdecimal() and len(value) < 19 else None
    if group is None:
        raise NotFoundError("There is no such group.")
    return group


def _ledger(obj: Contact, may: bool) -> dict[str, Any]:
    """Each channel with an address: whether it may be written to."""
    rows = suppressions.of_contact(obj)
    known = [(channel, getattr(obj, column)) for channel, column in COLUMNS.items() if getattr(obj, column)]
    return {
        "may": may,
        "channels": [
            {
                "name": channel.label,
                "value": channel.value,
                "address": address,
                "rows": [
                    {"why": row.get_reason_display(), "when": moment(row.at), "source": row.source, "url": page_of(row)}
                    for row in rows
                    if row.channel == channel and bytes(row.address_hash) == address_hash(address)
                ],
            }
            for channel, address in known
        ],
    }


def _groups_card(obj: Contact, may: bool) -> Card:
    inside = groups.of_contact(obj)
    known = {group.pk for group in inside}
    others = Group.objects.filter(company_id=obj.company_id).exclude(pk__in=known).order_by("name_folded")[:300]
    data = {
        "groups": [{"pk": group.pk, "name": group.name, "url": page_of(group)} for group in inside],
        "others": list(others) if may else [],
        "may": may,
    }
    return Card("Groups", "office/audiences/contact_groups.html", data, icon="group")
