"""How a company speaks: what its campaigns inherit."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from campaigns.admin.channels import ChannelsField
from companies import profile
from companies.backoffice import desk_of
from companies.models import BrandProfile
from companies.office.base import OfficeAdmin
from companies.office.forms import LinesField, OfficeForm
from companies.office.words import page_of
from companies.roles import Right


class BrandForm(OfficeForm):
    """The brand's defaults."""

    key_messages = LinesField(required=False, help_text="One a line.")
    target_audience = forms.CharField(
        required=False, max_length=5_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
    tone = forms.CharField(
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text="How it sounds, for instance: warm, brief, never pushy.",
    )
    channels = ChannelsField(required=False, help_text="Where campaigns appear unless they say otherwise.")

    class Meta:
        model = BrandProfile
        fields = ("key_messages", "target_audience", "tone", "channels")


@admin.register(BrandProfile)
class BrandAdmin(OfficeAdmin):
    """One brand for each company."""

    change_right = Right.EDIT
    intro = "How each company speaks. Campaigns inherit it unless they say otherwise."

    form = BrandForm
    list_display = ("__str__", "tone")
    list_select_related = ("company",)
    ordering = ("company__name", "pk")
    fieldsets = ((None, {"fields": ("key_messages", "target_audience", "tone", "channels"), "description": intro}),)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The brand of the company in front; a list only where all companies are."""
        desk = desk_of(request)
        brand = BrandProfile.objects.first() if desk and desk.company else None
        if brand is not None:
            return HttpResponseRedirect(page_of(brand))
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the company, which names it."""
        return super().get_queryset(request).select_related("company")

    def store(self, request: HttpRequest, obj: BrandProfile, form: Any, change: bool) -> BrandProfile:
        """Change it."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        return profile.update_brand(brand=obj, fields=fields)

    def response_change(self, request: HttpRequest, obj: BrandProfile) -> HttpResponse:
        """There is no list to go back to."""
        messages.success(request, "The brand is saved. Campaigns that inherit from it follow at once.")
        return HttpResponseRedirect(reverse("admin:companies_brandprofile_change", args=[obj.pk]))
