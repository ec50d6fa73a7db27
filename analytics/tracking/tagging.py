"""UTM tags: what a policy's templates come to for one link, and setting them in an address. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus

from django.utils.text import slugify

from analytics.models import Mode
from analytics.tracking import targets

TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
PLACEHOLDERS = ("platform", "medium", "campaign", "content", "company", "name")

# Everything else is social: analytics tools group visits by these words.
_MEDIA = {"": "", "email": "email", "sms": "sms", "push": "push", "blog": "blog"}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What placeholders stand for.

    Args:
        company: its sub-domain.
        platform: where the link stands.
        campaign: the campaign's name.
        campaign_id: its short id, where the name has no letter or digit.
        content: the content's short id.
        name: what the link is called.
    """

    company: str = ""
    platform: str = ""
    campaign: str = ""
    campaign_id: str = ""
    content: str = ""
    name: str = ""

    def said(self, placeholder: str) -> str:
        """What one stands for; nothing where there is nothing to say."""
        if placeholder == "campaign":
            return slugify(self.campaign, allow_unicode=True) or self.campaign_id
        if placeholder == "medium":
            return _MEDIA.get(self.platform, "social")
        if placeholder == "name":
            return slugify(self.name, allow_unicode=True)
        return str(getattr(self, placeholder))


def fault(template: str) -> str:
    """What is wrong with a template; nothing where it will do."""
    for name in _PLACEHOLDER.findall(template):
        if name not in PLACEHOLDERS:
            return f"“{{{name}}}” is not a placeholder. Known are: {_known()}."
    if "{" in _PLACEHOLDER.sub("", template) or "}" in _PLACEHOLDER.sub("", template):
        return f"A brace stands alone. Placeholders are: {_known()}."
    return ""


def _known() -> str:
    return ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def fill(template: str, facts: Facts) -> str:
    """A template with its placeholders filled in."""
    return _PLACEHOLDER.sub(lambda found: facts.said(found[1]), template).strip()


def values(templates: Mapping[str, str], facts: Facts, own: Mapping[str, str]) -> dict[str, str]:
    """The tags of one link; one with nothing to say is left out.

    Args:
        templates: the policy's, by tag.
        own: the link's own values, which come first; an empty one leaves the tag out.
    """
    found = {tag: own[tag] if tag in own else fill(templates.get(tag, ""), facts) for tag in TAGS}
    return {tag: value for tag, value in found.items() if value}


def tagged(target: str, tags: Mapping[str, str], *, replace: bool) -> str:
    """An address with tags; everything else in it stays as it is written, byte for byte.

    Args:
        tags: values by tag, not yet encoded.
        replace: whether a tag that is there already gets the new value; otherwise it stays.
    """
    address, hash_, fragment = target.partition("#")
    path, _, query = address.partition("?")
    parts = query.split("&") if query else []
    if replace:
        parts = [part for part in parts if _key(part) not in tags]
    present = {_key(part) for part in parts}
    new = [f"{tag}={quote(value, safe='')}" for tag, value in tags.items() if tag not in present]
    if not new:
        return target
    joined = "&".join([*parts[:-1], *(part for part in parts[-1:] if part), *new])
    return f"{path}?{joined}{hash_}{fragment}"


def _key(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).casefold()


def apply(target: str, tags: Mapping[str, str], mode: str, own: Mapping[str, str]) -> str:
    """Where a click leads, as a header carries it.

    Args:
        tags: by `values`.
        mode: the policy's; where that is off, only the link's own tags are added.
        own: the link's own.
    """
    if mode == Mode.OFF:
        tags = {tag: value for tag, value in own.items() if value}
    return targets.ascii_only(tagged(target, tags, replace=mode == Mode.REPLACE))
