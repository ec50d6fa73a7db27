"""What happened: the raw facts that every number is counted from."""

from django.db import models

from core.tenancy import CompanyOwned, company_manager


class Kind(models.TextChoices):
    """What kind of thing happened."""

    IMPRESSION = "impression", "Impression"
    VIEW = "view", "View"
    LIKE = "like", "Like"
    COMMENT = "comment", "Comment"
    SHARE = "share", "Share"
    CLICK = "click", "Click"
    OPEN = "open", "Open"
    DELIVERY = "delivery", "Delivery"
    BOUNCE = "bounce", "Bounce"
    COMPLAINT = "complaint", "Complaint"
    OPT_OUT = "opt-out", "Opt-out"
    CONVERSION = "conversion", "Conversion"
    SPEND = "spend", "Spend"


class Rule(models.TextChoices):
    """Why an event counts as a machine's; empty for a person's."""

    NONE = "", "A person"
    PREFETCH = "prefetch", "Prefetching"
    SCANNER = "scanner", "Link scanner"
    KNOWN_BOT = "known-bot", "Known bot"
    SPEED = "speed", "Impossible speed"
    REPORTED = "reported", "Reported as a machine"


class Event(CompanyOwned):
    """A row is one thing that happened, or a number of equal ones, as somebody reported it under a key of theirs.

    The table is partitioned by month, and its foreign keys are not enforced: a fact outlives what it is about. Where
    there is no campaign, or no content, the id is 0.
    """

    pk = models.CompositePrimaryKey("company_id", "key", "month")
    key = models.CharField(max_length=128)
    month = models.DateField(help_text="The first day of the month, in UTC, in which it happened.")
    campaign_id = models.BigIntegerField(default=0)
    content_id = models.BigIntegerField(default=0)
    occurred_at = models.DateTimeField()
    count = models.BigIntegerField(default=1)
    value = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    family = models.CharField(max_length=10, help_text="The campaign's origin.")
    platform = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    rule = models.CharField(max_length=10, choices=Rule, blank=True)
    currency = models.CharField(max_length=3, blank=True)

    objects = company_manager()

    class Meta:
        managed = False  # partitioned: its migration is written by hand
        db_table = "analytics_event"


class ContentMove(CompanyOwned):
    """A row says which campaign a content item's numbers belong to since it was moved there.

    The events themselves stay as they are; counting them anew asks here.
    """

    content_id = models.BigIntegerField(primary_key=True)
    campaign_id = models.BigIntegerField(default=0)
    family = models.CharField(max_length=10)

    objects = company_manager()


class DroppedMonths(models.Model):
    """A row says that the events of a month, of every company, are not kept any more."""

    month = models.DateField(primary_key=True)
