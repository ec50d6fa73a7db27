"""What a model's drafts may be: those that were asked for, within the platform's limits, saying what was given.

The offline assistant's drafts are the list of what is wanted. Where the model has none that will do, they stay.
"""

import re
from collections import defaultdict
from datetime import datetime
from typing import Final

from ai.llm import errors
from ai.llm.grounding import Material
from ai.llm.plans import aware
from ai.planning import Assignment, Channel, Draft, Drafts
from ai.prompts import Slot
from ai.text import plain, shorten

_MUCH: Final = 2  # times the limit: what is longer was written for something else, and is not cut to fit
_HASHTAG = re.compile(r"(?:^|(?<=\s))#\S+")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def slots(wanted: Drafts, assignment: Assignment) -> list[Slot]:
    """Return what to ask a model for.

    Args:
        wanted: the offline assistant's drafts.
        assignment: with the limits.
    """
    return [_slot(draft, _limits(assignment).get(draft.platform)) for draft in wanted.drafts]


def narrow(drafts: Drafts, wanted: Drafts, assignment: Assignment) -> tuple[Drafts, frozenset[int]]:
    """Return the wanted drafts, each by the model if it wrote one that will do.

    Args:
        drafts: the model's.
        wanted: the offline assistant's.
        assignment: what they are for.

    Returns:
        The drafts, and the places of those that stayed the offline assistant's.

    Raises:
        AssistantError: none of the model's will do.
    """
    written = _usable(drafts, assignment)
    result: list[Draft] = []
    kept: set[int] = set()
    for place, base in enumerate(wanted.drafts):
        own = written[base.kind, base.platform]
        if own:
            result.append(_dated(own.pop(0), base, assignment))
        else:
            result.append(base)
            kept.add(place)
    if len(kept) == len(result):
        raise errors.bad_answer("no draft within the assignment")
    return Drafts(drafts=result), frozenset(kept)


def material(assignment: Assignment) -> Material:
    """Return all that a draft may state."""
    voice = assignment.voice
    told = [assignment.name, assignment.brief, assignment.goal, *voice.key_messages, voice.target_audience, voice.tone]
    told += [part for fact in assignment.facts for part in fact]
    return Material(told, (assignment.starts_at, assignment.ends_at))


def _usable(drafts: Drafts, assignment: Assignment) -> defaultdict[tuple[str, str], list[Draft]]:
    given, limits = material(assignment), _limits(assignment)
    found: defaultdict[tuple[str, str], list[Draft]] = defaultdict(list)
    seen: set[str] = set()
    for draft in drafts.drafts:
        platform = draft.platform.strip().lower()
        fitted = _fitted(draft, platform, limits.get(platform))
        if fitted is None or plain(fitted.body) in seen or not _honest(fitted, given):
            continue
        seen.add(plain(fitted.body))
        found[fitted.kind, platform].append(fitted)
    return found


def _honest(draft: Draft, given: Material) -> bool:
    timed = draft.kind == "script"
    return given.bears(draft.body, timed=timed) and given.bears(draft.title) and given.bears(draft.idea)


def _fitted(draft: Draft, platform: str, limits: Channel | None) -> Draft | None:
    """Return the draft within the limits, or None where cutting would spoil it."""
    titled = draft.kind != "social" or bool(limits and limits.title)
    title = draft.title if titled else ""
    if limits and limits.title:
        title = shorten(title, limits.title)
    body = _body(draft.body, limits)
    if not body or not draft.idea or (draft.kind != "social" and not title):
        return None
    return draft.model_copy(update={"platform": platform, "title": title, "body": body})


def _body(body: str, limits: Channel | None) -> str:
    if limits is None:
        return body
    if limits.hashtags is not None:
        body = _few_hashtags(body, limits.hashtags)
    if len(body) <= limits.text:
        return body
    return _cut(body, limits.text) if len(body) <= _MUCH * limits.text else ""


def _few_hashtags(body: str, most: int) -> str:
    for surplus in reversed(list(_HASHTAG.finditer(body))[most:]):
        body = body[: surplus.start()] + body[surplus.end() :]
    return re.sub(r" {2,}", " ", body).strip()


def _cut(body: str, limit: int) -> str:
    """Return the sentences that fit; if they are less than half of what may stand, cut at a word instead."""
    ends = [found.end() for found in _SENTENCE_END.finditer(body) if found.end() <= limit]
    return body[: ends[-1]] if ends and ends[-1] > limit // 2 else shorten(body, limit)


def _dated(draft: Draft, base: Draft, assignment: Assignment) -> Draft:
    """Return the draft with its own moment if that can be, else with the one that was planned for its place."""
    moment = aware(draft.publish_at, assignment.zone) if draft.publish_at else None
    kept = moment if moment and _within(moment, assignment) else base.publish_at
    return draft.model_copy(update={"publish_at": kept})


def _within(moment: datetime, assignment: Assignment) -> bool:
    start, end = assignment.starts_at, assignment.ends_at
    if start is None and end is None:
        return False
    return moment >= assignment.now and (start is None or moment >= start) and (end is None or moment <= end)


def _limits(assignment: Assignment) -> dict[str, Channel]:
    return {channel.name: channel for channel in assignment.channels}


def _slot(draft: Draft, limits: Channel | None) -> Slot:
    if limits is None:
        return Slot(draft.kind, draft.platform, None, 0, None)
    return Slot(draft.kind, draft.platform, limits.text, limits.title, limits.hashtags)
