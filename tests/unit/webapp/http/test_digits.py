"""The digits as bytes: what is read from the table, and what is no table."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask

from webapp.http import digits, playground

LINE = ",".join(["16"] * 64 + ["7"])


def table(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "digits.csv.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    return file


def test_pictures_come_first_then_labels(tmp_path: Path) -> None:
    second = ",".join(["0"] * 63 + ["5", "3"])
    assert digits.packed(table(tmp_path, LINE, second)) == bytes([16] * 64 + [0] * 63 + [5, 7, 3])


@pytest.mark.parametrize(
    "lines",
    [
        [""],
        ["1,2,3"],
        [LINE, LINE + ",1"],
        [LINE.replace("16", "17", 1)],
        [LINE[:-1] + "10"],
        [LINE.replace("16", "-1", 1)],
        [LINE.replace("16", "x", 1)],
        [LINE.replace("16", "300", 1)],
        [LINE] * 6000,
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(digits.DigitsError):
        digits.packed(table(tmp_path, *lines))


@pytest.mark.parametrize("content", [None, b"", b"no gzip", gzip.compress(LINE.encode())[:-12]])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "digits.csv.gz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(digits.DigitsError):
        digits.packed(file)


def test_the_answer_is_kept_by_browsers_and_missing_digits_are_404(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.errors import NotFound

    monkeypatch.setattr(playground, "CACHE", tmp_path)
    app = Flask(__name__)
    with app.test_request_context("/playground/digits.bin"), pytest.raises(NotFound):
        playground.digits()
    table(tmp_path, LINE)
    with app.test_request_context("/playground/digits.bin"):
        first = playground.digits()
    assert len(first.data) == 65
    assert first.cache_control.max_age == 3600
    with app.test_request_context("/playground/digits.bin", headers={"If-None-Match": first.headers["ETag"]}):
        assert playground.digits().status_code == 304
