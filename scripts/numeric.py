"""The networks' tests as other machines would compute them: python -m scripts.numeric [NAME …] [-- what pytest takes]

A processor without AVX, or TensorFlow without oneDNN, sums in another order: what a test holds to must come from the
arithmetic, not from one machine. One run for each way of computing that is named, or for all.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/models", "--ignore=tests/models/training")


BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
"""Ends with whoever started it, however that ends."""


@dataclass(frozen=True)
class Way:
    """A way of computing: what the environment says, and whether every core has something else to do as well."""

    environment: Mapping[str, str]
    is_beside_load: bool = False


PLAIN = {"TF_ENABLE_ONEDNN_OPTS": "0"}
WAYS = {
    "sse41": Way({"DNNL_MAX_CPU_ISA": "SSE41", "OMP_NUM_THREADS": "1"}),
    "avx2": Way({"DNNL_MAX_CPU_ISA": "AVX2", "OMP_NUM_THREADS": "2"}),
    "plain": Way({**PLAIN, "OMP_NUM_THREADS": "1"}),
    "plain-2": Way({**PLAIN, "OMP_NUM_THREADS": "2"}),
    "loaded": Way({**PLAIN, "OMP_NUM_THREADS": "1"}, is_beside_load=True),
    "loaded-2": Way({"OMP_NUM_THREADS": "2"}, is_beside_load=True),
}


def main(arguments: Sequence[str]) -> int:
    """Run them. Returns the exit status: 0 where all passed, 2 for a way that is not there, else that of the last run
    that did not."""
    names, further = _parted(arguments)
    unknown = [name for name in names if name not in WAYS]
    if unknown:
        sys.stderr.write(f"There is no {unknown[0]}; there are {', '.join(WAYS)}.\n")
        return 2
    status = 0
    for name in names or WAYS:
        sys.stdout.write(f"\n{name}: {' '.join(f'{key}={value}' for key, value in WAYS[name].environment.items())}\n")
        sys.stdout.flush()
        status = run(WAYS[name], further) or status
    return status


def run(way: Way, further: Sequence[str]) -> int:
    """The exit status of one run."""
    command = [sys.executable, "-m", "pytest", *TESTS, *further]
    with busy(os.cpu_count() or 1) if way.is_beside_load else contextlib.nullcontext():
        return subprocess.run(command, cwd=ROOT, env={**os.environ, **way.environment}, check=False).returncode


@contextlib.contextmanager
def busy(cores: int) -> Iterator[list[int]]:
    """Keep so many cores busy; their processes' ids."""
    loops = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(cores)]
    try:
        yield [loop.pid for loop in loops]
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def _parted(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    given = list(arguments)
    at = given.index("--") if "--" in given else len(given)
    return given[:at], given[at + 1 :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
