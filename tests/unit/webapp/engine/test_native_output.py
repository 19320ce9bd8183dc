"""What libraries write to a worker's standard error: few lines, never a wait, and the thread that crashed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from webapp.engine.native_output import BURST, LONGEST, RATE, Lines, NativeOutput


def test_a_flood_becomes_few_lines_and_a_count() -> None:
    lines = Lines(0.0)
    passed = lines.feed(b"Corrupt JPEG data\n" * 100_000, 0.0)
    assert passed == ["Corrupt JPEG data"] * BURST
    later = lines.feed(b"one more\n", 1.0 / RATE + 0.001)
    assert later == [f"one more (and {100_000 - BURST} lines before it)"]


def test_a_line_without_end_is_cut_and_control_characters_are_not_passed_on() -> None:
    lines = Lines(0.0)
    passed = [line for _ in range(10) for line in lines.feed(b"x" * LONGEST, 0.0)]
    assert passed == []
    assert lines.feed(b"x" * 100 * LONGEST, 0.0) == ["x" * LONGEST]
    assert lines.feed(b"\x1b[31mred\xff\n", 0.0) == ["[31mred\N{REPLACEMENT CHARACTER}"]


def test_what_is_begun_is_told_at_the_end() -> None:
    lines = Lines(0.0)
    assert lines.feed(b"terminate called", 0.0) == []
    assert lines.feed(b" without", 0.0, end=True) == ["terminate called without"]
    for _ in range(BURST):
        lines.feed(b"again\n", 0.0)
    assert lines.feed(b"last\n", 0.0, end=True) == ["(and 2 lines before it)"]


def test_who_writes_is_never_held_up() -> None:
    output = NativeOutput(0.0)
    code = "import os\nfor _ in range(2000):\n try: os.write(2, b'y' * 999 + b'\\n')\n except BlockingIOError: pass"
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", code], stderr=output.writing, check=True, timeout=30)
    assert time.monotonic() - start < 20
    output.given_away()
    read = [line for _ in range(100) for line in output.read(0.0)]
    assert 0 < len(read) <= BURST
    assert output.read(0.0) == []
    output.close()


def test_the_thread_in_a_real_crash_is_the_one_that_python_knows() -> None:
    output = NativeOutput(0.0)
    code = (
        "import faulthandler, os, signal, sys, threading; faulthandler.enable()\n"
        "def crash():\n print(threading.get_ident(), flush=True)\n signal.raise_signal(signal.SIGSEGV)\n"
        "thread = threading.Thread(target=crash); thread.start(); thread.join()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], stderr=output.writing, stdout=subprocess.PIPE, check=False, timeout=30
    )
    assert ended.returncode == -11
    output.given_away()
    output.read(0.0, end=True)
    assert output.lines.crashed == int(ended.stdout)
    assert threading.get_ident() != output.lines.crashed
    output.close()
