"""Which demos take visitors' own pictures: those that are closed only where the operator has opened them."""

from __future__ import annotations

import pytest

from models.contract.parameters import BadParameter, Switch, Upload, check_all, open_ones
from models.contract.registry import find_demos
from webapp.config import ConfigError, load
from webapp.factory import enabled


def names(demo: str, **settings: str) -> set[str]:
    return {parameter.name for parameter in enabled(load(**settings))[demo].params}


def test_a_closed_upload_is_not_there_unless_it_was_opened() -> None:
    assert "own" not in names("lesions")
    assert "own" in names("lesions", open_uploads="lesions")
    assert "picture" in names("style"), "an open one is there in any case"
    with pytest.raises(BadParameter, match="no parameter 'own'"):
        check_all(enabled(load())["lesions"].params, {"own": "0" * 16})


def test_what_one_server_has_closed_others_still_have() -> None:
    enabled(load())
    assert "own" in {parameter.name for parameter in find_demos()["lesions"].params}


def test_a_name_that_is_none_is_said_at_the_start() -> None:
    with pytest.raises(ConfigError, match="OPEN_UPLOADS names 'lesion', which is not a demo"):
        enabled(load(open_uploads="lesion"))


def test_only_closed_uploads_are_left_out() -> None:
    closed = Upload(name="own", label="", help="", closed=True)
    rest = (Switch(name="on", label="", help="", default=True), Upload(name="picture", label="", help=""))
    assert open_ones((rest[0], closed, rest[1])) == rest
