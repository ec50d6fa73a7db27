"""Words by which somebody who gets messages ends them, or wants them again. Pure."""

from typing import Literal

# What carriers and Twilio take as such (https://help.twilio.com/articles/223134027), and what the Nordic countries,
# Germany and France write.
STOP = frozenset(
    {
        "stop", "stopall", "stop all", "stopp", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out",
        "avslutt", "avmeld", "arret", "arrêt",
    }
)  # fmt: skip
# Not YES, which Twilio takes as well: it answers too many other questions.
START = frozenset({"start", "unstop"})
_AROUND = " \t\r\n.!?,;:'\"“”’*_-"


def wish(text: str) -> Literal["stop", "start", ""]:
    """What a message asks for: it must be the word alone, in any case, whatever stands around it."""
    said = " ".join(text.casefold().strip(_AROUND).split()) if len(text) <= 100 else ""
    if said in STOP:
        return "stop"
    return "start" if said in START else ""
