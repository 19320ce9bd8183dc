"""The log: repeats are counted, strangers' bytes give one line."""

from __future__ import annotations

import logging

from webapp.logs import SAME_WITHIN, Collapse, OneLine, transport


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def record(text: str, *args: object, level: int = logging.INFO, name: str = "a") -> logging.LogRecord:
    return logging.LogRecord(name, level, "file", 1, text, args, None)


def test_equal_lines_are_written_once_and_counted() -> None:
    clock = Clock()
    collapse = Collapse(clock)
    assert collapse.filter(record("visitor %s", "x"))
    clock.now += SAME_WITHIN / 2
    assert not any(collapse.filter(record("visitor %s", "x")) for _ in range(500))
    clock.now += SAME_WITHIN / 2
    again = record("visitor %s", "x")
    assert collapse.filter(again)
    assert again.getMessage() == "visitor x (and 500 more like it)"
    clock.now += SAME_WITHIN
    quiet = record("visitor %s", "x")
    assert collapse.filter(quiet)
    assert quiet.getMessage() == "visitor x"


def test_a_repeated_line_does_not_silence_itself_for_ever() -> None:
    clock = Clock()
    collapse, written = Collapse(clock), 0
    for _ in range(100):
        clock.now += SAME_WITHIN / 10
        written += collapse.filter(record("again"))
    assert 9 <= written <= 11


def test_other_lines_are_other_lines() -> None:
    collapse = Collapse(Clock())
    lines = [record("x"), record("y"), record("x", level=logging.ERROR), record("x", name="b")]
    assert all(collapse.filter(line) for line in lines)
    assert not any(collapse.filter(line) for line in lines)


def test_a_percent_sign_in_a_collapsed_line_is_harmless() -> None:
    clock = Clock()
    collapse = Collapse(clock)
    for _ in range(2):
        collapse.filter(record("%s", "100 %s"))
    clock.now += SAME_WITHIN
    line = record("%s", "100 %s")
    assert collapse.filter(line)
    assert line.getMessage() == "100 %s (and 1 more like it)"


def test_what_it_remembers_is_bounded() -> None:
    collapse = Collapse(Clock())
    for n in range(5000):
        assert collapse.filter(record(f"line {n}"))
    assert len(collapse._seen) <= 1001


def test_a_traceback_becomes_one_line() -> None:
    try:
        raise ValueError("a stranger's\nbytes\r\nin two lines" + "x" * 1000)
    except ValueError as error:
        line = record("receive error %s", "s1", level=logging.ERROR)
        line.exc_info = (ValueError, error, error.__traceback__)
    assert OneLine().filter(line)
    shown = logging.Formatter("%(message)s").format(line)
    assert shown.startswith("receive error s1: ValueError: a stranger's bytes in two lines")
    assert "\n" not in shown
    assert len(shown) <= 300


def test_lines_without_an_exception_are_left_alone() -> None:
    line = record("all %s", "well")
    assert OneLine().filter(line)
    assert line.getMessage() == "all well"


def test_the_transports_logger_has_the_filter_once() -> None:
    filters = transport().filters
    assert transport().filters is filters
    assert [type(one) for one in filters] == [OneLine]
