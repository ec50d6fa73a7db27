"""Who: companies, people and their roles, credentials of machines, and the voice of a brand."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from core.fields import EncryptedText
from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager

check_slug = RegexValidator(
    r"\A[a-z](?:[a-z0-9-]{0,60}[a-z0-9])?\Z",
    "Use lower-case letters, digits and hyphens; begin with a letter.",
)


def check_time_zone(name: str) -> None:
    """Refuse what is not an IANA time zone.

    Raises:
        ValidationError: no such zone.
    """
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Write one like Europe/Oslo.")


class Company(models.Model):
    """A row is one company: everything else in Muster belongs to one."""

    slug = models.CharField(max_length=62, unique=True, validators=[check_slug], help_text="Its sub-domain.")
    name = models.CharField(max_length=255)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    ow_id = models.BigIntegerField(
        "workspace number",
        unique=True,
        editable=False,
        db_default=Func(Value("companies_company_ow_id_seq"), function="nextval"),
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    currency = models.CharField(max_length=3, default="EUR", validators=[RegexValidator(r"\A[A-Z]{3}\Z")])
    language = models.CharField(max_length=8, default="en", help_text="Of what is written for it, as ISO 639.")
    automatic_creation = models.BooleanField(
        "create campaigns automatically",
        default=True,
        help_text="A partner's new item becomes a campaign at once. Otherwise it waits for somebody to create one.",
    )
    review_generated = models.BooleanField(
        "review what the assistant writes",
        default=False,
        help_text="Drafts by the assistant can be scheduled only after somebody approved them.",
    )
    edit_published = models.BooleanField(
        "edit published content",
        default=True,
        help_text="Find and replace also changes published content where its platform lets posts be edited.",
    )
    language_model = models.BooleanField(
        "use the language model",
        default=True,
        help_text="Where the operator has set one up. Otherwise the built-in assistant does the work.",
    )
    cap_messages = models.PositiveSmallIntegerField(
        "messages at most",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="How many messages one person gets by one channel within the hours below.",
    )
    cap_hours = models.PositiveSmallIntegerField(
        "within hours",
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 90)],
        help_text="The hours roll: they are counted back from each run.",
    )
    quiet_from = models.TimeField(
        "quiet from", null=True, blank=True, help_text="From this time of the recipient's own day nothing is sent."
    )
    quiet_to = models.TimeField(
        "quiet until", null=True, blank=True, help_text="Until this time. Empty: no quiet hours."
    )
    four_eyes_from = models.DecimalField(
        "four eyes from",
        max_digits=18,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="From this budget on, whoever submitted an ad campaign cannot approve it. Empty: anybody who may "
        "approve can; 0: always somebody else.",
    )
    on_hold_since = models.DateTimeField(null=True, blank=True)
    on_hold_reason = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "companies"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.time_zone)


class BrandProfile(CompanyOwned):
    """A row is how one company speaks: the defaults that each campaign's context inherits."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="brand")
    key_messages = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    target_audience = models.TextField(blank=True)
    tone = models.CharField(max_length=500, blank=True)
    channels = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    objects = company_manager()

    class Meta:
        verbose_name = "brand"

    def __str__(self) -> str:
        return f"Brand of {self.company}"


class UserManager(BaseUserManager["User"]):
    """People are known by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this address."""
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person.

        Args:
            email: the address they sign in with.
            password: None leaves them unable to sign in.
        """
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an operator, who sees every company."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """A row is one person, who may be a member of several companies."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    full_name = models.CharField(max_length=255, blank=True)
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField("operator", default=False, help_text="Sees and may do everything everywhere.")
    tokens_valid_after = models.DateTimeField(default=timezone.now, help_text="Tokens issued earlier are refused.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "account"
        ordering = ["email"]
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """Their name, or else their address."""
        return str(self)

    def clean(self) -> None:
        """Addresses are kept in lower case."""
        self.email = self.email.strip().lower()

    def set_password(self, raw_password: str | None) -> None:
        """Set a password; tokens that were issued under the old one end."""
        super().set_password(raw_password)
        self.tokens_valid_after = timezone.now()

    @property
    def is_staff(self) -> bool:
        """Django's admin asks; the back office itself asks for a membership."""
        return self.is_active

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Operators may do everything; members' rights come from their role (`companies.roles`)."""
        return self.is_active and self.is_superuser

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        """As `has_perm`, for several."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, for an app."""
        return self.is_active and self.is_superuser


class Role(models.TextChoices):
    """What a member is there for."""

    OWNER = "owner", "Owner"
    MARKETER = "marketer", "Marketer"
    APPROVER = "approver", "Approver"
    ANALYST = "analyst", "Analyst"


class Membership(CompanyOwned):
    """A row says that a person works for a company, and as what."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MARKETER)

    objects = company_manager()

    class Meta:
        verbose_name = "member"
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class CredentialKind(models.TextChoices):
    """Which door a credential opens."""

    PARTNER = "partner", "Partner"
    MESSAGING = "messaging", "Messaging"
    AGENCY = "agency", "Agency"
    DSP = "dsp", "Media buying (DSP)"


class Credential(CompanyOwned):
    """A row lets one machine in by one door. Secrets are kept as hashes; two are live while one is rotated."""

    kind = models.CharField(max_length=10, choices=CredentialKind)
    name = models.CharField(max_length=255, help_text="Who uses it, for instance the partner's name.")
    key = models.CharField(max_length=64, unique=True, editable=False, help_text="The public half.")
    secret_hash = models.CharField(max_length=64, editable=False)
    previous_secret_hash = models.CharField(max_length=64, blank=True, editable=False)
    previous_valid_until = models.DateTimeField(null=True, blank=True, editable=False)
    signing_secret = EncryptedText(blank=True, editable=False)
    signature_required = models.BooleanField(default=False, help_text="Refuse calls without a valid HMAC signature.")
    scopes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    rotated_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = company_manager()

    class Meta:
        indexes = [models.Index(fields=["company", "kind"], name="credential_company")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
