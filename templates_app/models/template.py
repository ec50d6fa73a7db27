"""What messages are made of."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.channels import Channel
from core.fields import FoldedCopy
from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager
from templates_app.querysets import TemplateQuerySet
from templates_app.rendering.content import ButtonContent, CardContent, VersionContent


class MessageTemplate(CompanyOwned):
    """A row is a message that is sent again and again with other values. What it says lies in its versions."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=255, help_text="As your systems name it when they send.")
    name_folded = FoldedCopy(source="name")
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=8, default="en", help_text="As ISO 639: en, nb, en_US.")
    app_ids = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        verbose_name="app ids",
        help_text="For push: the apps or sites that it goes to.",
    )
    is_archived = models.BooleanField("archived", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager(TemplateQuerySet)

    class Meta:
        verbose_name = "template"
        constraints = [models.UniqueConstraint(fields=["company", "name_folded"], name="template_name")]
        indexes = [models.Index(fields=["company", "-updated_at", "-id"], name="template_list")]

    def __str__(self) -> str:
        return self.name


class VersionStatus(models.TextChoices):
    """Where a version stands."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in review", "Waits for approval"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    RETIRED = "retired", "Retired"


class TemplateVersion(CompanyOwned):
    """A row is what a template said, or will say, from one approval on. Once it was approved it is never changed."""

    template = models.ForeignKey(MessageTemplate, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)

    header_kind = models.CharField(max_length=10, blank=True)
    header_text = models.TextField(blank=True)
    header_url = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    preheader = models.TextField(blank=True)
    body = models.TextField(blank=True)
    footer = models.TextField(blank=True)
    buttons = models.JSONField(default=list, blank=True)
    cards = models.JSONField(default=list, blank=True)
    source_format = models.CharField(max_length=5, blank=True)
    source = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, help_text="The source made ready to be filled.")
    plain = models.TextField(blank=True, help_text="The text alternative made ready to be filled.")
    variables = models.JSONField(default=dict, blank=True, help_text="Names by part.")
    content_hash = models.CharField(max_length=64)

    written_by = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=255, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was rejected.")

    objects = company_manager()

    class Meta:
        verbose_name = "version"
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_number"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(status="approved"), name="template_one_approved_version"
            ),
            models.UniqueConstraint(
                fields=["template"], condition=Q(status__in=["draft", "in review"]), name="template_one_open_version"
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "template"], condition=Q(status="in review"), name="template_version_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}, version {self.number}"

    @property
    def content(self) -> VersionContent:
        """What it says, ready to be compiled."""
        return VersionContent(
            channel=self.template.channel,
            template=self.template.name,
            language=self.template.language,
            header_kind=self.header_kind,
            header_text=self.header_text,
            header_url=self.header_url,
            subject=self.subject,
            preheader=self.preheader,
            body=self.body,
            footer=self.footer,
            buttons=_buttons(self.buttons),
            cards=tuple(CardContent(card["image_url"], card["body"], _buttons(card["buttons"])) for card in self.cards),
            source_format=self.source_format,
            source=self.source,
            text=self.text,
            html=self.html,
            plain=self.plain,
        )


def _buttons(rows: list[dict[str, str]]) -> tuple[ButtonContent, ...]:
    return tuple(ButtonContent(**row) for row in rows)
