"""What the sentences around given things are for; the sentences themselves stand in `english` and `norwegian`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frames:
    """The sentences of one language. None claims anything of its own; each is used once in a run.

    Places: {name} the campaign, {one} something given, {link} an address.

    Attributes:
        openings: by form; the first sentence of a post.
        ideas: by form; what the post does, for the marketer.
        around: for a talking point.
        told: for a sentence of the brief.
        notes: for a fact.
        dated: for a fact with a date.
        closings: the last sentence; those in `public` only where others can see them.
        public: closings that ask readers to pass something on.
        casual: closings that do not suit a sober tone.
        more: before the link.
        subjects: titles of e-mails and notifications.
    """

    openings: dict[str, tuple[str, ...]]
    ideas: dict[str, str]
    around: tuple[str, ...]
    told: tuple[str, ...]
    notes: tuple[str, ...]
    dated: tuple[str, ...]
    closings: tuple[str, ...]
    public: tuple[str, ...]
    casual: tuple[str, ...]
    more: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Long:
    """The words of one language around an article and a video script.

    Attributes:
        titles: of articles.
        intro: first sentence of an article.
        readers: names the audience.
        about: heading over the brief.
        heads: headings of talking points, in their order.
        facts: heading over the facts.
        end: last heading.
        ending: last sentence of an article.
        point: marks what somebody has to write below a talking point.
        write: heading and mark of sections that somebody has to write.
        article: what the article does, for the marketer.
        script_titles: of scripts.
        scene: heading of a scene.
        picture: label of what is seen.
        voice: label of what is said.
        screen: label of the text on screen.
        pictures: what may be seen.
        first: what is said first.
        shown: for a talking point in a script.
        last: what is said last.
        script: what the script does, for the marketer.
    """

    titles: tuple[str, ...]
    intro: tuple[str, ...]
    readers: str
    about: str
    heads: tuple[str, ...]
    facts: str
    end: str
    ending: tuple[str, ...]
    point: str
    write: tuple[tuple[str, str], ...]
    article: str
    script_titles: tuple[str, ...]
    scene: str
    picture: str
    voice: str
    screen: str
    pictures: tuple[str, ...]
    first: tuple[str, ...]
    shown: tuple[str, ...]
    last: tuple[str, ...]
    script: str


def lines(text: str) -> tuple[str, ...]:
    """Return the sentences that stand on lines of their own."""
    return tuple(line.strip() for line in text.strip().splitlines())
