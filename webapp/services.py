"""What one app is made of, kept on the app itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app

from webapp.ballots import Ballots
from webapp.budget import MemoryBudget
from webapp.catalogue import Catalogue
from webapp.config import Config
from webapp.inference.engine import Engine
from webapp.live import Live
from webapp.metrics import Metrics
from webapp.room.lesson import Lesson
from webapp.teacher import Teacher
from webapp.turnstile import Turnstile
from webapp.uploads import Uploads

if TYPE_CHECKING:
    from webapp.lan.certificate import Identity
    from webapp.room.namespace import Room
    from webapp.votes import Polls

KEY = "hype"


@dataclass(frozen=True)
class Services:
    config: Config
    engine: Engine
    catalogue: Catalogue
    live: Live
    uploads: Uploads
    budget: MemoryBudget
    turnstile: Turnstile
    metrics: Metrics
    socketio: Any
    teacher: Teacher
    polls: Polls
    ballots: Ballots
    lesson: Lesson
    room: Room
    identity: Identity | None


def services(app: Flask | None = None) -> Services:
    """The services of this app, or of the app of the present request."""
    return cast(Services, (app or current_app).extensions[KEY])
