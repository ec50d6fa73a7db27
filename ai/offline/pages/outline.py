"""A skeleton of the visible page for trafilatura: block elements and text, no attributes but classes."""

from html import escape

from ai.text import words

MAX_OUTLINE = 150_000  # characters; trafilatura needs about a second for a million

_KEPT = words(
    "article aside blockquote dd div dl dt figcaption footer h1 h2 h3 h4 h5 h6 header li main nav ol p pre section "
    "table td th tr ul"
)


class Outline:
    """Collects the skeleton while the page is walked."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._size = 0

    def enter(self, tag: str, classes: str | None) -> None:
        """Open a block element."""
        if tag in _KEPT and self._size < MAX_OUTLINE:
            self._put(f'<{tag} class="{escape(classes[:200])}">' if classes else f"<{tag}>")
            self._open.append(tag)

    def leave(self, tag: str) -> None:
        """Close a block element."""
        if self._open and self._open[-1] == tag:
            self._open.pop()
            self._put(f"</{tag}>")

    def text(self, text: str, *, linked: bool) -> None:
        """Add a block's text."""
        if self._size < MAX_OUTLINE:
            self._put(f'<a href="#">{escape(text)}</a>' if linked else escape(text))

    def html(self) -> str:
        """Return the skeleton as a whole document."""
        closing = "".join(f"</{tag}>" for tag in reversed(self._open))
        return f"<html><body>{''.join(self._out)}{closing}</body></html>"

    def _put(self, piece: str) -> None:
        self._size += len(piece)
        self._out.append(piece)
