"""How large the rows of delivery are: as told, or smaller for a look at whether they work at all."""

import os

SCALE = "BENCH_SCALE"


def scaled(count: int) -> int:
    """So many, by the environment's `BENCH_SCALE` (1 by default; 0.01 makes ten thousand of a million)."""
    return max(10_000, int(count * float(os.environ.get(SCALE, "1"))))
