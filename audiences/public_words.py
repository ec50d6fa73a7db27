"""What the unsubscribe page says, in each of its languages. Pure."""

from collections.abc import Mapping

from django.utils.translation.trans_real import parse_accept_lang_header

from core.channels import Channel

ENGLISH, NORWEGIAN = "en", "nb"
_NORWEGIAN = ("nb", "no", "nn")

WORDS: Mapping[str, Mapping[str, str]] = {
    ENGLISH: {
        "title": "Unsubscribe",
        "ask": "No more {channel} from {company}?",
        "to": "This is about {address}.",
        "button": "Unsubscribe",
        "done": "You are unsubscribed",
        "done_words": "{company} sends you no more {channel}.",
        "mistake": "I clicked by mistake",
        "back": "You are subscribed again",
        "back_words": "{company} may send you {channel} as before.",
        "unknown": "This link does not work",
        "unknown_words": "Part of the address is missing or was changed. Open it again from the message.",
    },
    NORWEGIAN: {
        "title": "Meld deg av",
        "ask": "Vil du ikke ha flere {channel} fra {company}?",
        "to": "Det gjelder {address}.",
        "button": "Meld meg av",
        "done": "Du er meldt av",
        "done_words": "{company} sender deg ingen flere {channel}.",
        "mistake": "Jeg trykket feil",
        "back": "Du er påmeldt igjen",
        "back_words": "{company} kan sende deg {channel} som før.",
        "unknown": "Lenken virker ikke",
        "unknown_words": "En del av adressen mangler eller er endret. Åpne den på nytt fra meldingen.",
    },
}
CHANNELS: Mapping[str, Mapping[str, str]] = {
    ENGLISH: {
        Channel.EMAIL: "e-mails", Channel.SMS: "text messages", Channel.WHATSAPP: "WhatsApp messages",
        Channel.APN: "app notifications", Channel.BPN: "web notifications",
    },
    NORWEGIAN: {
        Channel.EMAIL: "e-poster", Channel.SMS: "SMS-er", Channel.WHATSAPP: "WhatsApp-meldinger",
        Channel.APN: "varsler i appen", Channel.BPN: "varsler i nettleseren",
    },
}  # fmt: skip


def language_of(header: str) -> str:
    """The page's language for an Accept-Language header: the first that it has, else English."""
    for code, _ in parse_accept_lang_header(header[:500]):
        first = code.split("-")[0]
        if first in _NORWEGIAN:
            return NORWEGIAN
        if first == ENGLISH:
            return ENGLISH
    return ENGLISH


def words(language: str, *, company: str = "", channel: str = "", address: str = "") -> dict[str, str]:
    """The page's texts, filled."""
    values = {"company": company, "channel": CHANNELS[language].get(channel, ""), "address": address}
    return {name: text.format(**values) for name, text in WORDS[language].items()}
