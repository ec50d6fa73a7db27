"""Contacts from files: uploaded, looked at, taken in by a job, and taken back where that is wished."""

from audiences.importing.asking import (
    IMPORT,
    KEPT,
    UNDO,
    discard,
    go_on,
    prune,
    read_as,
    start,
    stop,
    take_back,
    upload,
)
from audiences.importing.dialect import DELIMITERS, ENCODINGS, Dialect
from audiences.importing.mapping import ATTRIBUTES, FIELDS, Column
from audiences.importing.metering import MOST_BYTES
from audiences.importing.wishes import CONSENTS, Wishes

__all__ = [
    "ATTRIBUTES",
    "CONSENTS",
    "DELIMITERS",
    "ENCODINGS",
    "FIELDS",
    "IMPORT",
    "KEPT",
    "MOST_BYTES",
    "UNDO",
    "Column",
    "Dialect",
    "Wishes",
    "discard",
    "go_on",
    "prune",
    "read_as",
    "start",
    "stop",
    "take_back",
    "upload",
]
