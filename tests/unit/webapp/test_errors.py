"""Refusals: their codes are the protocol's, each with a sentence and a status."""

from __future__ import annotations

import pytest

from webapp import errors
from webapp.errors import BY_CODE, Refusal, refusal

CODES = [
    "bad_image",
    "too_large",
    "too_small",
    "invalid_format",
    "unknown_event",
    "unknown_demo",
    "unknown_stream",
    "bad_params",
    "rate_limited",
    "server_full",
    "busy",
    "model_loading",
    "model_restarting",
    "model_unavailable",
    "timeout",
    "internal",
]
CLASSES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)]


def test_the_codes_are_those_of_the_protocol() -> None:
    assert sorted(BY_CODE) == sorted(CODES)
    assert {kind.code for kind in CLASSES} == set(CODES)


@pytest.mark.parametrize("kind", CLASSES)
def test_each_has_a_sentence_and_an_error_status(kind: type[Refusal]) -> None:
    assert kind.sentence.endswith(".")
    assert 400 <= kind.status < 600
    assert kind().message == kind.sentence


@pytest.mark.parametrize("code", CODES)
def test_a_code_gives_its_refusal(code: str) -> None:
    made = refusal(code, "Because.", 2.5)
    assert made.body() == {"code": code, "message": "Because.", "retry_after": 2.5}
    assert type(made) is BY_CODE[code]


def test_without_a_sentence_the_classs_own_and_no_empty_fields() -> None:
    assert refusal("timeout").body() == {"code": "timeout", "message": errors.Timeout.sentence}


def test_an_unknown_code_is_internal() -> None:
    assert refusal("segfault").code == "internal"


def test_retrying_at_once_is_told_too() -> None:
    assert refusal("busy", retry_after=0.0).body()["retry_after"] == 0.0
