"""What a page calls itself in plain HTML: its title, its main heading, and the name of the site to leave out."""

import re

from ai.contract import MAX_DESCRIPTION, MAX_HEADLINE
from ai.offline.pages.blocks import Block
from ai.offline.pages.clues import Clues, Setting
from ai.offline.pages.opengraph import Meta
from ai.offline.pages.zones import Zone
from ai.text import clean_html, plain

_JOINT = re.compile(r"\s+[|–—·•:»-]+\s+")


def main_heading(blocks: list[Block]) -> str:
    """Return the first main heading that a reader sees; else the first lesser one about the page's subject."""
    for kinds in (("h1",), ("h2",)):
        for block in blocks:
            if block.kind in kinds and block.zone in (Zone.MAIN, Zone.SIDE):
                return block.text
    return ""


def clues(title: str, blocks: list[Block], meta: Meta, setting: Setting) -> Clues:
    """Return headline and description as plain HTML gives them: `<h1>`, else `<title>`, and the meta description."""
    heading = next((block.text for block in blocks if block.kind == "h1" and block.zone is not Zone.CHROME), "")
    named = _tagged(meta)
    if plain(heading) in named and named != {plain(title)}:  # the site's name as heading of every page
        heading = ""
    found = heading or without_site(clean_html(title, MAX_HEADLINE), site_names(meta, setting)) or main_heading(blocks)
    return Clues(
        origin="html",
        headline=found,
        description=clean_html(next(iter(meta.get("description", [])), ""), MAX_DESCRIPTION),
        certain={"headline": 0.75 if heading else 0.6},
    )


def site_names(meta: Meta, setting: Setting) -> set[str]:
    """Return what the site is called, for comparing: by its tags and by its host name."""
    host = setting.host.removeprefix("www.")
    return _tagged(meta) | {plain(name) for name in (host, host.partition(".")[0]) if plain(name)}


def _tagged(meta: Meta) -> set[str]:
    tagged = (name for key in ("og:site_name", "application-name", "twitter:site") for name in meta.get(key, []))
    return {plain(name) for name in tagged if plain(name)}


def without_site(title: str, names: set[str]) -> str:
    """Return a title without the site's name at its end.

    At its beginning the name stays: there it is as often the subject, as on a festival's own site.
    """
    joints = list(_JOINT.finditer(title))
    if joints and plain(title[joints[-1].end() :]) in names:
        return title[: joints[-1].start()]
    return title
