"""Whom messages go to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from companies.models import Company
from core.fields import FoldedCopy
from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager


class Contact(CompanyOwned):
    """A row is one person, with an address for each way they can be reached.

    Addresses are kept in one form: e-mail in lower case, phone numbers as E.164 (`+4712345678`). What is searched by
    its beginning is compared byte by byte (collation C), so that an index answers it at a million rows.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    external_id = models.CharField(
        "your id", max_length=128, blank=True, db_collation="C", help_text="As your own systems call them."
    )
    email = models.CharField("e-mail address", max_length=254, blank=True, db_collation="C")
    phone = models.CharField(
        max_length=16, blank=True, db_collation="C", help_text="With its country code: +47 123 45 678."
    )
    app_tokens = ArrayField(models.CharField(max_length=512), default=list, blank=True, help_text="Of apps, for push.")
    web_tokens = ArrayField(
        models.CharField(max_length=512), default=list, blank=True, help_text="Of browsers, for push."
    )
    first_name = models.CharField(max_length=255, blank=True)
    last_name = models.CharField(max_length=255, blank=True)
    first_name_folded = FoldedCopy(source="first_name")
    last_name_folded = FoldedCopy(source="last_name")
    language = models.CharField(max_length=8, blank=True, help_text="As ISO 639, for instance nb.")
    time_zone = models.CharField(max_length=64, blank=True, help_text="Empty: the company's.")
    attributes = models.JSONField(default=dict, blank=True, help_text="Whatever else is known: texts, numbers, dates.")
    consent = models.JSONField(
        default=dict, blank=True, help_text="By channel: whether they agreed, where that comes from, and when."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "email"], condition=~Q(email=""), name="contact_email"),
            models.UniqueConstraint(fields=["company", "phone"], condition=~Q(phone=""), name="contact_phone"),
            models.UniqueConstraint(
                fields=["company", "external_id"], condition=~Q(external_id=""), name="contact_external_id"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="contact_list"),
            # The back office finds people by the beginning of either name.
            models.Index(fields=["company", "first_name_folded"], name="contact_first_name"),
            models.Index(fields=["company", "last_name_folded"], name="contact_last_name"),
        ]

    def __str__(self) -> str:
        name = f"{self.first_name} {self.last_name}".strip()
        return name or self.email or self.phone or self.external_id or f"Contact {self.pk}"


class Group(CompanyOwned):
    """A row is a list of contacts that somebody put together by name."""

    name = models.CharField(max_length=255)
    name_folded = FoldedCopy(source="name")
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name_folded"], name="group_name")]

    def __str__(self) -> str:
        return self.name


class GroupMember(CompanyOwned):
    """A row puts a contact into a group."""

    # The group has the same company and stands under its foreign key; a check of each row is a twelfth of an import.
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="memberships")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "contact"], name="group_member_once")]


class Segment(CompanyOwned):
    """A row is a filter: whoever it fits at the moment of sending belongs to it."""

    name = models.CharField(max_length=255)
    name_folded = FoldedCopy(source="name")
    filter = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name_folded"], name="segment_name")]

    def __str__(self) -> str:
        return self.name
