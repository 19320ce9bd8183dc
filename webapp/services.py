"""What one app is made of, kept on the app itself.

The parts are named by their types alone: whatever asks for one of them imports none of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app

if TYPE_CHECKING:
    from webapp.budget import MemoryBudget
    from webapp.classroom.ballots import Ballots
    from webapp.classroom.namespace import Room
    from webapp.classroom.teacher import Teacher
    from webapp.config import Config
    from webapp.engine.engine import Engine
    from webapp.engine.turnstile import Turnstile
    from webapp.http.catalogue import Catalogue
    from webapp.http.polls import Polls
    from webapp.lan.certificate import Identity
    from webapp.lan.network import Network
    from webapp.lesson.lesson import Lesson
    from webapp.live.live import Live
    from webapp.live.uploads import Uploads
    from webapp.metrics import Metrics

KEY = "hype"


@dataclass(frozen=True, kw_only=True)
class Services:
    config: Config
    engine: Engine
    catalogue: Catalogue
    live: Live
    uploads: Uploads
    shared: Uploads
    budget: MemoryBudget
    turnstile: Turnstile
    metrics: Metrics
    socketio: Any
    teacher: Teacher
    polls: Polls
    ballots: Ballots
    lesson: Lesson
    room: Room
    network: Network

    @property
    def identity(self) -> Identity | None:
        """The certificate of LAN=1."""
        return self.network.identity


def services(app: Flask | None = None) -> Services:
    """The services of this app, or of the app of the present request."""
    return cast(Services, (app or current_app).extensions[KEY])
