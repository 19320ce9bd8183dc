"""The web process: it moves bytes and never computes; no TensorFlow and no OpenCV are imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.config import Config


def create_app(config: Config | None = None) -> Flask:
    """An app that is ready to serve once its engine is started (``webapp.services.services(app).engine``)."""
    # Worker processes import this package too, and have no use for Flask.
    from webapp.factory import build

    return build(config)
