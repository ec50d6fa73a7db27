"""What the offline assistant says in a planning chat, in Norwegian and English."""

from dataclasses import dataclass

from ai.offline.planning.topics import Topic


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language, with places for what is known.

    Attributes:
        asks: the question for each topic; `start` and `end` where only one date is missing.
        names: what each topic is called in a summary.
        known: heading of the summary.
        complete: said when nothing is missing.
        enough: said when the user left something open; `{missing}` is the list of it.
        hello: said when nothing is known yet.
        inherited: marks what the brand profile gives.
        joint: last joint of a list.
        to: between two dates.
    """

    asks: dict[str, str]
    names: dict[Topic, str]
    known: str
    complete: str
    enough: str
    hello: str
    inherited: str
    joint: str
    since: str
    until: str
    months: tuple[str, ...]
    day: str


_ENGLISH = Phrases(
    asks={
        "brief": "What is the campaign about?",
        "goal": "What is the goal: what should the campaign achieve?",
        "audience": "Who is the audience: who do you want to reach?",
        "channels": "Which channels should it run on?",
        "dates": "When should it start, and when should it end?",
        "start": "When should it start?",
        "end": "When should it end?",
        "messages": "Which key messages should people remember?",
        "tone": "What tone should it have?",
    },
    names={
        "brief": "About",
        "goal": "Goal",
        "audience": "Audience",
        "channels": "Channels",
        "dates": "Dates",
        "messages": "Key messages",
        "tone": "Tone",
    },
    known="So far I have:",
    complete="That is all a plan needs. Generate the plan when you are ready, or tell me what to change.",
    enough="You can generate the plan now; still open: {missing}. Tell me any time.",
    hello="Let us plan your campaign.",
    inherited="(from the brand profile)",
    joint=" and ",
    since="from {day}",
    until="until {day}",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    day="{day} {month} {year}",
)  # fmt: skip
_NORWEGIAN = Phrases(
    asks={
        "brief": "Hva handler kampanjen om?",
        "goal": "Hva er målet: hva skal kampanjen oppnå?",
        "audience": "Hvem er målgruppen: hvem vil dere nå?",
        "channels": "Hvilke kanaler skal den gå i?",
        "dates": "Når skal den starte, og når skal den slutte?",
        "start": "Når skal den starte?",
        "end": "Når skal den slutte?",
        "messages": "Hvilke budskap skal folk huske?",
        "tone": "Hvilken tone skal den ha?",
    },
    names={
        "brief": "Om",
        "goal": "Mål",
        "audience": "Målgruppe",
        "channels": "Kanaler",
        "dates": "Datoer",
        "messages": "Budskap",
        "tone": "Tone",
    },
    known="Så langt har jeg:",
    complete="Det er alt en plan trenger. Lag planen når du er klar, eller si hva som skal endres.",
    enough="Du kan lage planen nå; dette er fortsatt åpent: {missing}. Si fra når som helst.",
    hello="La oss planlegge kampanjen.",
    inherited="(fra merkevareprofilen)",
    joint=" og ",
    since="fra {day}",
    until="til {day}",
    months=(
        "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "desember",
    ),
    day="{day}. {month} {year}",
)  # fmt: skip


def phrases(language: str) -> Phrases:
    """Return the sentences of a language; English for one that has none."""
    return _NORWEGIAN if language in ("nb", "nn", "no", "da") else _ENGLISH
