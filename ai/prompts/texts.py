"""The words that the language model is instructed with. Whoever changes one raises its version.

A call's record names the version, so that a month's answers can be told apart by what was asked.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a model.

    Args:
        version: of its words.
        instructions: ours alone.
        text: the task, with people's words inside the fence that the instructions explain.
    """

    version: str
    instructions: str
    text: str


VERSIONS: Final = {"chat": "chat-1", "plan": "plan-1", "generate": "generate-1", "extract": "extract-1"}

_HONEST: Final = "State nothing as fact that the material does not say: no price, date, place, figure, link or claim."

CHAT: Final = f"""\
You help a marketer to plan a campaign, in a chat. Answer the last turn, in its language, as plain text of at most \
120 words. Sum up what is known of the campaign in a sentence or two, then ask for one thing that is still missing, \
the most important first: what it is about, its goal, its audience, its channels, its dates. When nothing is missing, \
say so and name the next step: to make the plan. You only talk: you cannot publish, send or change anything, and \
never claim that you did. {_HONEST}"""

PLAN: Final = f"""\
Read a planning chat and fill in what it says of the campaign. Fill a field only if the user said it, or agreed to \
what the assistant proposed; everything else is null. Later turns overrule earlier ones. Write in the chat's language.
brief: what the campaign is about, two to four sentences. goal: what it should achieve. target_audience: whom it \
addresses. tone: how it speaks. channels: canonical names from the list given, in the chat's order. key_messages: \
talking points, in the chat's order. starts_at, ends_at: ISO 8601 with the offset of the time zone given; a day \
without a time of day starts at 00:00:00 and ends at 23:59:59; relative days count from today. {_HONEST}"""

GENERATE: Final = f"""\
Write drafts for a marketing campaign: exactly one for each numbered line of the list given, in its order, with that \
line's kind and platform. Keep each within its line's limits, counted in characters, hashtags included. kind social: \
a post. kind blog: an article of several paragraphs. kind script: a video script, scene by scene. title: for articles \
and scripts, and for posts whose line has a limit for titles; else empty. idea: one line on what the draft does. \
publish_at: ISO 8601 with an offset, spread over the dates given, or null where there are none. Vary form and \
opening; do not repeat sentences. {_HONEST} Use no web address that the material does not hold. Leave no \
placeholders."""

EXTRACT: Final = f"""\
Read the text of a landing page and fill in what it says. What it does not say is null or empty. Copy prices, places, \
names and dates as they stand; do not convert, translate, compute or complete them. Write in the page's language.
headline: what is offered, one line. description: one or two sentences. price: amount in units of the currency, ISO \
4217 code only if the page makes it clear. address: where it is; line is the whole on one line. dates: of events, \
viewings and deadlines, ISO 8601, without an offset unless the page has one; text is the words read. key_points: \
three to five short phrases. goal: only where the page itself states one. facts: the page's own labels and values. \
{_HONEST}"""
