"""Sentences around what was given, in Norwegian and English. None of them claims anything of its own.

Places: {name} the campaign, {one} something that was given, {many} several of them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frames:
    """The sentences of one language.

    Attributes:
        openings: by form; the first sentence of a post.
        around: one given thing inside a sentence.
        lists: several given things in one sentence or list.
        closings: the last sentence.
        more: the last sentence where there is a link.
        subjects: of e-mails and notifications.
        hello: of e-mails.
    """

    openings: dict[str, tuple[str, ...]]
    around: tuple[str, ...]
    bullets: tuple[str, ...]
    dated: tuple[str, ...]
    closings: tuple[str, ...]
    more: tuple[str, ...]
    subjects: tuple[str, ...]
    ideas: dict[str, str]


ENGLISH = Frames(
    openings={
        "announcement": ("This is {name}.", "Today it is all about {name}.", "Say hello to {name}.", "We would like to introduce {name}.", "Here it is: {name}.", "Now on our page: {name}."),
        "question": ("Have you heard of {name}?", "What comes to mind when you hear “{name}”?", "What would you like to know about {name}?", "Who would you tell about {name}?", "Do you already know {name}?", "Is {name} something for you?"),
        "list": ("{name}, point by point:", "{name} in short:", "Worth knowing about {name}:", "Our notes on {name}:", "{name} in a few words:", "What {name} is about:"),
        "story": ("Let us tell you about {name}.", "A few words about {name}.", "Take a moment for {name}.", "Here is what we have to tell about {name}.", "Behind the name {name} is something we want to share.", "Let us start with the name: {name}."),
        "reminder": ("Have you made a note of {name}?", "A reminder about {name}.", "Keep {name} in mind.", "Once more, in case you missed it: {name}.", "One for your notes: {name}.", "Do not forget {name}."),
    },
    around=("In our words: {one}.", "What we want to say: {one}.", "One thing to remember: {one}.", "Keep this in mind: {one}.", "It comes down to this: {one}.", "Something to take along: {one}.",
            "Here is one point: {one}.", "To put it briefly: {one}.", "If you remember one thing, let it be this: {one}.", "Our message: {one}.", "The point is this: {one}.", "Said plainly: {one}."),
    bullets=("• ", "– ", "→ ", "✓ "),
    dated=("A note for your calendar – {one}.", "For your diary – {one}.", "Save this – {one}."),
    closings=("What would you ask us?", "Tell us what you think.", "Write to us if you would like to know more.", "Send this to someone who should see it.", "We look forward to hearing from you.", "What do you say?",
              "Questions are welcome.", "Which part speaks to you?", "Share it with a friend.", "Get in touch, and we will tell you more.", "Who comes to mind?", "Let us know if you are curious.",
              "Ask away.", "Save this for later.", "Tag somebody who should know.", "Your thoughts are welcome.", "Curious?", "Let us hear from you.", "Pass it on.", "We are happy to answer."),
    more=("Read more: {link}", "See more: {link}", "More here: {link}"),
    subjects=("{name}", "About {name}", "A few words on {name}", "{name}: what you should know", "News of {name}", "Meet {name}"),
    ideas={"announcement": "Introduces {name}.", "question": "Asks readers about {name}.", "list": "Lists what {name} is about.", "story": "Tells about {name} in a few sentences.", "reminder": "Reminds readers of {name}."},
)  # fmt: skip
NORWEGIAN = Frames(
    openings={
        "announcement": ("Dette er {name}.", "I dag handler det om {name}.", "Si hei til {name}.", "Vi vil gjerne presentere {name}.", "Her er det: {name}.", "Nå hos oss: {name}."),
        "question": ("Har du hørt om {name}?", "Hva tenker du på når du hører «{name}»?", "Hva vil du vite om {name}?", "Hvem ville du fortalt om {name}?", "Kjenner du allerede til {name}?", "Er {name} noe for deg?"),
        "list": ("{name}, punkt for punkt:", "{name} kort fortalt:", "Verdt å vite om {name}:", "Våre stikkord om {name}:", "{name} med få ord:", "Dette handler {name} om:"),
        "story": ("La oss fortelle om {name}.", "Noen ord om {name}.", "Ta deg et øyeblikk til {name}.", "Dette har vi å fortelle om {name}.", "Bak navnet {name} ligger noe vi vil dele.", "La oss begynne med navnet: {name}."),
        "reminder": ("Har du notert deg {name}?", "En påminnelse om {name}.", "Ha {name} i bakhodet.", "En gang til, i tilfelle du gikk glipp av det: {name}.", "Noe å notere seg: {name}.", "Ikke glem {name}."),
    },
    around=("Med våre ord: {one}.", "Det vi vil si: {one}.", "Én ting å huske: {one}.", "Ta med deg dette: {one}.", "Det koker ned til dette: {one}.", "Noe å ta med seg: {one}.",
            "Her er et poeng: {one}.", "Kort sagt: {one}.", "Husker du bare én ting, la det være dette: {one}.", "Vårt budskap: {one}.", "Poenget er dette: {one}.", "Sagt rett ut: {one}."),
    bullets=("• ", "– ", "→ ", "✓ "),
    dated=("Noe for kalenderen – {one}.", "Til almanakken – {one}.", "Lagre dette – {one}."),
    closings=("Hva ville du spurt oss om?", "Fortell oss hva du tenker.", "Skriv til oss hvis du vil vite mer.", "Send dette til noen som bør se det.", "Vi gleder oss til å høre fra deg.", "Hva sier du?",
              "Spørsmål er velkomne.", "Hva treffer deg?", "Del det med en venn.", "Ta kontakt, så forteller vi mer.", "Hvem tenker du på?", "Si fra hvis du er nysgjerrig.",
              "Bare spør.", "Lagre dette til senere.", "Tagg noen som bør vite det.", "Vi vil gjerne høre tankene dine.", "Nysgjerrig?", "La oss høre fra deg.", "Fortell det videre.", "Vi svarer gjerne."),
    more=("Les mer: {link}", "Se mer: {link}", "Mer her: {link}"),
    subjects=("{name}", "Om {name}", "Noen ord om {name}", "{name}: dette bør du vite", "Nytt om {name}", "Møt {name}"),
    ideas={"announcement": "Presenterer {name}.", "question": "Spør leserne om {name}.", "list": "Lister opp hva {name} handler om.", "story": "Forteller om {name} i noen setninger.", "reminder": "Minner leserne om {name}."},
)  # fmt: skip


def frames(language: str) -> Frames:
    """Return the sentences of a language; English for one that has none."""
    return NORWEGIAN if language in ("nb", "nn", "no", "da") else ENGLISH
