"""Files of contacts: what comes in by one, what goes out as one, and how to take back what came in."""

from typing import Any

from django.db import models
from django.utils import timezone

from audiences.models.contact import Contact, Group, Segment
from companies.models import Company
from core.ids import new_uuid
from core.models import Job, JobStatus
from core.tenancy import CompanyOwned, company_manager


class FilePiece(CompanyOwned):
    """A row is a piece of a file that was sent to us or is there to be fetched.

    It stands in the database because the web server and the worker may be on different machines.
    """

    file = models.UUIDField()
    number = models.PositiveIntegerField(help_text="Its place in the file, from 0.")
    data = models.BinaryField()

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "file", "number"], name="audience_file_piece")]


class Stage(models.TextChoices):
    """How far an import has come; whether its job waits, runs or was stopped, the job knows."""

    UPLOADED = "uploaded", "Not started"
    IMPORTING = "importing", "Importing"
    DONE = "done", "Done"
    UNDOING = "undoing", "Being taken back"
    UNDONE = "undone", "Taken back"


class Known(models.TextChoices):
    """What to do with a contact that is there already."""

    UPDATE = "update", "Bring them up to date"
    KEEP = "keep", "Leave them as they are"


class Import(CompanyOwned):
    """A row is one file of contacts: how it is to be read, how far it was, and what came of it."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField("file", max_length=255)
    file = models.UUIDField(help_text="Whose pieces are the file.")
    bytes = models.BigIntegerField("size", default=0)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.UPLOADED)
    encoding = models.CharField(max_length=12, default="utf-8")
    delimiter = models.CharField(max_length=1, default=",")
    region = models.CharField("country of phone numbers", max_length=2, blank=True)
    headers: Any = models.JSONField("columns", default=list)
    mapping: Any = models.JSONField(default=list, help_text="By column: `target`, and for an attribute its `name`.")
    known = models.CharField("known contacts", max_length=6, choices=Known, default=Known.UPDATE)
    consent: Any = models.JSONField(
        default=dict, help_text="By channel: where the consent of all these people is from."
    )
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    lines = models.BigIntegerField(default=0, help_text="Of the whole file.")
    lines_done = models.BigIntegerField(default=0, help_text="Where to go on from.")
    row = models.BigIntegerField(default=1, help_text="The last row that is done; the header is the first.")
    rows = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    invalid = models.BigIntegerField("refused", default=0)
    duplicates = models.BigIntegerField("repeated", default=0)
    joined = models.BigIntegerField("joined the group", default=0)
    removed = models.BigIntegerField(default=0, help_text="Contacts that taking back removed.")
    restored = models.BigIntegerField(default=0, help_text="Contacts that got their earlier values back.")
    left_alone = models.BigIntegerField(default=0, help_text="Contacts that somebody had changed since.")

    created_at = models.DateTimeField("uploaded", default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    objects = company_manager()

    class Meta:
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="import_list"),
            models.Index(fields=["created_at"], name="import_age"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stopped(self) -> bool:
        """Whether its job ended before its work did."""
        stopped = self.job is None or self.job.status in (JobStatus.FAILED, JobStatus.CANCELLED)
        return stopped and self.stage in (Stage.IMPORTING, Stage.UNDOING)

    @property
    def is_undoable(self) -> bool:
        """Whether there is something that could be taken back now."""
        return self.stage == Stage.DONE or self.is_stopped


class ImportFault(CompanyOwned):
    """A row says why one row of a file was not taken."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="faults", db_index=False)
    row = models.BigIntegerField(help_text="As a spreadsheet numbers it.")
    column = models.CharField(max_length=255, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=255)

    objects = company_manager()

    class Meta:
        indexes = [models.Index(fields=["of", "row", "id"], name="import_fault_row")]


class ImportedContact(CompanyOwned):
    """A row says that an import took a contact, and what it was before: what taking back needs.

    `before` holds only the columns that the import changed. The rows go with the contact, and when the import is
    too old to be taken back.
    """

    pk = models.CompositePrimaryKey("of_id", "contact_id")
    # Only an import's own job writes here, a million rows at a time: PostgreSQL need not check each.
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    row = models.BigIntegerField()
    at = models.DateTimeField(help_text="When; what the import wrote bears the same instant.")
    is_new = models.BooleanField()
    before: Any = models.JSONField(null=True)

    objects = company_manager()


class ContactExport(CompanyOwned):
    """A row is a file of contacts that somebody asked for."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=255, help_text="The file's.")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    segment = models.ForeignKey(Segment, null=True, on_delete=models.CASCADE, related_name="+")
    with_tokens = models.BooleanField(default=False)
    file = models.UUIDField(null=True, help_text="Whose pieces are the file, or what the last attempt wrote of it.")
    is_ready = models.BooleanField(default=False, help_text="Whether the file is whole.")
    rows = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = company_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="contact_export_age")]

    def __str__(self) -> str:
        return self.name
