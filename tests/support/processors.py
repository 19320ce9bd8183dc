"""What a machine's other programs take away: how long threads that could have run waited for a processor."""

from __future__ import annotations

import contextlib
from pathlib import Path


def waited(thread: str | Path = "/proc/thread-self") -> float:
    """Seconds that a thread, the present one if not said, has waited for a processor since its start.

    0 where Linux does not count it.
    """
    try:
        return int((Path(thread) / "schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def threads_waited(pid: int) -> dict[str, float]:
    """The same of each thread of a process, by its number."""
    found = {}
    with contextlib.suppress(OSError):
        found = {thread.name: waited(thread) for thread in Path(f"/proc/{pid}/task").iterdir()}
    return found
