"""The fixed links of an e-mail: found and replaced without touching anything else."""

import pytest

from templates_app.rendering import links
from templates_app.rendering.content import VersionContent

TO = {"https://a.example/x": "https://go.example/t/1", "https://a.example/x?a=1&b=2": "https://go.example/t/2"}


def led(html: str = "", plain: str = "") -> VersionContent:
    """An e-mail with its links replaced."""
    return links.led_by(VersionContent(channel="email", html=html, plain=plain), TO)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="https://a.example/x">x</a>', '<a href="https://go.example/t/1">x</a>'),
        ('<a href=" HTTPS://a.example/x ">x</a>', '<a href=" HTTPS://a.example/x ">x</a>'),
        ('<a href="https://a.example/x?a=1&amp;b=2">x</a>', '<a href="https://go.example/t/2">x</a>'),
        ('<a title="a > b" href="https://a.example/x">x</a>', '<a title="a > b" href="https://go.example/t/1">x</a>'),
        ('<a title="x href=" id="https://a.example/x">x</a>', '<a title="x href=" id="https://a.example/x">x</a>'),
        ('<a title="{{ n | href="/x" }}" href="https://a.example/x">', None),
        ("<abbr href=\"https://a.example/x\">x</abbr>", None),
        ('<p>Write &lt;a href="https://a.example/x"> yourself</p>', None),
        ('<a href="https://a.example/x{{ n }}">x</a>', None),
        ('<a href="{{ n }}https://a.example/x">x</a>', None),
        ('<a href="https://b.example/">x</a>', None),
        ('<img src="https://a.example/x">', None),
        ('<area href="https://a.example/x">', '<area href="https://go.example/t/1">'),
        ('{{{{ {{ n }} <a href="https://a.example/x">', '{{{{ {{ n }} <a href="https://go.example/t/1">'),
    ],
)  # fmt: skip
def test_links_of_html(html, found):
    expected = found
    if found is None:
        expected = html if "| href" not in html else html.replace("https://a.example/x", "https://go.example/t/1")
    assert led(html=html).html == expected


@pytest.mark.parametrize(
    ("plain", "found"),
    [
        ("See https://a.example/x.", "See https://go.example/t/1."),
        ("Shop (https://a.example/x)", "Shop (https://go.example/t/1)"),
        ("<https://a.example/x>", "<https://go.example/t/1>"),
        ("https://a.example/x?a=1&b=2, {{ n }}", "https://go.example/t/2, {{ n }}"),
        ("https://a.example/x{{ n }}", "https://a.example/x{{ n }}"),
        ("https://a.example/xyz", "https://a.example/xyz"),
        ("https://", "https://"),
    ],
)
def test_links_of_a_text(plain, found):
    assert led(plain=plain).plain == found


def test_the_targets_come_once_each_in_order():
    content = VersionContent(
        channel="email",
        html='<a href="https://b.example/?a=1&amp;b=2">x</a><a href="https://a.example/">y</a>',
        plain="https://a.example/ https://c.example/(x)",
    )
    assert links.targets(content) == ["https://b.example/?a=1&b=2", "https://a.example/", "https://c.example/(x)"]


def test_the_pixel_stands_at_the_end_of_the_body():
    content = VersionContent(channel="email", html="<body><p>x</p></body></html>")
    found = links.led_by(content, {}, pixel="https://go.example/o/1.gif").html
    picture = '<img src="https://go.example/o/1.gif" alt="" width="1" height="1" style="border:0">'
    assert found == f"<body><p>x</p>{picture}</body></html>"
