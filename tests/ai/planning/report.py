"""Prints precision and recall of planning over the corpus, field by field: `python -m tests.ai.planning.report`."""

import sys

from tests.ai.planning.corpus import Score, cases, in_all, scores

SETS = ("development", "held_out")


def _row(name: str, score: Score) -> str:
    return (
        f"  {name:<16} {score.precision:9.3f} {score.recall:7.3f} {score.right:6d} {score.found:6d} {score.expected:9d}"
    )


def report(which: str) -> str:
    """One set's table, and what was missed."""
    parts = scores(which)
    total = in_all(parts)
    lines = [
        f"{which}: {len(cases(which))} conversations",
        f"  {'field':<16} precision  recall  right  found  expected",
        *(_row(name, score) for name, score in parts.items()),
        _row("all", total),
        *(f"  missed: {miss}" for miss in total.misses),
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the sets named on the command line, or both."""
    for which in sys.argv[1:] or SETS:
        sys.stdout.write(report(which) + "\n\n")


if __name__ == "__main__":
    main()
