"""The limits of e-mail: one mail made beforehand, sent again and again; and Django's `send_mail` as in tutorials."""

import asyncio
import smtplib
from typing import Final

from django.core.mail import get_connection, send_mail

SENDER: Final = "offers@homes.example"
_ENVELOPE: Final = f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<kari@people.example>\r\nDATA\r\n".encode()


def by_asyncio(port: int, mail: bytes, count: int, connections: int = 8) -> None:
    """Several connections, each with its envelopes pipelined: body and next envelope in one write.

    Args:
        mail: as it goes over the line, with its end.
    """
    asyncio.run(_all(port, mail, count, connections))


async def _all(port: int, mail: bytes, count: int, connections: int) -> None:
    share = -(-count // connections)
    await asyncio.gather(*(_some(port, mail, share) for _ in range(connections)))


async def _some(port: int, mail: bytes, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"EHLO homes.example\r\n")
    while (await reader.readline())[3:4] == b"-":
        continue
    writer.write(_ENVELOPE)
    both = mail + _ENVELOPE
    for number in range(count):
        for _ in range(3):
            await reader.readuntil(b"\n")
        writer.write(both if number < count - 1 else mail)
        if not (await reader.readuntil(b"\n")).startswith(b"250"):
            raise RuntimeError("The sink did not take a mail.")
    writer.close()


def by_smtplib(port: int, mail: bytes, count: int) -> None:
    """One connection, kept."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="homes.example") as connection:
        for _ in range(count):
            connection.sendmail(SENDER, ["kari@people.example"], mail)


def by_send_mail(port: int, subject: str, text: str, html: str, count: int) -> None:
    """One call a mail; each makes its message, connects, and leaves."""
    for number in range(count):
        backend = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port)
        recipient = [f"kari{number}@people.example"]
        send_mail(subject, text, SENDER, recipient, html_message=html, connection=backend)
