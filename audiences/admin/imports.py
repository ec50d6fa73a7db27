"""Imports in the back office: the list, one import while it runs and afterwards, and what can be done with it."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from audiences import importing
from audiences.admin import exports, import_steps
from audiences.importing import faults
from audiences.models import Import, ImportFault, Stage
from companies.office import jobs
from companies.office.base import OfficeAdmin
from companies.office.cards import Button, Card, Deed
from companies.office.words import NONE, count, label, link_to, moment
from companies.roles import Right

SHOWN = 10
_TONES = {Stage.UPLOADED: "neutral", Stage.DONE: "good", Stage.UNDONE: "warn"}
_COUNTS = {
    "rows": "Rows read",
    "created": "New contacts",
    "updated": "Brought up to date",
    "unchanged": "As they were",
    "joined": "Joined the group",
    "duplicates": "Said twice",
    "invalid": "Refused",
}
_UNDONE = {"removed": "Removed again", "restored": "As before again", "left_alone": "Changed since, left as they are"}


@admin.register(Import)
class ImportAdmin(OfficeAdmin):
    """Files of contacts."""

    add_right = Right.EDIT
    intro = "CSV files of contacts: what each brought, which rows were refused, and the way back."
    nothing = ("No imports yet", "Upload a CSV file; before anything happens you see how its columns will be read.")

    list_before_template = "office/audiences/import_intro.html"
    warn_unsaved_form = False
    list_display = ("what", "state", "came", "joins", "uploaded")
    list_select_related = ("job", "group")
    search_fields = ("name",)
    search_help_text = "File"
    ordering = ("-created_at", "-pk")
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("state", "joins", "known", "consent_", "uploaded", "finished", "undone")}),
        ("File", {"classes": ("collapse",), "fields": ("encoding_", "delimiter_", "region", "size")}),
    )
    readonly_fields = (
        "state", "joins", "known", "consent_", "uploaded", "finished", "undone", "encoding_", "delimiter_", "region",
        "size",
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        """Django's, the refused rows', and those of exports."""
        view = self.admin_site.admin_view
        own = [path("<int:pk>/refused/", view(self.refused_view), name="audiences_import_refused")]
        return [*own, *exports.urls(self), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A new import begins with its file, and is looked at before it starts."""
        if object_id is None and self.has_add_permission(request) and not self.shows_company(request):
            return import_steps.upload(self, request)
        found = self.get_object(request, object_id) if object_id else None
        if found is not None and found.stage == Stage.UPLOADED and self.allows(request, Right.EDIT, found):
            return import_steps.prepare(self, request, found)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def refused_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """The refused rows, as a file."""
        found = self.get_object(request, str(pk))
        if found is None or not self.has_view_permission(request, found):
            raise Http404("Import not found")
        return exports.as_file(faults.parts(found), f"Refused rows of {found.name}.csv")

    @display(description="File")
    def what(self, obj: Import) -> str:
        """Its name."""
        return obj.name

    @display(description="State")
    def state(self, obj: Import) -> SafeString:
        """Its stage, and while its job lives how far that is."""
        if obj.job is not None and obj.stage in (Stage.IMPORTING, Stage.UNDOING):
            return format_html("{} {}", obj.get_stage_display(), jobs.state(obj.job))
        return label(obj.get_stage_display(), _TONES.get(Stage(obj.stage), "neutral"))

    @display(description="Came of it")
    def came(self, obj: Import) -> str | SafeString:
        """In short."""
        words = {"created": "new", "updated": "updated", "unchanged": "unchanged", "invalid": "refused"}
        return ", ".join(f"{n:,} {word}" for name, word in words.items() if (n := getattr(obj, name))) or NONE

    @display(description="Group")
    def joins(self, obj: Import) -> SafeString:
        """The group that all joined."""
        return link_to(obj.group)

    @display(description="Uploaded")
    def uploaded(self, obj: Import) -> SafeString:
        """When."""
        return moment(obj.created_at)

    @display(description="Ended")
    def finished(self, obj: Import) -> SafeString:
        """When."""
        return moment(obj.finished_at)

    @display(description="Taken back")
    def undone(self, obj: Import) -> SafeString:
        """When."""
        return moment(obj.undone_at)

    @display(description="Consent")
    def consent_(self, obj: Import) -> SafeString | str:
        """Where it is from, by channel."""
        return import_steps.consents_in_words(obj.consent) or NONE

    @display(description="Encoding")
    def encoding_(self, obj: Import) -> str:
        """How its letters are written."""
        return importing.ENCODINGS.get(obj.encoding, obj.encoding)

    @display(description="Between cells")
    def delimiter_(self, obj: Import) -> str:
        """What stands there."""
        return importing.DELIMITERS.get(obj.delimiter, obj.delimiter)

    @display(description="Size")
    def size(self, obj: Import) -> str:
        """In kilobytes."""
        return f"{max(1, obj.bytes // 1000):,} kB"

    def deeds(self) -> dict[str, Deed]:
        """Stop, go on, take back, throw away."""
        return {
            "stop": Deed(Right.EDIT, self._stop),
            "go-on": Deed(Right.EDIT, self._go_on),
            "take-back": Deed(Right.EDIT, self._take_back),
            "discard": Deed(Right.EDIT, self._discard),
        }

    def _stop(self, request: HttpRequest, obj: Any) -> str:
        importing.stop(import_=obj)
        return "Stopped. What was taken in stays, until you take it back."

    def _go_on(self, request: HttpRequest, obj: Any) -> str:
        importing.go_on(import_=obj)
        return "It goes on from where it was."

    def _take_back(self, request: HttpRequest, obj: Any) -> str:
        importing.take_back(import_=obj)
        return "The import is being taken back."

    def _discard(self, request: HttpRequest, obj: Any) -> HttpResponse:
        importing.discard(import_=obj)
        return import_steps.to_list(request, f"“{obj.name}” is thrown away. No contact was touched.")

    def cards(self, request: HttpRequest, obj: Import) -> list[Card]:
        """What came of it, what was refused, and what can be done."""
        pairs = [(name, f"{getattr(obj, field):,}") for field, name in _COUNTS.items()]
        if obj.stage in (Stage.UNDOING, Stage.UNDONE):
            pairs += [(name, f"{getattr(obj, field):,}") for field, name in _UNDONE.items()]
        came = Card("What came of it", "office/cards/pairs.html", {"pairs": pairs}, icon="summarize")
        buttons = self._buttons(obj) if self.allows(request, Right.EDIT, obj) else []
        can = [Card("What you can do", icon="bolt", buttons=buttons)] if buttons else []
        return [came, *can, *self._refused(obj), *super().cards(request, obj)]

    def _refused(self, obj: Import) -> list[Card]:
        rows = list(ImportFault.objects.filter(of=obj).order_by("row", "pk")[: SHOWN + 1])
        if not rows:
            return []
        data = {
            "rows": rows[:SHOWN],
            "more": len(rows) > SHOWN,
            "url": reverse("admin:audiences_import_refused", args=[obj.pk]),
        }
        title = "Rows that were not taken"
        return [Card(title, "office/audiences/import_refused.html", data, icon="rule", wide=True, anchor="refused")]

    def _buttons(self, obj: Import) -> list[Button]:
        buttons = []
        if obj.job is not None and jobs.is_live(obj.job):
            buttons.append(Button("stop", "Stop", icon="stop", confirm="Stop here? What is done stays done."))
        if obj.is_stopped and obj.job is not None:
            buttons.append(Button("go-on", "Go on", icon="play_arrow", tone="main"))
        if obj.is_undoable and obj.stage != Stage.UNDOING:
            touched = count(obj.created + obj.updated, "contact")
            question = (
                f"Take “{obj.name}” back? Of {touched}, those that it made are removed and those that it changed "
                "become what they were; whom somebody changed since stays as they are."
            )
            buttons.append(Button("take-back", "Take it back", icon="undo", tone="bad", confirm=question))
        return buttons
