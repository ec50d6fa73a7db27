"""What the processes of a tree hold in memory, from /proc."""

from pathlib import Path


def tree_megabytes(root: int) -> float:
    """Resident memory of a process and all its descendants; what they share is counted for each of them.

    Args:
        root: process id.
    """
    found = {int(path.name): _held(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    waiting, kilobytes = [root], 0
    while waiting:
        pid = waiting.pop()
        kilobytes += found.get(pid, (0, 0))[1]
        waiting += [child for child, (parent, _) in found.items() if parent == pid]
    return kilobytes / 1024


def _held(path: Path) -> tuple[int, int]:
    """A process's parent and its resident kilobytes; nothing of one that has just ended."""
    try:
        lines = (path / "status").read_text().splitlines()
    except OSError:
        return 0, 0
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(fields["PPid"]), int(fields.get("VmRSS", "0 kB").split()[0])
