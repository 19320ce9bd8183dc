"""Each kind of fault once, with two visitors who stream: what ``python -m benchmarks.faults`` does for an hour."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.faults.inflicted import FAULTS
from tests.support.server import ROOT


def test_each_fault_is_answered_as_it_should_be() -> None:
    command = [sys.executable, "-m", "benchmarks.faults", "--once"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-2000:]
    left_out = {"network change"} if "network change is left out" in ended.stdout else set()
    answered = {name for name in FAULTS if f" {name} " in ended.stdout}
    assert answered == set(FAULTS) - left_out, ended.stdout
    assert "faults answered wrongly: none" in ended.stdout
