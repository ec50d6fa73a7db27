"""What a mail is called (its Message-ID): made of its run and its recipient, and signed.

A mail that comes back names its recipient by it, so that nothing need be written down for each mail that leaves.
"""

import hashlib
import re
from functools import lru_cache
from typing import Final
from uuid import UUID

from core import signing

PURPOSE: Final = "delivery.message-id"
_HASH_BYTES: Final = 16  # of an address's hash; enough to tell a run's recipients apart
_KEY: Final = re.compile(r"[0-9a-f]{32}-[0-9a-f]{32}")
_REMEMBERED: Final = 1024  # a mail's name is asked for when it is made, and again when its receipt comes


def key(run: str, hashed: bytes) -> str:
    """The key of a run's message to one recipient.

    Args:
        run: the run's UUID in hexadecimal.
        hashed: the hash of the address.
    """
    return f"{run}-{hashed[:_HASH_BYTES].hex()}"


class Names:
    """Makes the names of an account's mails.

    Args:
        domain: the sender's.
    """

    def __init__(self, domain: str) -> None:
        self._end = f"@{domain}>"
        self._sign = signing.signer(PURPOSE)
        self.message_id = lru_cache(maxsize=_REMEMBERED)(self._made)

    def _made(self, key: str) -> str:
        """The name for a key: always the same, so that what came twice is seen as one."""
        said = key if _KEY.fullmatch(key) else hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
        return f"<{self._sign(said)}{self._end}"


def read(message_id: str) -> tuple[UUID, bytes] | None:
    """The run and the beginning of the address's hash; None for any name that we did not make for a run's mail."""
    said = signing.read(PURPOSE, message_id.strip().lstrip("<").partition("@")[0])
    if said is None or not _KEY.fullmatch(said):
        return None
    run, _, hashed = said.partition("-")
    return UUID(run), bytes.fromhex(hashed)
