"""Is it slower than it was? Two commits, or two files of results, by ratio.

    python -m benchmarks.compare main HEAD                  measures both, turn by turn, on this machine
    python -m benchmarks.compare var/old.json var/new.json  compares what benchmarks.run wrote

Commits are checked out beside each other, with this environment's packages and this folder's model files; servers of
both stand, and visitors go from one to the other, since a machine is never as fast twice (benchmarks/turns.py). Nor
is a process: the same network is up to a tenth faster in one than in the next. So many --rounds, in which the servers
are started anew, say more than many --turns. Each ratio of commits comes with the 90 % interval that these pairs
leave: "worse" is what lies beyond --tolerance with all of it, "open" what does with a part of it, so that more
--rounds must tell. The processor's time for a frame differs least from process to process. Of files, rates are
compared as shares of the bare model in the same run, and latencies in frames of the bare model. Exits with 1 when
something is worse.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.turns import Pair, Pairs, interval, joined, measured, ratio
from tests.support.server import ROOT

HIGHER, LOWER = 1, -1
WHAT = {
    "bare": ("bare model", "frames a second", "frames a second", HIGHER),
    "one": ("one visitor", "frames a second", "share of bare", HIGHER),
    "four": ("four visitors", "frames a second", "share of bare", HIGHER),
    "cost": ("processor time a frame, one visitor", "ms", "", LOWER),
    "latency": ("latency p50, one visitor", "ms", "bare frames", LOWER),
    "crowded": ("latency p50, four visitors", "ms", "bare frames", LOWER),
}
"""What is compared: its name in the table, its unit between commits and between files, whether more is better."""
ONLY_SAME_RUN = {"bare"}
"""Compared only where both were measured in one run: between days it says what else the machine did."""


Figures = dict[str, dict[str, float]]
"""By demo and by name."""


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


def by_demo(results: Sequence[dict[str, Any]]) -> Figures:
    """Each demo's ratios, the median where it was measured several times."""
    measured: dict[str, list[dict[str, float]]] = {}
    for result in results:
        measured.setdefault(result["demo"], []).append(ratios(result["figures"]))
    return {
        demo: {name: statistics.median(one[name] for one in several) for name in several[0]}
        for demo, several in measured.items()
    }


@dataclass(frozen=True)
class Change:
    """A figure before and after, by what ratio it changed, and within what that ratio lies."""

    before: float
    after: float
    ratio: float
    low: float
    high: float


def verdict(name: str, change: Change, tolerance: float) -> str:
    """Whether a figure became worse by more than ``tolerance`` (a fraction): "worse", "open", or nothing."""
    sign, bound = (1, 1 - tolerance) if WHAT[name][-1] == HIGHER else (-1, 1 + tolerance)
    worst, best = sorted((sign * change.low, sign * change.high))
    return "worse" if best < sign * bound else "open" if worst < sign * bound else ""


Changes = dict[str, dict[str, Change]]
"""By demo and by the name of the figure."""


def of_results(old: Figures, new: Figures) -> Changes:
    """From the figures of two files."""

    def change(before: float, after: float) -> Change:
        return Change(before, after, *[after / before] * 3)

    return {demo: {name: change(old[demo][name], new[demo][name]) for name in old[demo]} for demo in old if demo in new}


def of_pairs(measured: Mapping[str, Pairs]) -> Changes:
    """From each demo's pairs, measured in turn."""

    def change(pairs: Sequence[Pair]) -> Change:
        before, after = (statistics.median(side) for side in zip(*pairs, strict=True))
        return Change(before, after, ratio(pairs), *interval(pairs))

    return {demo: {name: change(pairs) for name, pairs in found.items()} for demo, found in measured.items()}


def table(changes: Changes, tolerance: float, same_run: bool) -> tuple[list[str], bool]:
    """The table's lines, and whether nothing is worse."""
    lines, good = [], True
    for demo, figures in changes.items():
        lines.append(f"\n{demo:44}{'before':>9}{'after':>9}{'ratio':>8}{'  within' if same_run else ''}")
        for name, change in figures.items():
            title, between_commits, between_files, _ = WHAT[name]
            found = verdict(name, change, tolerance) if same_run or name not in ONLY_SAME_RUN else ""
            good = good and found != "worse"
            label = f"{title}, {between_commits if same_run else between_files}"
            within = f"  {change.low:.3f}–{change.high:.3f}" if same_run else ""
            told = f"{change.before:9.2f}{change.after:9.2f}{change.ratio:8.3f}{within}"
            lines.append(f"  {label:42}{told}  {found}".rstrip())
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


def of_commits(
    old: str, new: str, demos: Sequence[str], seconds: float, rounds: int, turns: int, keep: Path | None = None
) -> Mapping[str, Pairs]:
    """Both commits measured in turn, their servers started ``rounds`` times; each round is told as it ends, and added
    to those of ``keep`` where that is a file: a long comparison can be had in pieces.
    """
    found: dict[str, Pairs] = json.loads(keep.read_text()) if keep and keep.exists() else {}
    with checked_out(old) as first, checked_out(new) as second:
        for number in range(rounds):
            for demo in demos:
                pairs = measured(first, second, demo, turns, seconds)
                print(round_line(demo, number + 1, pairs), flush=True)
                found[demo] = joined([found.get(demo, {}), pairs])
                if keep:
                    keep.write_text(json.dumps(found))
    return found


def round_line(demo: str, number: int, pairs: Pairs) -> str:
    """One round's ratios."""
    told = ", ".join(f"{name} {ratio(some):.3f}" for name, some in pairs.items())
    return f"{demo}, round {number}: {told}"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description="Two commits by ratio.")
    parser.add_argument("old", help="a commit, or a file of results")
    parser.add_argument("new", help="another")
    parser.add_argument("--demos", nargs="*", default=["pose", "style"])
    parser.add_argument("--seconds", type=float, default=3, help="of one visit")
    parser.add_argument("--rounds", type=int, default=6, help="how often the servers are started anew")
    parser.add_argument("--turns", type=int, default=1, help="visits to each, a round")
    parser.add_argument("--keep", type=Path, help="a file of JSON that rounds are added to, from call to call")
    parser.add_argument("--tolerance", type=float, default=0.05, help="a fraction; 0.05 unless told")
    options = parser.parse_args(argv)
    files = options.old.endswith(".json")
    if files:
        old, new = (by_demo(json.loads(Path(name).read_text())["results"]) for name in (options.old, options.new))
        changes = of_results(old, new)
    else:
        commits = (options.old, options.new, options.demos, options.seconds, options.rounds, options.turns)
        changes = of_pairs(of_commits(*commits, keep=options.keep))
    lines, good = table(changes, options.tolerance, same_run=not files)
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
