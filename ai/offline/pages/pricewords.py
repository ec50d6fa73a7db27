"""The patterns by which a price is found in text and told from other amounts, for the languages around the North Sea.

All repeats are bounded or of one character class, so that no text can make them slow.
"""

import re

from ai.contract import Period

NUMBER = r"(?:\d{1,3}(?:[ .,'’]\d{3}){1,4}(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,9}(?:[.,]\d{1,2}(?!\d))?)"
SIGN = (
    r"(?:(?:NOK|SEK|DKK|EUR|USD|GBP|CHF|PLN|CZK|ISK|CAD|AUD|NZD|JPY|INR)\b|(?:US|CA|AU|NZ|HK|[ACSR])?\$|[€£¥₹]|"
    r"[Kk][Rr](?:oner|onor)?\b\.?|[Ee]uros?\b|zł|Kč)"
)
MONEY = re.compile(
    rf"(?:(?P<pre>{SIGN})\s?)?(?<![\d.,:/])(?P<low>{NUMBER})"
    rf"(?:\s?(?:[–—-]|(?<=\s)(?:to|til|till|bis)(?=\s))\s?(?:{SIGN}\s?)?(?P<high>{NUMBER})(?![\d:/]))?"
    r"(?P<dash>[,.:][-–—])?"
    rf"(?:\s?(?P<post>{SIGN})(?!\s?\d))?(?![\d:%])"
)
STRONG = re.compile(
    r"\b(?:prisantydning|prisforlangende|asking price|guide price|offers (?:over|in excess of)|kampanjepris|"
    r"tilbudspris|salgspris|nåpris|sale price|our price|now only|kaufpreis|kaltmiete|utgångspris|kontantpris|"
    r"månedsleie|leiepris|husleie|leie pr\.? (?:mnd|måned)|ordinary ticket|billettpris|ticket price|reapris)\b",
    re.I,
)
LABEL = re.compile(
    r"\b(?:pris(?:en|er)?|totalpris|preis|prix|precio|prezzo|prijs|price[ds]?|now|nå|nur|only|kun|bare|jetzt|from|"
    r"fra|från|ab|for|tickets?|billett(?:er)?|admission|entry|inngang|entré|eintritt|leie|rent|hyra|miete|koster|"
    r"costs?|kostar|kostet|forsalg|i døra|dørpris|advance|on the door|deltakeravgift|fee per person)\b",
    re.I,
)
STARTING = re.compile(r"\b(?:from|fra|från|ab|à partir de|desde|starting at|startpris|prices start)\W*$", re.I)
OTHER = re.compile(
    r"\b(?:frakt|fraktfri|shipping|delivery|levering|porto|versand(?:kosten)?|frakten|leverans|livraison|envío|"
    r"lieferung|spedizione|verzending|gebyr|booking fee|service fee|omkostninger|felles\w+|kommunale?|depositum|"
    r"deposit|kaution|før|førpris|was|rrp|veil(?:edende)?|ord\.?|ordinær|tidligere|statt|uvp|you save|save|spar|"
    r"sparer|rabatt|discount|off|formuesverdi|eiendomsskatt|skatt|tax|verditakst|lån|gjeld|orders?|minimum|min\.|"
    r"gavekort|gift card|nebenkosten|driftskostnad|månadsavgift|raised|samlet inn|kjøp (?:for )?over|over kr|"
    r"orders over|boligkjøperforsikring|dokumentavgift|tinglysing\w*|lånekostnad|per m²|member\w*|medlem\w*|"
    r"insurance|forsikring|kid ?number|kjøpesum|income|lønn|salary|budget|deductible|fine of)\b",
    re.I,
)
AFTER = re.compile(
    r"^\W{0,3}(?:(?:i|in|for|on)\s)?(?:frakt|shipping|delivery|levering|postage|off\b|rabatt|discount|gebyr|fee\b|"
    r"booking|deposit|spart|saved)",
    re.I,
)
PER_UNIT = re.compile(
    r"^\s?(?:/|per|pr\.?|a)\s?(?:m²|m2|kvm|sqm|sq\.? ?ft|kg|g\b|l\b|liter|litre|stk\.? á|100 ?g|meter)", re.I
)
_PER = r"^\W{0,2}(?:per|pr\.?|an?|/|im|i)\s?"
PERIODS: tuple[tuple[re.Pattern[str], Period], ...] = (
    (
        re.compile(rf"^\W{{0,2}}p\.?c\.?m\b|{_PER}(?:calendar )?(?:month|måned|mnd|monat|mån(?:ad)?|mo)\b", re.I),
        "month",
    ),
    (re.compile(rf"^\W{{0,2}}p\.?w\b|{_PER}(?:week|uke|woche|vecka)", re.I), "week"),
    (re.compile(rf"{_PER}(?:night|natt|nacht|døgn)", re.I), "night"),
    (re.compile(rf"{_PER}(?:day|dag|tag)\b", re.I), "day"),
    (re.compile(rf"^\W{{0,2}}p\.?a\b|{_PER}(?:year|år|jahr)", re.I), "year"),
    (re.compile(rf"{_PER}(?:hour|time\b|stunde|timme)", re.I), "hour"),
)
MONTHLY = re.compile(
    r"\b(?:månedsleie|leie (?:per|pr\.?) (?:måned|mnd)|monthly rent|rent per month|monatsmiete|månadshyra)\b", re.I
)
HINT = re.compile(r"price|pris|amount|cost|preis|belop")
OLD_HINT = re.compile(
    r"old|was\b|before|regular|strike|former|original|rrp|compare|shipping|delivery|fee\b|savings?|installment"
)
