"""What is written to people: a text message with three values, and an e-mail of 4 kB with five."""

from typing import Final

PLAIN: Final = {
    "body": "Hi {{ first_name }}, flat {{ flat }} in {{ city }} is shown on Sunday at noon. Come and see the fjord! "
    "Reply STOP to end these messages."
}

_PARAGRAPH = (
    '<p style="margin:0 0 16px;color:#333333">The house stands ten minutes from the harbour, with a view over the '
    "water from every room. It has a kitchen, a bath and a balcony to the south; schools and shops are near.</p>\n"
)

HTML: Final = {
    "subject": "Flat {{ flat }} in {{ city }} is shown on Sunday",
    "source_format": "html",
    "source": (
        "<html><body>\n<h1>Dear {{ first_name | neighbour }}</h1>\n"
        + "<p>Flat <b>{{ flat }}</b> in {{ city }} is for sale at {{ price }} kroner.</p>\n"
        + _PARAGRAPH * 17
        + '<p><a href="https://homes.example/flats/{{ flat }}">See flat {{ flat }}</a></p>\n'
        + '<p>{{ agent }}, Homes by the Fjord. <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>\n'
        + "</body></html>"
    ),
}

VALUES: Final = {
    "first_name": "Kari",
    "flat": "B17",
    "city": "Oslo",
    "price": "4 200 000",
    "agent": "Ola Nordmann",
}
