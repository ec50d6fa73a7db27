"""Files in pieces of at most a megabyte, so that neither who writes nor who reads holds a whole one."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from audiences.models import FilePiece
from core.tenancy import company_scope

PIECE = 1_000_000


def write(*, company_id: int, file: UUID, parts: Iterable[bytes]) -> int:
    """Keep a file.

    Args:
        file: a new id, by which it is found again.
        parts: its bytes in order, in lengths of any kind.

    Returns:
        How many bytes it has.
    """
    size = 0
    for number, data in enumerate(_even(parts)):
        FilePiece.objects.create(company_id=company_id, file=file, number=number, data=data)
        size += len(data)
    return size


def read(*, company_id: int, file: UUID) -> Iterator[bytes]:
    """A file's bytes, a piece at a time; each piece opens the company's scope for itself."""
    number = 0
    while data := _piece(company_id, file, number):
        yield data
        number += 1


def drop(*, company_id: int, file: UUID) -> None:
    """Forget a file."""
    FilePiece.objects.filter(company_id=company_id, file=file).delete()


def _even(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one length."""
    held = bytearray()
    for part in parts:
        held += part
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def _piece(company_id: int, file: UUID, number: int) -> bytes:
    with company_scope(company_id):
        found = FilePiece.objects.filter(company_id=company_id, file=file, number=number)
        return bytes(found.values_list("data", flat=True).first() or b"")
