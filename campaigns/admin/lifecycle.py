"""Where a campaign stands, and the buttons that move it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from campaigns import changes, context
from campaigns.admin.channels import name_of
from campaigns.admin.pages import address
from campaigns.lifecycle import LIFECYCLE
from campaigns.models import Campaign, CampaignStatus, Origin
from companies.models import BrandProfile
from companies.office.cards import Button, Card, Deed
from companies.office.words import label, moment
from companies.roles import Right

TONES = {
    CampaignStatus.DRAFT: "neutral",
    CampaignStatus.ACTIVE: "good",
    CampaignStatus.PAUSED: "warn",
    CampaignStatus.COMPLETED: "info",
}
VERBS = {
    CampaignStatus.ACTIVE: ("Activate", "play_arrow"),
    CampaignStatus.PAUSED: ("Pause", "pause"),
    CampaignStatus.COMPLETED: ("Complete", "check"),
}
AGAIN = {CampaignStatus.COMPLETED: "Reopen"}
KEYS = {
    "keyMessages": "Key messages",
    "targetAudience": "Target audience",
    "tone": "Tone",
    "channels": "Channels",
}


def card(campaign: Campaign, *, may: bool) -> Card:
    """Status, dates and the moves that are possible.

    Args:
        may: whether the person may move it.
    """
    status = CampaignStatus(campaign.status)
    targets = [CampaignStatus(target) for target in LIFECYCLE.targets(status)]
    pairs: list[tuple[str, object]] = [
        ("Since", moment(campaign.last_status_changed_at)),
        ("Came from", _origin(campaign)),
    ]
    if campaign.owner:
        pairs.append(("Created by", campaign.owner))
    data = {
        "status": label(status.label, TONES[status]),
        "archived": campaign.is_archived,
        "pairs": pairs,
        "refusals": [(VERBS[target][0], _why(status, target)) for target in VERBS if _is_refused(status, target)],
        "may": may,
    }
    buttons = [_move(status, target, index) for index, target in enumerate(targets)] + [_archive(campaign)]
    return Card("Status", "office/campaigns/status.html", data, icon="flag", buttons=buttons if may else ())


def _origin(campaign: Campaign) -> str:
    return "Muster" if campaign.origin == Origin.NATIVE else campaign.get_origin_display()


def _is_refused(status: str, target: str) -> bool:
    return target != status and target not in LIFECYCLE.targets(status)


def _why(status: str, target: str) -> str:
    return LIFECYCLE.refusal(status, target).message


def _move(status: CampaignStatus, target: CampaignStatus, index: int) -> Button:
    verb, icon = VERBS[target]
    if status == CampaignStatus.PAUSED and target == CampaignStatus.ACTIVE:
        return Button("resume", "Resume …", icon, "main")
    if target == CampaignStatus.ACTIVE:
        verb = AGAIN.get(status, verb)
    confirm = "Complete this campaign? Nothing more of it is published." if verb == "Complete" else ""
    return Button("move", verb, icon, "plain" if index else "main", {"target": target}, confirm)


def _archive(campaign: Campaign) -> Button:
    if campaign.is_archived:
        return Button("unarchive", "Take out of the archive", "unarchive")
    return Button("archive", "Archive", "archive")


def move(request: HttpRequest, obj: Any) -> str:
    """Move a campaign where the button says."""
    campaign = changes.move_campaign(campaign=obj, target=request.POST.get("target", ""))
    return f"“{campaign.name}” is now {campaign.get_status_display().lower()}."


def resume(request: HttpRequest, obj: Any) -> HttpResponse:
    """Every date is shown first."""
    return HttpResponseRedirect(address(obj, "resume"))


def archive(request: HttpRequest, obj: Any) -> str:
    """Put it out of the way."""
    changes.archive_campaign(campaign=obj, archive=True)
    return f"“{obj.name}” is archived: lists leave it out. Its status stays."


def unarchive(request: HttpRequest, obj: Any) -> str:
    """Show it again."""
    changes.archive_campaign(campaign=obj, archive=False)
    return f"“{obj.name}” is back in the lists."


DEEDS = {
    "move": Deed(Right.EDIT, move),
    "resume": Deed(Right.EDIT, resume),
    "archive": Deed(Right.EDIT, archive),
    "unarchive": Deed(Right.EDIT, unarchive),
}


def context_card(campaign: Campaign) -> Card:
    """What counts for a campaign, for people who may only look."""
    brand = BrandProfile.objects.filter(company_id=campaign.company_id).first()
    found = context.effective(campaign.context_overrides, context.inherited(brand))
    pairs = [(name, in_words(key, found[key])) for key, name in KEYS.items()]
    return Card("How it speaks", "office/cards/pairs.html", {"pairs": pairs}, icon="record_voice_over")


def in_words(key: str, value: Any) -> str:
    """A key of the context for people."""
    if key == "channels":
        return ", ".join(name_of(name) for name in value) or "–"
    return " · ".join(value) if isinstance(value, list) else value or "–"
