"""The settings of one server as they hold: checked together, and what follows from them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError, field_validator, model_validator

from webapp.hostnames import ascii_name, browser_origin
from webapp.secret import KNOWN_SECRETS, is_weak
from webapp.settings import ROOT, Settings

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERYBODY = {"*", "[]", "null"}
"""Origins that would let every site connect here."""
WEB_MB = 400
"""What the web process holds beside bodies on their way: itself, connections, visitors' uploads."""
SPARE_MB = 600
"""What a worker holds that stands by: TensorFlow, imported."""
PICTURE_MB = 300
"""The most that a worker takes for one picture, above what its demos hold."""
OWN_FILES = 256
"""Descriptors of the web process beside connections; as many threads, of all processes, beside those of connections."""


class ConfigError(Exception):
    """A setting that the server will not start with; one plain sentence."""


class Config(Settings):
    """Settings of one server. ``Config()`` reads the environment; tests pass values."""

    @field_validator("origins", "trusted_hosts", "demos", "open_uploads", "preload", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("demo_path", mode="before")
    @classmethod
    def _folders(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return json.loads(value) if value.startswith("[") else [part for part in value.split(os.pathsep) if part]

    @field_validator("data_dir", mode="before")
    @classmethod
    def _usual_folder(cls, value: Any) -> Any:
        return ROOT / "var" if value == "" else value

    @field_validator("api_rate")
    @classmethod
    def _rates(cls, value: str) -> str:
        from limits import parse_many

        try:
            amounts = [rate.amount for rate in parse_many(value)]
        except ValueError:
            amounts = [0]
        if not all(1 <= amount <= 1_000_000 for amount in amounts):
            raise ValueError("must be as '20 per second' or '20 per second; 300 per minute', each from 1 to 1000000")
        return value

    @field_validator("message_queue")
    @classmethod
    def _queue(cls, value: str) -> str:
        if value and not re.fullmatch(r"rediss?://\S+", value):
            raise ValueError("must be as redis://host:6379/0, or empty")
        return value

    @field_validator("origins")
    @classmethod
    def _as_browsers_write_them(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Whatever a browser would never send would be a setting without effect."""
        for origin in value:
            if origin not in EVERYBODY and not re.fullmatch(r"(?i:https?)://[^\s/?#@]+", origin):
                raise ValueError(f"must be as https://name or http://name:8080, without a path; {origin!r} is not")
        return tuple(origin if origin in EVERYBODY else browser_origin(origin) for origin in value)

    @field_validator("trusted_hosts")
    @classmethod
    def _names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not re.fullmatch(r"[^\s/:?#@\[\]]+|[0-9A-Fa-f:.]+", name):
                raise ValueError(f"must be names or addresses, without https:// and without a port; {name!r} is not")
        return tuple(ascii_name(name) for name in value)

    @field_validator("workers", "threads", "lanes", mode="before")
    @classmethod
    def _count(cls, value: Any) -> Any:
        if isinstance(value, str) and value != "auto":
            value = int(value) if value.isascii() and value.isdigit() else 0
        if isinstance(value, int) and not 1 <= value <= 64:
            raise ValueError("must be auto or a number from 1 to 64")
        return value

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> Config:
        if EVERYBODY & set(self.origins):
            raise ValueError("ORIGINS must name each origin; '*', '[]' and 'null' would let every site connect here")
        if "*" in self.trusted_hosts:
            raise ValueError("TRUSTED_HOSTS must name each host; '*' would let any site's name point here")
        if self.debug and (self.lan or self.host not in LOOPBACK):
            raise ValueError("DEBUG=1 shows everybody tracebacks, so it is refused off loopback; leave HOST alone")
        if self.secret_key and is_weak(self.secret_key):
            raise ValueError("SECRET_KEY is a known default or too short; leave it out and one is made")
        token = self.teacher_token
        if token and (token != token.strip() or not token.isprintable()):
            raise ValueError("TEACHER_TOKEN begins or ends with a space, which nobody can type; leave it out")
        if token and (token.lower() in KNOWN_SECRETS or len(token) < 8):
            raise ValueError("TEACHER_TOKEN is a known default or shorter than 8; leave it out and one is made")
        return self

    @model_validator(mode="after")
    def _refuse_what_cannot_be_kept(self) -> Config:
        """Two settings of which one promises what the other forbids."""
        largest = max("max_upload_bytes", "max_frame_bytes", key=lambda name: int(getattr(self, name)))
        for name in ("body_budget", "body_budget_per_address", "body_budget_per_visitor"):
            if getattr(self, name) * 1_000_000 < getattr(self, largest):
                raise ValueError(
                    f"{name.upper()} is {getattr(self, name)} MB, less than the {getattr(self, largest) / 1e6:g} MB "
                    f"of {largest.upper()}, so that nobody could ever send that much"
                )
        if self.ray_replicas > self.ray_max_replicas:
            raise ValueError(f"RAY_REPLICAS is above RAY_MAX_REPLICAS, which is {self.ray_max_replicas}")
        return self

    @property
    def listen_host(self) -> str:
        return "0.0.0.0" if self.lan else self.host  # noqa: S104  asked for by LAN=1

    @property
    def worker_count(self) -> int:
        return 1 if self.workers == "auto" else self.workers

    @property
    def memory_needed(self) -> int:
        """MB that the web process and its workers may take together: a service manager's limit lies above."""
        busy = self.worker_count * (self.memory_budget + PICTURE_MB)
        return busy + self.spares * SPARE_MB + self.body_budget + WEB_MB

    @property
    def spares(self) -> int:
        """Workers that stand by; a cluster looks after its own."""
        return int(self.spare_worker and self.engine == "local")

    def preloaded(self, demos: Iterable[str]) -> tuple[str, ...]:
        """Which of ``demos`` are loaded at start, in that order; what is named but not offered is left out."""
        offered = tuple(demos)
        if self.preload in (("all",), ("1",)):
            return offered
        return tuple(name for name in self.preload if name in offered)

    @property
    def worker_threads(self) -> int:
        return max(1, cores() // self.worker_count) if self.threads == "auto" else self.threads


def cores() -> int:
    """Cores that this process may use: in a container often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load(**values: Any) -> Config:
    """The settings from the environment. Raises ConfigError with a sentence for whoever started the server."""
    try:
        return Config(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        message = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{name + ': ' if name else ''}{message}.") from None
