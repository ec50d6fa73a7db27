"""Copying a campaign, and deleting one with what becomes of its content."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from campaigns import deletion, duplication
from campaigns.admin.pages import address, page, render
from campaigns.deletion import DELETE_ALL, MOVE_CONTENT
from campaigns.models import Campaign, ContentItem
from companies.office.base import OfficeAdmin
from companies.office.words import count, page_of
from companies.roles import Right
from core.errors import ConflictError, DomainError

COUNT_CAP = 10_000
CHOICES = [
    ("", "Keep it in the library", "Without a campaign, to be used again."),
    (MOVE_CONTENT, "Move it to another campaign", "Published content, too."),
    (DELETE_ALL, "Delete it as well", "This cannot be taken back."),
]


class CopyForm(forms.Form):
    """What the copy is called."""

    name = forms.CharField(max_length=255)


@page("duplicate", Right.EDIT)
def duplicate_page(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Ask for a name, then copy."""
    form = CopyForm(request.POST if request.method == "POST" else {"name": f"{campaign.name[:248]} (copy)"})
    if form.is_valid() and request.method == "POST":
        copy = duplication.duplicate_campaign(campaign=campaign, name=form.cleaned_data["name"])
        messages.success(request, f"This is the copy of “{campaign.name}”: a draft, and all its content are drafts.")
        return HttpResponseRedirect(page_of(copy))
    return render(
        admin, request, campaign, "duplicate.html",
        title=f"Duplicate {campaign.name}", name=form.data["name"], problems=form.errors.get("name", []),
        here=address(campaign, "duplicate"),
    )  # fmt: skip


class DeleteForm(forms.Form):
    """What becomes of the content."""

    action = forms.ChoiceField(choices=[(value, name) for value, name, _ in CHOICES], required=False)

    def __init__(self, *args: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*args, **options)
        relation = ContentItem._meta.get_field("campaign")
        targets = Campaign.objects.alive().filter(company_id=campaign.company_id).exclude(pk=campaign.pk)
        self.fields["target"] = forms.ModelChoiceField(
            targets,
            required=False,
            widget=AutocompleteSelect(relation, admin.site),
        )

    @property
    def move_to(self) -> str:
        """The UUID of the campaign that was chosen."""
        target: Campaign | None = self.cleaned_data.get("target")
        return str(target.uuid) if target else ""


class CampaignDeletion(OfficeAdmin):
    """Deleting asks what becomes of the content."""

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Ask what becomes of the content."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._gone(request, object_id)
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        return delete_page(self, request, obj)


def delete_page(admin: OfficeAdmin, request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Ask what becomes of the content, then delete; what the domain refuses stays, and the reason is shown."""
    form = DeleteForm(request.POST if request.method == "POST" else {}, campaign=campaign)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            deletion.delete_campaign(campaign=campaign, action=form.cleaned_data["action"], move_to=form.move_to)
        except DomainError as error:
            problem = _words(error)
        else:
            messages.success(request, f"“{campaign.name}” is deleted.")
            return HttpResponseRedirect(reverse("admin:campaigns_campaign_changelist"))
    content = ContentItem.objects.filter(campaign=campaign)
    n = content.order_by()[: COUNT_CAP + 1].count()
    published = content.published().order_by()[: COUNT_CAP + 1].count()
    return render(
        admin, request, campaign, "delete.html",
        title=f"Delete {campaign.name}", form=form, media=form.media, choices=CHOICES, problem=problem,
        chosen=form.data.get("action", ""), here=address(campaign, "delete"),
        items=_many(n) if n else "", published=_many(published) if published else "",
    )  # fmt: skip


def _many(n: int) -> str:
    return count(n, "item") if n <= COUNT_CAP else f"more than {count(COUNT_CAP, 'item')}"


def _words(error: DomainError) -> str:
    """Why, for a marketer."""
    if isinstance(error, ConflictError) and error.code == "PUBLISHED_CONTENT_EXISTS":
        n = error.data["published_count"]
        return (
            f"{count(n, 'item')} of this campaign {'is' if n == 1 else 'are'} published already, and published content "
            "needs a campaign. Move all content to another campaign, or archive this one instead."
        )
    faults = getattr(error, "faults", [])
    if any(fault.name == "moveToCampaignId" for fault in faults):
        return "Choose the campaign that the content moves to."
    return error.message
