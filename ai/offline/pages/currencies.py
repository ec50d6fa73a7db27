"""Which currency a sign means on this page: "kr" and "$" mean several."""

import re

from ai.offline.pages.clues import Setting
from ai.text import words

# ISO 4217 codes in use that pages are priced in; a code that is not here is taken for a word.
CODES = words(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GEL HKD HRK HUF IDR ILS INR ISK JPY KES KRW MAD "
    "MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
_SIGNS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD",
    "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "zł": "PLN", "kč": "CZK", "₹": "INR", "₽": "RUB",
    "₺": "TRY", "₩": "KRW", "₪": "ILS", "₴": "UAH", "fr.": "CHF", "sfr": "CHF", "ft": "HUF", "lei": "RON",
}  # fmt: skip
_KRONE_BY_LANGUAGE = {"nb": "NOK", "nn": "NOK", "no": "NOK", "sv": "SEK", "da": "DKK", "is": "ISK", "fo": "DKK"}
_KRONE_BY_TLD = {"no": "NOK", "se": "SEK", "dk": "DKK", "is": "ISK", "fo": "DKK", "gl": "DKK"}
_DOLLAR_BY_TLD = {"au": "AUD", "ca": "CAD", "nz": "NZD", "sg": "SGD", "hk": "HKD", "mx": "MXN"}
_YEN_BY_TLD = {"cn": "CNY"}
_AMOUNT = re.compile(r"\d[\d\s.,'’]*")
_CODE = re.compile(r"\b[A-Z]{3}\b")
_DASH = re.compile(r"[,.:][-–—]\s*$")
_KRONE = re.compile(r"^(?:kr\.?|kroner|kronor|,-|:-|\.-)$", re.I)


def currency_of(sign: str, setting: Setting) -> str | None:
    """Return the ISO 4217 code of a currency sign or code; None if the page leaves it open.

    Args:
        sign: as written: `kr`, `€`, `nok`, `,-`; a text that holds a code counts as the code.
        setting: for its language and its country's domain, which tell one krone from another.
    """
    mark = _AMOUNT.sub(" ", sign).strip()
    written = _CODE.findall(mark.upper() if len(mark) == 3 else mark)
    if code := next((str(word) for word in written if word in CODES), None):
        return code
    low = mark.strip(" -–").lower()
    if _KRONE.match(low) or _DASH.search(sign):
        # The language comes first: a Norwegian page on a .com or .se domain speaks of its readers' kroner.
        return _KRONE_BY_LANGUAGE.get(setting.language) or _KRONE_BY_TLD.get(setting.tld)
    if low in ("$", "dollar", "dollars"):
        return _DOLLAR_BY_TLD.get(setting.tld, "USD")
    if low in ("¥", "￥"):
        return _YEN_BY_TLD.get(setting.tld, "CNY" if setting.language == "zh" else "JPY")
    return _SIGNS.get(low) or next((code for known, code in _SIGNS.items() if known in low and len(known) == 1), None)
