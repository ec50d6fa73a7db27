"""All drafts of a run: posts for each channel, an article and a script, on their days."""

import random

from ai.offline.planning.drafting.languages import frames, long
from ai.offline.planning.drafting.long import article, script
from ai.offline.planning.drafting.material import material
from ai.offline.planning.drafting.posts import Posts, order
from ai.offline.planning.drafting.slots import days, slots
from ai.planning import Assignment, Channel, Draft, Drafts

_MOST = 12  # drafts in all, unless there are more channels
_MOST_EACH = 4
_VIDEO = ("youtube", "tiktok")
# Where the plan has none of a kind: its usual place, with that place's limits.
_BLOG = Channel("blog", 100_000, title=255)
_YOUTUBE = Channel("youtube", 5000, title=100, hashtags=15)
_LINKEDIN = Channel("linkedin", 3000)


def generate(assignment: Assignment) -> Drafts:
    """Return drafts for every channel and at least one of each kind, within limits and spread over the dates.

    Nothing is stated that was not given. The same assignment and seed give the same drafts.
    """
    dice = random.Random(f"{assignment.seed}|{assignment.name}")  # noqa: S311 - variety, not secrecy
    given = material(assignment)
    channels = list({channel.name: channel for channel in assignment.channels}.values())
    social = [one for one in channels if one.name not in ("blog", "youtube")] or [_LINKEDIN]
    blog = next((one for one in channels if one.name == "blog"), _BLOG)
    video = [one for name in _VIDEO for one in channels if one.name == name][:1] or [_YOUTUBE]
    writer = Posts(given, frames(assignment.language), assignment.voice.tone, dice)
    words = long(assignment.language)
    drafts = [writer.post(channel) for channel in order(social, _each(assignment, len(social)))]
    drafts.insert(0, article(given, words, blog, dice))
    drafts.insert(len(drafts) // 2, script(given, words, video[0], dice))
    return Drafts(drafts=_dated(drafts, assignment))


def _each(assignment: Assignment, channels: int) -> int:
    """Return how many posts each channel gets: one a week, as far as the cap allows."""
    weeks = max(1, -(-days(assignment) // 7))
    return max(1, min(weeks, _MOST_EACH, (_MOST - 2) // channels))


def _dated(drafts: list[Draft], assignment: Assignment) -> list[Draft]:
    moments = slots(assignment, [draft.platform for draft in drafts])
    return [draft.model_copy(update={"publish_at": at}) for draft, at in zip(drafts, moments, strict=True)]
