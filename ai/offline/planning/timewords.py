"""Words around dates: which of them begins, ends, moves or lasts, and which is none of the campaign's."""

import re

from ai.offline.planning.lengths import ENGLISH_LENGTH, LENGTH, NORWEGIAN_LENGTH

START = re.compile(
    r"\b(?:from|start\w*|begin\w*|launch\w*|kick\w*(?: off)?|go(?:es|ing)? live|as of|opens?|fra(?: og med)?|f\.?o\.?m|"
    r"oppstart\w*|begynn\w*|lanser\w*|sett\w* i gang|åpner|går live|after|etter)\b(?!-)",
    re.I,
)
END = re.compile(
    r"\b(?:to|until|till?|through|thru|up to|ends?|ending|finish\w*|wrap\w*(?: up)?|stop\w*|over by|deadline|by|before|"
    r"leading up to|closes?|til(?: og med)?|t\.?o\.?m|inntil|fram til|frem til|slutt\w*|avslutt\w*|innen|før|ut|ferdig|"
    r"stopp\w*|sluttdato\w*|varer til|vare til)\b",
    re.I,
)
BEFORE = re.compile(r"\b(?:before|før|leading up to|fram mot|frem mot)\s(?:the |den )?$", re.I)
PAIR = re.compile(
    r"\W*(?:(?:and|og) )?(?:(?:to|until|till?|through|thru|up to|run(?:s|ning)? (?:until|to|through)|"
    r"end(?:s|ing)?(?: on| by)?|til(?: og med)?|t\.?o\.?m\.?|fram til|frem til|ut|slutt\w*|avslutt\w*|"
    r"varer? til|kjøre\w* til|go(?:es)? (?:on )?(?:until|to))\s?)+(?:on |and including |den |the |med )*\W*|"
    r"\s?[–—-]\s?",
    re.I,
)
AND = re.compile(r"\W*(?:and|og) (?:the |den )?", re.I)
BETWEEN = re.compile(r"\b(?:between|mellom)(?: the| den)?\s*$", re.I)
NOT = re.compile(
    r"\b(?:not|ikke|instead of|rather than|i stedet for|istedenfor)(?: on| from| in| fra| i| den)?\s*$", re.I
)
NOT_THEN = re.compile(NOT.pattern + r"|\b(?:by|before|within|innen|før)(?: the| end of| utgangen av)*\s*$", re.I)
MOVE = re.compile(
    r"\b(?:mov\w+|chang\w+|shift\w*|flytt\w*|endre\w*|switch|bytt\w*|push\w*|postpon\w+|utsett\w*)\b", re.I
)
ENDING = re.compile(r"\b(?:end|ends|end date|ending|deadline|slutt\w*|avslutning\w*)\b", re.I)
# Words that make the dates of a sentence the campaign's own.
RUNS = re.compile(
    r"\b(?:campaign\w*|run\w*|post(?:s|ing)?|publish\w*|schedul\w*|timeline|period|live|launch\w*|start\w*|make it|"
    r"kampanje\w*|"
    r"kjør\w*|gå\b|går\b|publiser\w*|perioden?|tidsrom\w*|lanser\w*|hele|all of|throughout|rest of|resten|dates?|"
    r"dato\w*|"
    r"vare|varer|instead|i stedet|heller|actually|sale|salg|tilbud\w*|offer)\b",
    re.I,
)
# What may stand before a date that is a whole answer.
ALONE = re.compile(
    r"(?:\W*\b(?:on|from|in|the|de|no|nei|ok|okay|hmm+|ja|yes|well|then|from|maybe|about|around|during|and|between|i|"
    r"på|fra|den|da|så|kanskje|rundt|"
    r"hele|all|of|og|mellom|til|until|to|sorry|beklager|wait|vent|i think|jeg tenker|we think|vi tenker|say|si|i "
    r"mean)\b)*\W*",
    re.I,
)
OTHER = re.compile(
    r"\b(?:closed|holiday|vacation|on leave|birthday|meeting|call me|draft|born|founded|established|since|invoice|"
    r"ferie|stengt|bursdag|møte|siden|etablert|grunnlagt|startet|faktura|utkast|ring meg|send me|send meg)\b",
    re.I,
)
LASTS = re.compile(
    rf"\b(?:(?:for|over|lasts?|lasting|run(?:s|ning)?|duration(?: of| is)?|takes?|about|span\w*|during|the next|a|"
    rf"i|varer?|"
    rf"vare i|varer i|kjøre i|på|over|løpet av|de neste|i ca\.?|de første|the first|:)\s(?:about |around |exactly |"
    rf"only |"
    rf"kun |bare |ca\.? |rundt |the )?)?(?P<length>{LENGTH})(?P<after>\s?(?:long|campaign|run|kampanje|lang|in total|"
    rf"til sammen|before|leading up to|up to|før|fram mot|frem mot|er nok|is enough)?)",
    re.I,
)
SHIFT = re.compile(
    rf"\b(?:(?:push|move|delay|postpone|shift|utsett|flytt|skyv)\w*\b[^.!?]{{0,40}}?({LENGTH})|"
    rf"({LENGTH})\s(?:later|senere))",
    re.I,
)
EARLIER = re.compile(r"\b(?:earlier|forward|sooner|tidligere|frem|fram)\b", re.I)
NEXT = re.compile(rf"\b(?:the next|over the next|next|de neste|neste) ({ENGLISH_LENGTH}|{NORWEGIAN_LENGTH})\b", re.I)
