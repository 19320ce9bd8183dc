"""Every test of Python's: python -m scripts.suite [what pytest takes]

With arguments it is pytest. Without, two runs at once: tests that wait (for servers, browsers, clocks) in the
foreground, and beside them, with whatever processor time these leave, tests that compute. What the second says comes at
the end.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPUTING = ("tests/unit", "tests/models")
"""Folders whose tests need a processor and nothing else; none of them judges how long something took by more than a
bound that a busy machine keeps as well."""
YIELDING = ("nice", "-n", "10")
"""What runs under it gets a tenth of a processor that others want as well."""
LONGEST = 900
"""Seconds that a test may take that has to wait for a processor."""


def main(arguments: Sequence[str], python: str = sys.executable, root: Path = ROOT) -> int:
    """Run them. Returns the exit status: 0 where both runs passed, else the foreground's, or the other's."""
    pytest = [python, "-m", "pytest"]
    if arguments:
        return subprocess.run([*pytest, *arguments], cwd=root, check=False).returncode
    with tempfile.TemporaryFile() as said:
        options = ["-o", "cache_dir=.pytest_cache/computing", "-o", f"timeout={LONGEST}"]
        computing = subprocess.Popen(
            [*YIELDING, *pytest, *options, *COMPUTING], cwd=root, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            waiting = subprocess.run([*pytest, *(f"--ignore={folder}" for folder in COMPUTING)], cwd=root, check=False)
            status = computing.wait()
        finally:
            computing.terminate()
            computing.wait()
        said.seek(0)
        sys.stdout.buffer.write(said.read())
        sys.stdout.flush()
    return next((code for code in (waiting.returncode, status) if code), 0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the run beside ends, too
    sys.exit(main(sys.argv[1:]))
