"""A processor without what the libraries need is named: by the doctor, and when a worker ends by it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models.contract import processor
from models.contract.processor import lacking
from scripts import doctor
from webapp.engine.supervisor import _why

OLD = "processor\t: 0\nmodel name\t: QEMU Virtual CPU version 2.5+\nflags\t\t: fpu sse sse2 sse4_1 ssse3 cx16\n\n"
NEW = OLD.replace("cx16", "cx16 avx avx2 fma")


@pytest.mark.parametrize(
    ("machine", "cpuinfo", "lacks"),
    [
        ("x86_64", OLD, "AVX"),
        ("AMD64", OLD, "AVX"),
        ("x86_64", NEW, ""),
        ("x86_64", OLD.replace("cx16", "avx2 avx512f"), "AVX"),
        ("x86_64", "", ""),
        ("aarch64", "processor\t: 0\nFeatures\t: fp asimd\n", ""),
        ("arm64", "", ""),
    ],
)
def test_what_a_processor_lacks(machine: str, cpuinfo: str, lacks: str) -> None:
    assert lacking(machine, cpuinfo) == lacks


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(OLD)
    monkeypatch.setattr(processor, "CPUINFO", tmp_path / "cpuinfo")
    monkeypatch.setattr("models.contract.processor.platform.machine", lambda: "x86_64")


@pytest.mark.usefixtures("old")
def test_the_doctor_names_it() -> None:
    (found,) = doctor.CHECKS["Processor"]()
    assert (found.state, "no AVX" in found.what) == ("bad", True)
    assert found.remedy


def test_the_doctor_is_content_where_nobody_can_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processor, "CPUINFO", tmp_path / "missing")
    assert [found.state for found in doctor.CHECKS["Processor"]()] == ["good"]


def ended_by_sigill() -> int:
    """The status of a real process that ended so."""
    return subprocess.run([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGILL)"]).returncode


@pytest.mark.usefixtures("old")
def test_why_a_worker_ended_names_it() -> None:
    assert _why(ended_by_sigill()).startswith("killed by SIGILL: ")
    assert _why(ended_by_sigill()).endswith("this processor, which has no AVX")


def test_other_ends_are_named_as_ever() -> None:
    assert "AVX" not in _why(ended_by_sigill())
    assert _why(-signal.SIGKILL) == "killed by SIGKILL"
    assert _why(3) == "exit status 3"
