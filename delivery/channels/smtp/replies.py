"""What an SMTP server says, and what it means for a mail.

RFC 5321 sections 4.2 and 4.3.2 for the codes, RFC 3463 for the enhanced ones, RFC 4954 for those of signing in.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?:\s|$)")
# The account may not send at all, whoever the recipient is.
_NOT_SIGNED_IN: Final = frozenset({530, 534, 535, 538})
_MAILBOX_FULL: Final = "2.2"
_TOO_MANY_RECIPIENTS: Final = "5.3"


class Reply(NamedTuple):
    """One reply.

    Args:
        code: three digits.
        lines: its text, without the codes.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it came, on one line."""
        return f"{self.code} {' '.join(self.lines)}".strip()

    @property
    def is_good(self) -> bool:
        """Whether it was done, or is to go on."""
        return 200 <= self.code < 400

    @property
    def enhanced(self) -> str:
        """The subject and detail of an enhanced code, as `1.1`; empty where there is none."""
        found = _ENHANCED.match(self.lines[0]) if self.lines else None
        return f"{int(found[2])}.{int(found[3])}" if found else ""

    @property
    def is_permanent(self) -> bool:
        """Whether the same mail would fare no better later.

        552 to a recipient once meant "too many recipients" and is to be read as 452 (RFC 5321 section 4.5.3.1.10); a
        full mailbox may be emptied (RFC 3463, X.2.2).
        """
        return self.code >= 500 and self.code != 552 and self.enhanced not in (_MAILBOX_FULL, _TOO_MANY_RECIPIENTS)

    @property
    def is_goodbye(self) -> bool:
        """Whether the server hangs up with it."""
        return self.code == 421

    @property
    def is_of_account(self) -> bool:
        """Whether it says that we may not send at all."""
        return self.code in _NOT_SIGNED_IN


@lru_cache(maxsize=128)  # a server says a few words again and again: three of the four replies to a mail
def parse(line: bytes) -> tuple[Reply, bool]:
    """One line of a reply.

    Returns:
        It as a reply of one line, and whether it is the last one.

    Raises:
        ValueError: it is no such line.
    """
    code, text = line[:3], line[4:].decode("utf-8", "replace").strip()
    if not (len(code) == 3 and code.isdigit() and b"200" <= code < b"600" and line[3:4] in (b"", b" ", b"-")):
        raise ValueError("The server's answer is not SMTP.")
    return Reply(int(code), (text,)), line[3:4] != b"-"
