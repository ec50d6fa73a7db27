"""Messages a second on one core, beside `str.format_map` of the same texts: no escaping, no fallback, no check."""

from collections.abc import Callable

from bench.data import make_tenant
from bench.letters import HTML, PLAIN, VALUES
from bench.people import make_version
from bench.rounds import Contender, Sample, compare, seconds_of
from bench.sizes import scaled
from bench.stand import Stand
from bench.table import Line, rate_line
from bench.workers import PUBLIC_URL
from core.channels import Channel
from core.tenancy import company_scope
from templates_app.rendering.compiled import CompiledTemplate, compile_version
from templates_app.rendering.content import VersionContent
from templates_app.rendering.tags import Tag, parse

MANY, SOME = 200_000, 50_000
URL = f"{PUBLIC_URL}/u/{'x' * 80}"


def run(stand: Stand) -> list[Line]:
    """A line and a goal each; no table is touched."""
    company_id = make_tenant("rendering").id
    lines = []
    with company_scope(company_id):
        for channel, letter, count, told, goal in (
            (Channel.SMS, PLAIN, scaled(MANY), "plain text, 3 values", 100_000),
            (Channel.EMAIL, HTML, scaled(SOME), "subject, 4 kB of HTML and text, 5 values", 20_000),
        ):
            content = make_version(company_id, channel, **letter).content
            contenders = {"format_map": _format(content, count), "ours": _ours(compile_version(content), count)}
            found = compare(contenders)
            size = len(content.html or content.body)
            lines += [
                rate_line(f"render {told} ({size:,} characters)", found, "format_map", "ours"),
                Line("the same: messages a second", "", f"{found.rate('ours'):.0f}/s", found.rate("ours"), goal),
            ]
    return lines


def _ours(template: CompiledTemplate, count: int) -> Contender:
    return _timed(count, lambda: template.render(VALUES, unsubscribe_url=URL))


def _format(content: VersionContent, count: int) -> Contender:
    texts = [_as_format(text) for text in (content.subject, content.body, content.html, content.plain) if text]
    values = {**VALUES, "unsubscribe_url": URL}

    def render() -> list[str]:
        return [text.format_map(values) for text in texts]

    return _timed(count, render)


def _as_format(text: str) -> str:
    """The same text as Python's own formatting wants it."""
    pieces = parse(text).pieces
    return "".join(f"{{{piece.name}}}" if isinstance(piece, Tag) else _escaped(piece) for piece in pieces)


def _escaped(literal: str) -> str:
    return literal.replace("{", "{{").replace("}", "}}")


def _timed(count: int, render: Callable[[], object]) -> Contender:
    def work() -> None:
        for _ in range(count):
            render()

    def visit(_: int) -> Sample:
        return Sample(count / seconds_of(work), 0)

    return visit
