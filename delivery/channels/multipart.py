"""A file as multipart/form-data (RFC 7578)."""

import secrets

from delivery.channels.media import File


def multipart(name: str, file: File) -> tuple[bytes, dict[str, str]]:
    """The body, and the header that goes with it.

    Args:
        name: of the form's field.
    """
    boundary = secrets.token_hex(16)
    safe = "".join(letter for letter in file.name if letter.isascii() and letter.isprintable() and letter not in '"\\')
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{safe or "file"}"\r\n'
        f"Content-Type: {file.type}\r\n\r\n"
    )
    body = head.encode() + file.content + f"\r\n--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
