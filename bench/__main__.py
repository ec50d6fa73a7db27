"""`python -m bench [ROW …]`: run the rows named, or all, and print the table."""

import argparse
import importlib
import time

from bench.stand import stand
from bench.table import as_table, keep

ROWS = (
    "resolve",
    "pages",
    "search",
    "deep",
    "counters",
    "editing",
    "content",
    "ingestion",
    "analytics",
    "rebuild",
    "imports",
    "freeze",
    "runs",
    "mail",
    "rendering",
    "pacing",
    "media",
)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure against limits of the same run.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"any of {', '.join(ROWS)}; by default all")
    chosen = parser.parse_args().rows or list(ROWS)
    if unknown := set(chosen) - set(ROWS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Rows are {', '.join(ROWS)}.")
    lines = []
    with stand() as found:
        for name in chosen:
            started = time.monotonic()
            # Only now: the rows import models, and those need the stand's settings.
            lines += importlib.import_module(f"bench.rows.{name}").run(found)
            print(f"{name}: {time.monotonic() - started:.0f} s")
    keep(lines)
    print(as_table(lines))


if __name__ == "__main__":
    main()
