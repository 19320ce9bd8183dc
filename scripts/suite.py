"""Every test of Python's: python -m scripts.suite [what pytest takes]

With arguments it is pytest. Without, runs that go on at once, since most tests wait (for servers, browsers, clocks):
pages with workers behind them; in the foreground all else that waits; and, with whatever processor time these leave,
tests that compute. When those that wait are through, the tests marked ``alone`` follow, which judge how long something
took. What the foreground says is seen as it comes, the others' output when they have ended.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


COMPUTING = ("tests/unit", "tests/models")
"""Folders whose tests need a processor and nothing else; none of them judges how long something took by more than a
bound that a busy machine keeps as well."""
BROWSER = "tests/browser"
WITHOUT_WORKERS = ("test_layout_shift.py", "test_page_network.py", "test_page_text.py", "test_playground_*.py")
"""Tests of pages that ask for no worker: so many of them go with the foreground that both are through at about the same
time."""
YIELDING = ("nice", "-n", "10")
"""What runs under it gets a tenth of a processor that others want as well."""
SLOWEST = 12
"""Tests of each run that are named with their time."""
LONGEST = 900
"""Seconds that a test may take that has to wait for a processor."""


def main(arguments: Sequence[str], python: str = sys.executable, root: Path = ROOT) -> int:
    """Run them. Returns the exit status: 0 where all runs passed, else the first that is not."""
    pytest = (python, "-m", "pytest")
    if arguments:
        return subprocess.run([*pytest, *arguments], cwd=root, check=False).returncode
    timed = (*pytest, f"--durations={SLOWEST}")
    together = (*timed, "-m", "not alone")
    pages = [str(file.relative_to(root)) for file in sorted((root / BROWSER).glob("test_*.py"))]
    pages = [page for page in pages if not any(map(Path(page).match, WITHOUT_WORKERS))]
    with (
        _beside("computing", (*YIELDING, *timed, "-o", f"timeout={LONGEST}", *COMPUTING), root) as computing,
        _beside("browsing", (*together, *pages), root) as browsing,
    ):
        foreground = [*together, *(f"--ignore={path}" for path in (*COMPUTING, *pages))]
        statuses = [subprocess.run(foreground, cwd=root, check=False).returncode, browsing()]
        statuses.append(subprocess.run([*timed, "-m", "alone", *_waiting(root)], cwd=root, check=False).returncode)
        statuses.append(computing())
    return next((status for status in statuses if status), 0)


def _waiting(root: Path) -> list[str]:
    """The folders of tests that do not compute."""
    folders = (f"tests/{path.name}" for path in sorted((root / "tests").iterdir()) if any(path.rglob("test_*.py")))
    return [folder for folder in folders if folder not in COMPUTING]


@contextlib.contextmanager
def _beside(name: str, command: Sequence[str], root: Path) -> Iterator[Callable[[], int]]:
    """A run of pytest beside others. Gives what waits for its end, prints what it said and returns its status; at the
    end of the block it has ended.
    """
    with tempfile.TemporaryFile() as said:
        run = subprocess.Popen(
            [*command, "-o", f"cache_dir=.pytest_cache/{name}"], cwd=root, stdout=said, stderr=subprocess.STDOUT
        )

        def ended() -> int:
            status = run.wait()
            said.seek(0)
            sys.stdout.buffer.write(said.read())
            sys.stdout.flush()
            return status

        try:
            yield ended
        finally:
            run.terminate()
            run.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the runs beside end, too
    sys.exit(main(sys.argv[1:]))
