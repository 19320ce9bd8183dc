"""What commands that measure have in common."""

from __future__ import annotations

import hashlib
import json

import pytest

from models.training import measuring


def test_figures_are_told_as_one_line_indented_or_as_a_table(capsys) -> None:
    parser = measuring.parser_of("models.any.training.evaluate", "Measure.", split="dev")
    plain, line = (parser.parse_args(["--data", "pack.tar", *more]) for more in ([], ["--json"]))
    assert (plain.split, plain.data.name) == ("dev", "pack.tar")
    found = {"ap": 0.5, "counts": {"a": 1}}
    assert measuring.tell(line, found) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert json.loads(said) == found
    measuring.tell(plain, found)
    said = capsys.readouterr().out
    assert said.count("\n") == 6
    assert json.loads(said) == found
    measuring.tell(plain, found, lambda figures: f"| {figures['ap']} |\n")
    assert capsys.readouterr().out == "| 0.5 |\n"
    measuring.tell(line, found, lambda figures: "a table")
    assert json.loads(capsys.readouterr().out) == found


def test_a_command_without_splits_takes_none() -> None:
    parser = measuring.parser_of("models.any.training.evaluate", None, split=None)
    with pytest.raises(SystemExit):
        parser.parse_args(["--data", "pack.tar", "--split", "val"])


def test_milliseconds_are_of_the_middle_call() -> None:
    calls = []
    assert 0 <= measuring.milliseconds(lambda: calls.append(1), 5) < 100
    assert len(calls) == 5


def test_a_digest_is_that_of_the_bytes(tmp_path) -> None:
    file = tmp_path / "weights.npz"
    file.write_bytes(b"weights")
    assert measuring.sha256(file) == hashlib.sha256(b"weights").hexdigest()
