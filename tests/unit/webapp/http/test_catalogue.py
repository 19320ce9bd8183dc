"""The pictures of a demo's card: in the reader's language where words are drawn in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from webapp.http import catalogue
from webapp.http.catalogue import Catalogue


@pytest.mark.parametrize(
    ("language", "there", "shown"),
    [
        ("pt-BR", {"loop.webm", "loop.pt-BR.webm"}, "/demos/speaking/media/loop.pt-BR.webm"),
        ("en", {"loop.webm", "loop.pt-BR.webm"}, "/demos/speaking/media/loop.webm"),
        ("pt-BR", {"loop.webm"}, "/demos/speaking/media/loop.webm"),
        ("pt-BR", set(), None),
    ],
)
def test_a_picture_with_words_is_the_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, there: set[str], shown: str | None
) -> None:
    monkeypatch.setattr(catalogue, "present_language", lambda: language)
    for name in there:
        (tmp_path / name).touch()
    assert of(tmp_path)._media("speaking", "loop.webm") == shown


def of(folder: Path) -> Catalogue:
    """A catalogue of one demo, of which only its folder is asked."""
    made = Catalogue.__new__(Catalogue)
    demos: Mapping[str, Any] = {"speaking": SimpleNamespace(folder=folder)}
    made._demos = cast(Any, demos)
    return made
