"""Mistakes of ours over HTTP: logged with their traceback, told without it unless DEBUG asks for it."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp.http import errors


@pytest.mark.parametrize("debug", [False, True])
def test_a_traceback_is_shown_to_who_asks_for_it_only(debug: bool) -> None:
    app = Flask("mistaken")
    errors.init_app(app)
    app.debug = debug

    @app.get("/api/mistake")
    def mistake() -> str:
        raise ZeroDivisionError("a mistake of ours")

    answer = app.test_client().get("/api/mistake")
    assert answer.status_code == 500
    assert ("ZeroDivisionError" in answer.text) is debug
    assert ("Traceback" in answer.text) is debug
