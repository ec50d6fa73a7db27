"""Groups in the back office."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from audiences import filling, finding, groups
from audiences.models import Contact, Group, Segment
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.bulk import on_each
from companies.office.cards import Card, Deed
from companies.office.forms import OfficeForm
from companies.office.words import NONE, count, link, moment, page_of, shortened
from companies.roles import Right
from core.errors import InvalidError, NotFoundError

MOST_LINES = 1_000
NEWEST = 10
NAMED = 5


class GroupForm(OfficeForm):
    """A group's name and what it is for."""

    class Meta:
        model = Group
        fields = ("name", "description")
        widgets = {"description": UnfoldAdminTextareaWidget(attrs={"rows": 3})}


class GroupList(ChangeList):
    """A page of groups, with the members of each counted by one query."""

    def get_results(self, request: HttpRequest) -> None:
        """The page, and the counts."""
        super().get_results(request)
        found = groups.counts(self.result_list)
        for row in self.result_list:
            row.size = found[row.pk]


def sized(n: int) -> str:
    """A number of members as people read it."""
    return f"more than {groups.CAP:,}" if n > groups.CAP else f"{n:,}"


@admin.register(Group)
class GroupAdmin(OfficeAdmin):
    """Lists of contacts."""

    add_right = change_right = delete_right = Right.EDIT
    intro = (
        "Lists that somebody put together. A segment asks anew each time who belongs to it; a group keeps who is in it."
    )
    nothing = ("No groups yet", "Make one, and put contacts into it: by hand, from a segment, or as they are imported.")

    form = GroupForm
    list_display = ("name", "members", "about", "made")
    search_fields = ("name_folded",)
    search_help_text = "Name"
    ordering = ("name_folded", "pk")
    sortable_by = ()
    readonly_fields = ("made",)
    fieldsets = ((None, {"fields": ("name", "description", "made")}),)
    add_fieldsets = ((None, {"fields": ("name", "description")}),)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """With the counts."""
        return GroupList

    @display(description="Members")
    def members(self, obj: Group) -> SafeString:
        """How many, leading to them."""
        return link(_members_url(obj), sized(getattr(obj, "size", 0)))

    @display(description="For")
    def about(self, obj: Group) -> SafeString | str:
        """The beginning of its description."""
        return shortened(obj.description, 80) if obj.description else NONE

    @display(description="Made")
    def made(self, obj: Group) -> SafeString:
        """When."""
        return moment(obj.created_at)

    def store(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> Group:
        """Create or change it."""
        data = form.cleaned_data
        if change:
            return groups.change(group=obj, name=data["name"], description=data["description"])
        return groups.create(
            company_id=company_in_front(request).pk, name=data["name"], description=data["description"]
        )

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        """Take it away; its members stay."""
        groups.delete(group=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Take several away."""
        on_each(request, queryset, lambda one: groups.delete(group=one), noun="group", done="deleted")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The groups alone: a million memberships are not listed, and no contact goes."""
        return [str(one) for one in objs], {"groups": len(objs)}, set(), []

    def deeds(self) -> dict[str, Deed]:
        """Members come, one by one or from a segment."""
        return {"add": Deed(Right.EDIT, self._add), "fill": Deed(Right.EDIT, self._fill)}

    def _add(self, request: HttpRequest, obj: Any) -> str:
        texts = [line.strip() for line in request.POST.get("who", "").replace("\x00", "").splitlines() if line.strip()]
        if not texts or len(texts) > MOST_LINES:
            raise InvalidError(f"Write 1 to {MOST_LINES:,} addresses, one a line.")
        ids, unknown = finding.by_keys(company_id=obj.company_id, texts=texts)
        added = groups.add(group=obj, contact_ids=ids)
        said = f"{count(added, 'contact').capitalize()} put in."
        if len(ids) > added:
            said += f" {len(ids) - added:,} already there."
        if unknown:
            rest = f" and {len(unknown) - NAMED:,} more" if len(unknown) > NAMED else ""
            said += f" Nobody has: {', '.join(unknown[:NAMED])}{rest}."
        return said

    def _fill(self, request: HttpRequest, obj: Any) -> str:
        value = request.POST.get("segment", "")
        rows = Segment.objects.filter(company_id=obj.company_id)
        segment = rows.filter(pk=int(value)).first() if value.isdecimal() and len(value) < 19 else None
        if segment is None:
            raise NotFoundError("There is no such segment.")
        filling.request(group=obj, segment=segment)
        return f"Everybody of “{segment.name}” is being put in. Jobs show when it is done."

    def cards(self, request: HttpRequest, obj: Group) -> list[Card]:
        """Who is in it, how more come in, and the history."""
        rows = Contact.objects.filter(company_id=obj.company_id, memberships__group_id=obj.pk)
        newest = rows.order_by("-memberships__added_at", "-memberships__pk")[:NEWEST]
        shown = {
            "size": sized(groups.counts([obj])[obj.pk]),
            "url": _members_url(obj),
            "contacts": [{"name": str(row), "url": page_of(row), "address": row.email or row.phone} for row in newest],
        }
        cards = [Card("Members", "office/audiences/group_members.html", shown, icon="group")]
        if self.allows(request, Right.EDIT, obj):
            segments = Segment.objects.filter(company_id=obj.company_id).order_by("name_folded")[:300]
            adding = {"segments": [{"pk": segment.pk, "name": segment.name} for segment in segments]}
            cards.append(Card("Put in", "office/audiences/group_add.html", adding, icon="group_add"))
        return [*cards, *super().cards(request, obj)]


def _members_url(group: Group) -> str:
    return f"{reverse('admin:audiences_contact_changelist')}?group={group.pk}"
