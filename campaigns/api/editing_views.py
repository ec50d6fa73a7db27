"""Edits of a campaign and all its content at once, at the native door."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from campaigns import checks, duplication, editing, resume, undo
from campaigns.api import editing_serializers as serializers
from campaigns.api import examples
from campaigns.api.resume_serializers import ResumedSerializer, ResumeSerializer
from campaigns.api.resume_serializers import shown as resume_shown
from campaigns.api.serializers import CampaignSerializer
from campaigns.api.views import CampaignDoor
from core.api.answers import Answer
from core.api.validation import validated


class CampaignEditingViewSet(CampaignDoor):
    """Duplicate, find and replace, resume, undo."""

    @extend_schema(
        summary="Duplicate a campaign",
        request=serializers.DuplicateSerializer,
        responses={201: CampaignSerializer},
        examples=[
            OpenApiExample("A copy", {"name": "Garden weeks 2028"}, request_only=True),
            OpenApiExample("The copy", examples.CAMPAIGN, response_only=True),
        ],
    )
    def duplicate(self, request: Request, id: str) -> Answer:  # noqa: A002 - the document's name
        """A deep copy: a draft, with all content as drafts without dates."""
        campaign = checks.find(id)
        data = validated(serializers.DuplicateSerializer, self.body())
        return Answer(self.shown(duplication.duplicate_campaign(campaign=campaign, name=data["name"])), status=201)

    @extend_schema(
        summary="Find and replace",
        request=serializers.ReplaceSerializer,
        responses={200: serializers.ReplacedSerializer},
        examples=[
            OpenApiExample("Rename", {"find": "Garden", "replace": "Terrace", "dryRun": False}, request_only=True),
            OpenApiExample("Done", examples.REPLACED, response_only=True),
        ],
    )
    def find_replace(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Literally, in any case, in brief, goal and all content; never inside a variable like {{name}}."""
        campaign = checks.find(id)
        data = validated(serializers.ReplaceSerializer, self.body())
        dry_run = data.pop("dryRun")
        found = editing.find_and_replace(campaign=campaign, dry_run=dry_run, **data)
        return Answer(serializers.outcome(found, dry_run=dry_run))

    @extend_schema(
        summary="Take an edit back",
        request=None,
        responses={200: serializers.UndoneSerializer},
        examples=[OpenApiExample("Undone", examples.UNDONE, response_only=True)],
    )
    def undo(self, request: Request, id: str, edit: str) -> Answer:  # noqa: A002
        """Everything as it was, but for items that were edited since."""
        run = undo.find(checks.find(id), edit)
        self.body()  # takes nothing, but not anything
        return Answer(serializers.undone(undo.undo_edit(run=run)))

    @extend_schema(
        summary="Resume a paused campaign",
        request=ResumeSerializer,
        responses={200: ResumedSerializer},
        examples=[
            OpenApiExample("By weeks", examples.RESUME, request_only=True),
            OpenApiExample("Resumed", examples.RESUMED, response_only=True),
        ],
    )
    def resume(self, request: Request, id: str) -> Answer:  # noqa: A002
        """Go on with a chosen strategy; a dry run shows every date and changes nothing."""
        campaign = checks.find(id)
        data = validated(ResumeSerializer, self.body())
        dry_run = data.pop("dryRun")
        wish = resume.Wish(**data)
        if dry_run:
            return Answer(resume_shown(resume.preview(campaign=campaign, wish=wish), campaign.ends_at))
        campaign, run = resume.resume_campaign(campaign=campaign, wish=wish)
        return Answer({**self.shown(campaign), "editId": str(run.uuid)})
