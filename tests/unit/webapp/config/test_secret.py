"""The session secret: what is refused as one, and how it is made and kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.support.settings import refused
from webapp.config import load
from webapp.secret import KNOWN_SECRETS, secret


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("value", [" " * 32, "a" * 32, "abab" * 8, "\t" * 20 + "x"])
def test_a_secret_of_spaces_or_of_one_letter_is_refused(value: str) -> None:
    assert "SECRET_KEY" in refused(secret_key=value)


@pytest.mark.parametrize("value", [*sorted(KNOWN_SECRETS), "DEV", "short-but-random", "ChangeMe"])
def test_known_and_short_secrets_are_refused(value: str) -> None:
    if value == "short-but-random":
        value = value[:15]
    sentence = refused(secret_key=value)
    assert "SECRET_KEY" in sentence


def test_a_secret_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    config = load(data_dir=tmp_path / "var" / "deep")
    made = secret(config)
    assert len(made) >= 32
    assert mode(config.data_dir / "secret") == 0o600
    assert (config.data_dir / "secret").read_text() == made
    assert secret(config) == made
    assert secret(load(data_dir=tmp_path / "other")) != made


def test_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        secret(load(data_dir=tmp_path))
    finally:
        os.umask(before)
    assert mode(tmp_path / "secret") == 0o600


def test_nobody_else_can_read_it_even_for_a_moment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    secret(load(data_dir=tmp_path))
    assert mode(tmp_path / "secret") == 0o600


def test_a_secret_that_others_could_read_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("0123456789abcdef" * 4)
    file.chmod(0o644)
    assert secret(load(data_dir=tmp_path)) == "0123456789abcdef" * 4
    assert mode(file) == 0o600


@pytest.mark.parametrize("content", ["", "short", " \n"])
def test_a_useless_secret_is_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret").write_text(content)
    made = secret(load(data_dir=tmp_path))
    assert len(made) >= 32
    assert secret(load(data_dir=tmp_path)) == made


def test_where_nothing_can_be_written_it_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    first, second = (secret(load(data_dir=blocked / "var")) for _ in range(2))
    assert len(first) >= 32
    assert first != second


def test_a_folder_in_its_place_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    assert len(secret(load(data_dir=tmp_path))) >= 32


def test_one_from_the_environment_is_written_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "a long and random enough value")
    assert secret(load(data_dir=tmp_path / "var")) == "a long and random enough value"
    assert not (tmp_path / "var").exists()
