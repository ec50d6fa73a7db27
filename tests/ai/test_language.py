"""The language of a page."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from ai.offline.pages.language import language_of

BOKMAL = "Leiligheten ligger i tredje etasje og har en vestvendt balkong med god plass til bord og stoler. " * 4
NYNORSK = "Leilegheita ligg i tredje høgda og har ein vestvend balkong, og eg veit ikkje kva meir ein ønskjer seg. " * 4
DANISH = "Lejligheden ligger på tredje sal og har en altan, hvor man kan nyde solen hele eftermiddagen. " * 4
SWEDISH = "Lägenheten ligger på tredje våningen och har en balkong i väster med gott om plats för bord och stolar. " * 4
ENGLISH = "The flat is on the third floor and has a balcony to the west with room for a table and chairs. " * 4


def language(html: str, text: str) -> tuple[str, str] | None:
    found = language_of(LexborHTMLParser(html), text)
    return found[:2] if found else None


@pytest.mark.parametrize(
    ("html", "text", "expected"),
    [
        ("<html lang=nb>", BOKMAL, ("nb", "html")),
        ("<html lang=no-NO>", BOKMAL, ("nb", "html")),
        ("<html lang=nn>", NYNORSK, ("nn", "html")),
        ("<html lang=en_GB>", ENGLISH, ("en", "html")),
        ("<html xml:lang=en>", ENGLISH, ("en", "html")),
        ("<html><meta property=og:locale content=sv_SE>", SWEDISH, ("sv", "open graph")),
        ("<html>", BOKMAL, ("nb", "text")),
        ("<html>", DANISH, ("da", "text")),
        ("<html>", SWEDISH, ("sv", "text")),
        ("<html>", ENGLISH, ("en", "text")),
        ("<html lang=en>", BOKMAL, ("nb", "text")),
        ("<html lang=en>", "Kort tekst", ("en", "html")),
        ("<html lang=''>", ENGLISH, ("en", "text")),
        ("<html lang=x-klingon>", ENGLISH, ("en", "text")),
        ("<html lang=nb>", "", ("nb", "html")),
        ("<html>", "", None),
        ("<html>", "12345 67890 " * 20, None),
    ],
)
def test_declared_and_read(html: str, text: str, expected: tuple[str, str] | None) -> None:
    assert language(html, text) == expected
