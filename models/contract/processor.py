"""What the libraries of the workers need of a processor, readable without them: they end the process without a word."""

from __future__ import annotations

import platform
import re
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
NEEDED = {"x86_64": "avx", "amd64": "avx"}
"""By machine the instructions without which TensorFlow's builds end by SIGILL (tensorflow.org/install/pip)."""


def lacking(machine: str, cpuinfo: str) -> str:
    """The needed instructions that a processor lacks, as AVX; empty where it has them, or where nobody can tell.

    ``machine`` as platform.machine() names it, ``cpuinfo`` the text of /proc/cpuinfo. Pure.
    """
    needed = NEEDED.get(machine.lower(), "")
    flags = re.search(r"^flags\s*:(.*)$", cpuinfo, re.MULTILINE)
    return needed.upper() if needed and flags and needed not in flags[1].split() else ""


def lacking_here() -> str:
    """As :func:`lacking`, of this machine."""
    try:
        return lacking(platform.machine(), CPUINFO.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""
