"""What a worker does about its memory, in a process of its own: it cannot be undone."""

import os
import subprocess
import sys

# Messages of a window, made and freed: how many pages the second time takes anew from the system.
_TWICE = """
import resource, sys
from core import memory
if sys.argv[1] == "settled":
    memory.settle()
def window():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    messages = [b"x" * 4_000 + str(n).encode() for n in range(2_000)]
    del messages
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
window()
print(window())
"""


def taken_anew(how: str) -> int:
    """Pages."""
    # As glibc begins; what is freed later may raise it by chance.
    environment = {**os.environ, "MALLOC_TRIM_THRESHOLD_": str(128 * 1024)}
    command = [sys.executable, "-c", _TWICE, how]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return int(told.stdout)


def test_a_settled_process_keeps_what_it_freed_for_the_next_window():
    assert taken_anew("settled") < 200
    assert taken_anew("as it comes") > 1_000
