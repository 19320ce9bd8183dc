"""Is it slower than it was? Two commits, or two files of results, by ratio.

    python -m benchmarks.compare main HEAD                  measures both, turn by turn, on this machine
    python -m benchmarks.compare var/old.json var/new.json  compares what benchmarks.run wrote

Commits are checked out beside each other, with this environment's packages and this folder's model files, and
measured alternately, since a machine is never as fast twice. Rates are compared as shares of the bare model's in the
same run, and latencies in frames of the bare model. Exits with 1 when something is worse by more than --tolerance.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.server import ROOT

HIGHER, LOWER = 1, -1
WHAT = {
    "bare": ("bare model, frames a second", HIGHER),
    "one": ("one visitor, share of bare", HIGHER),
    "four": ("four visitors, share of bare", HIGHER),
    "latency": ("latency p50, one visitor, in bare frames", LOWER),
    "crowded": ("latency p50, four visitors, in bare frames", LOWER),
}
"""What is compared: its name in the table, and whether more of it is better."""
ONLY_SAME_RUN = {"bare"}
"""Compared only where both were measured in one run: between days it says what else the machine did."""


def ratios(figures: dict[str, float]) -> dict[str, float]:
    """What is compared, from one demo's figures as benchmarks.run writes them."""
    bare = figures["bare_fps"]
    return {
        "bare": bare,
        "one": figures["one_fps"] / bare,
        "four": figures["four_fps"] / bare,
        "latency": figures["latency_p50"] * bare / 1000,
        "crowded": figures["four_latency_p50"] * bare / 1000,
    }


def by_demo(results: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Each demo's ratios, the median where it was measured several times."""
    measured: dict[str, list[dict[str, float]]] = {}
    for result in results:
        measured.setdefault(result["demo"], []).append(ratios(result["figures"]))
    return {
        demo: {name: statistics.median(one[name] for one in several) for name in several[0]}
        for demo, several in measured.items()
    }


def worse(name: str, before: float, after: float, tolerance: float) -> bool:
    """Whether ``after`` is worse than ``before`` by more than ``tolerance`` (a fraction)."""
    better = WHAT[name][1]
    return after < before * (1 - tolerance) if better == HIGHER else after > before * (1 + tolerance)


def compare(
    old: dict[str, dict[str, float]], new: dict[str, dict[str, float]], tolerance: float, same_run: bool
) -> tuple[list[str], bool]:
    """The table's lines, and whether nothing is worse."""
    lines, good = [], True
    for demo in [name for name in old if name in new]:
        lines.append(f"\n{demo:44}{'before':>9}{'after':>9}{'ratio':>8}")
        for name, (title, _) in WHAT.items():
            before, after = old[demo][name], new[demo][name]
            counts = same_run or name not in ONLY_SAME_RUN
            bad = counts and worse(name, before, after, tolerance)
            good = good and not bad
            lines.append(f"  {title:42}{before:9.2f}{after:9.2f}{after / before:8.2f}{'  worse' if bad else ''}")
    return lines, good


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """A folder with this commit and this folder's model files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hype-compare-") as folder:
        place = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", place, commit], cwd=ROOT, check=True)
        try:
            (place / "models" / "cache").symlink_to(ROOT / "models" / "cache")
            yield place
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", place], cwd=ROOT, check=False)


def measure(place: Path, demos: Sequence[str], seconds: float) -> list[dict[str, Any]]:
    """One round of that commit's own benchmarks.run; its results."""
    command = [sys.executable, "-m", "benchmarks.run", *demos, "--seconds", str(seconds)]
    subprocess.run(command, cwd=place, check=True, stdout=subprocess.DEVNULL)
    results: list[dict[str, Any]] = json.loads((place / "var" / "bench.json").read_text())["results"]
    return results


def of_commits(
    old: str, new: str, demos: Sequence[str], seconds: float, rounds: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Both commits measured in turn, ``rounds`` times."""
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    with checked_out(old) as first, checked_out(new) as second:
        for _ in range(rounds):
            before += measure(first, demos, seconds)
            after += measure(second, demos, seconds)
    return before, after


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description="Two commits by ratio.")
    parser.add_argument("old", help="a commit, or a file of results")
    parser.add_argument("new", help="another")
    parser.add_argument("--demos", nargs="*", default=["pose", "style"])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--tolerance", type=float, default=0.05, help="a fraction; 0.05 unless told")
    options = parser.parse_args(argv)
    files = options.old.endswith(".json")
    if files:
        before, after = (json.loads(Path(name).read_text())["results"] for name in (options.old, options.new))
    else:
        before, after = of_commits(options.old, options.new, options.demos, options.seconds, options.rounds)
    lines, good = compare(by_demo(before), by_demo(after), options.tolerance, same_run=not files)
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
