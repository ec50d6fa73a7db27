"""How people write channels, and the words around them that say whether one is wanted."""

import re

_SPELLINGS: dict[str, str] = {
    "linkedin": r"linked ?-?in|linkedin\w{0,3}",
    "facebook": r"facebook(?:en|s)?|fb|fjesbok(?:a|en)?|face|meta",
    "instagram": r"instagram(?:men)?|insta|ig|reels",
    "x": r"twitter|x \(twitter\)|x/twitter|twitter/x|x(?= (?:and|og|,))|x",
    "threads": r"threads",
    "tiktok": r"tik ?-?tok(?:en|s)?|tictoc|tic ?tac ?toc",
    "youtube": r"you ?tube|yt|youtube shorts|shorts",
    "pinterest": r"pinterest|pintrest",
    "snapchat": r"snap ?chat|snap(?:pen)?",
    "bluesky": r"blue ?sky",
    "mastodon": r"mastodon",
    "telegram": r"telegram",
    "email": r"e-?mails?|mails?|e-?post(?:en|er)?|newsletters?|nyhetsbrev(?:et|ene)?|mailings?|mailliste\w*",
    "sms": r"sms(?:-?er|en)?|text messages?|texts|texting|text|tekstmelding(?:er)?",
    "whatsapp": r"what'?s ?app",
    "push": r"push(?:[- ]?(?:notifications?|varsl(?:er|ing|inger)|varsel|meldinger|messages?))?|"
    r"pushvars(?:el|ler|ling)|web push|app push",
    "blog": r"blog(?: ?posts?| articles?)?|blogs|blogg(?:en|innlegg|post|artikkel|artikler)?",
}  # fmt: skip
_NAMES = "|".join(f"(?P<{name}>{spelling})" for name, spelling in _SPELLINGS.items())
MENTION = re.compile(rf"(?<![\w@./])(?:{_NAMES})(?![\w@]|-?adress|\.(?:com|no)|['’]s? (?:follow|users))", re.I)
# Words that are channels only in the company of others, or written as a name.
WEAK = frozenset(
    (
        "x",
        "text",
        "texts",
        "texting",
        "push",
        "meta",
        "snap",
        "mail",
        "mails",
        "threads",
        "shorts",
        "reels",
        "face",
        "telegram",
    )
)
NAMED = re.compile(r"X|Meta|Snap|Threads|Shorts|Reels|Telegram")
WORD = re.compile(r"[^\W\d_]{6,12}")
FUZZY = (
    "facebook",
    "instagram",
    "linkedin",
    "youtube",
    "tiktok",
    "snapchat",
    "pinterest",
    "whatsapp",
    "newsletter",
    "nyhetsbrev",
)
FUZZY_NAMES = {"newsletter": "email", "nyhetsbrev": "email"}
OFF = re.compile(
    r"\b(?:not|no(?!,)|skip\w*|drop\w*|without|remov\w+|except|avoid|never|don['’]?t|won['’]?t|cut|leave (?:out|"
    r"off)|leaving out|ditch|forget|"
    r"(?:everything|anything|all|alt|alle) (?:but|except|unntatt|bortsett fra|utenom)|instead of|rather than|"
    r"nothing on|stay off|stay away from|rid of|less|excluding|replac\w+|swap|cancel|"
    r"ikke|ingen|dropp\w*|kutt\w*|uten|unntatt|fjern\w*|hopp\w* over|unngå|aldri|(?:i stedet|istedenfor|i stede|"
    r"isteden|heller enn) ?(?:for)?|"
    r"bortsett fra|glem|stryk|bytt\w*(?: ut)?|slipp\w*|utenom)\b",
    re.I,
)
ON = re.compile(
    r"\b(?:but|so|use|using|add|includ\w+|also|only|just|do|want|keep|let['’]?s|with|by|and add|prefer|instead(?! "
    r"of)|go|"
    r"men|så|bruk\w*|legg\w* til|ta med|også|kun|bare|heller(?! enn)|behold\w*|vil ha|med|satse?r?|kjør\w*|not "
    r"(?:only|just)|ikke (?:bare|kun))\b|[.;:]",
    re.I,
)
OFF_AFTER = re.compile(
    r"^[\s,]*(?:(?:is|are) out\b|out of (?:it|this)\b|isn['’]?t|aren['’]?t|(?:is|are) not|er ikke|skal ikke|"
    r"trenger (?:vi|jeg) ikke|"
    r"(?:skal|vil|bør|kan|må) vi (?:ikke|droppe|kutte)|"
    r"(?:we|i) (?:don['’]?t|won['’]?t|can skip|can drop|can forget)|not needed|er uaktuel\w*|er ute\b|er ikke "
    r"aktuel\w*|dropper vi|kutter vi|can go\b|no longer|"
    r"(?:doesn['’]?t|don['’]?t|does not) (?:fit|work|make)|passer ikke|(?:er|is) ikke noe)",
    re.I,
)
ONLY = re.compile(r"\b(?:only|just|solely|exclusively|kun|bare|utelukkende|nothing but)\b[^.!?]{0,25}$", re.I)
ALL_NEW = re.compile(
    r"\b(?:channels|platforms|kanalene|kanaler|plattformene)\b[^.!?]{0,15}\b(?:should be|will be|are|is|skal være|"
    r"blir|er)\b",
    re.I,
)
# What is said of the channel, not that the campaign should use it.
OTHER_AFTER = re.compile(
    r"^\s?-?(?:['’]s )?(?:followers?|users?|subscribers?|account|page|profile|sign-?ups?|list\b|følger\w*|brukere?|"
    r"abonnent\w*|konto\w*|profil\w*|påmelding\w*|"
    r"side\b|siden vår|adresse\w*|address\w*|group\b|gruppe\b|marketing tool|subscriptions?|open rate|me\b|us\b|meg\b)",
    re.I,
)
OTHER_BEFORE = re.compile(
    r"(?:sign(?:ed|ing)?[ -]?ups? (?:for|to)|subscrib\w+ (?:to|for)|abonn\w+ på|påmeld\w* til|melde? seg på|"
    r"traffic to|trafikk til|follow\w*(?: us)? on|følger\w* (?:oss )?på|"
    r"\b(?:spend|spends|live|lives|active|are|is|er|aktive|finnes|henger) (?:mostly |mainly |mest |all day |a lot "
    r")?(?:on|på)|(?:sent|send|shoot|drop)\w*(?: me| us| meg| oss)(?: an?| en)?|(?:have|has|har) (?:\w+ ){0,3}|"
    r"readers? of|lesere av)\s(?:the |our |my |vår |vårt |your |an? )?$",
    re.I,
)
# "ola@facebook.com" and "linkedin.com/in/ola" are addresses, not channels.
ADDRESS = re.compile(r"(?<!\S)(?:\S{1,100}@\S+|https?://\S+|(?:\w[\w-]{0,60}\.){1,4}(?:com|no|org|net|io|co)\b\S*)")
RETRACTED = re.compile(
    r"[\s,.–-]*(?:or|eller|no|nei)[\s,]+(?:no|nei|wait|vent|rather|heller|actually|forresten)\b", re.I
)
