"""Every setting: its default, its environment variable (the same name in capitals) and its reason."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
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
KNOWN_SECRETS = {"dev", "secret", "secret!", "changeme", "change-me", "development", "password", "key"}

Names = Annotated[tuple[str, ...], NoDecode]


class ConfigError(Exception):
    """A setting that the server will not start with; one plain sentence."""


class Config(BaseSettings):
    """Settings of one server. ``Config()`` reads the environment; tests pass values."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False)

    host: str = Field("127.0.0.1", description="Loopback, so that a first start is never open to a network.")
    port: int = Field(5000, ge=1, le=65535, description="Free on most machines; below 1024 needs rights.")
    async_mode: Literal["eventlet", "threading"] = Field(
        "eventlet", description="Least processor time a frame; threading is there for when eventlet ends."
    )
    engine: Literal["local", "ray"] = Field(
        "local", description="local: workers on this machine; ray: on the cluster that RAY_ADDRESS names."
    )
    ray_replicas: int = Field(1, ge=0, le=1000, description="ENGINE=ray: replicas of each demo that always run.")
    ray_max_replicas: int = Field(
        4, ge=1, le=1000, description="ENGINE=ray: the most replicas of a demo; load decides."
    )
    ray_cpus: float = Field(
        1, ge=0, le=1024, description="ENGINE=ray: processor cores a replica takes; its threads, too."
    )
    ray_gpus: float = Field(
        0, ge=0, le=64, description="ENGINE=ray: GPUs a replica takes, as 0.25; 0 computes on cores."
    )
    message_queue: str = Field(
        "", description="redis://… where several web processes serve one site; empty: this one is alone."
    )
    workers: int | Literal["auto"] = Field("auto", description="auto: one, which then has all cores to itself.")
    threads: int | Literal["auto"] = Field("auto", description="TensorFlow threads a worker; auto: cores / workers.")
    lanes: int | Literal["auto"] = Field(
        "auto", description="Pictures a worker computes at the same time; auto: one a thread, up to 4; on a GPU one."
    )
    device: Literal["auto", "cpu", "gpu"] = Field("auto", description="gpu: workers do not start where there is none.")
    lan: bool = Field(False, description="Listen on all addresses of the machine, by HTTPS as well as HTTP.")
    mdns: bool = Field(True, description="With LAN=1, tell the network the name hype.local.")

    demos: Names = Field((), description="Comma-separated names of the demos to offer; empty: all that are found.")
    demo_path: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="More folders with demos, beside models/; separated by colons, or a JSON list."
    )
    preload: Names = Field(
        ("pose", "style"), description="Demos loaded at start; all, none, or names. The others load when opened."
    )

    data_dir: Path = Field(
        ROOT / "var", description="Session secret, votes, certificate; serving goes on where it cannot be written."
    )
    secret_key: str = Field("", description="Signs the visitor cookie; empty: made once and kept in data_dir.")
    teacher_token: str = Field("", description="Opens the teacher's page; empty: made at each start and printed.")
    origins: Names = Field((), description="More origins whose pages may connect, as https://name (reverse proxy).")
    trusted_hosts: Names = Field((), description="More host names under which the site may be asked for.")
    proxies: int = Field(0, ge=0, le=5, description="How many reverse proxies set X-Forwarded-*; 0 believes none.")
    debug: bool = Field(
        False, description="Errors show their traceback, templates are read anew; refused off loopback."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="INFO has a line for each worker, load and refusal; none for each frame."
    )

    window: int = Field(2, ge=1, le=8, description="Frames a stream may have unanswered: one inferred, one waiting.")
    max_frame_bytes: int = Field(
        1_000_000, ge=10_000, le=1_900_000, description="A live frame; 640x480 at quality 85 is about 60 kB."
    )
    max_upload_bytes: int = Field(
        40_000_000,
        ge=10_000,
        le=1_000_000_000,
        description="A picture sent over HTTP; 12 megapixels are a TIFF of 38 MB.",
    )
    max_visitors: int = Field(200, ge=1, le=10_000, description="Connections to /live at a time; more get server_full.")
    max_visitors_per_address: int = Field(100, ge=1, le=10_000, description="A classroom may sit behind one address.")
    max_streams: int = Field(100, ge=1, le=10_000, description="Open streams at a time, in all.")
    max_streams_per_visitor: int = Field(
        4, ge=1, le=1000, description="Open streams of one connection; a page needs one."
    )
    max_connections: int = Field(
        4000,
        ge=8,
        le=100_000,
        description="TCP connections that the server keeps open at once; fewer where few files may be open.",
    )
    request_seconds: float = Field(
        15,
        gt=0,
        le=3600,
        description="For a request's head, and for a stall of its body; 8 kB a second keep it.",
    )
    message_rate: float = Field(
        90,
        gt=0,
        le=10_000,
        description="Messages a second a visitor may send; a camera gives 30. Of one address: 50 times that.",
    )
    message_burst: int = Field(
        180, ge=1, le=100_000, description="Messages at once, before message_rate counts: two seconds."
    )
    message_abuse: int = Field(
        1000, ge=1, le=1_000_000, description="Messages beyond the rate after which the connection is closed."
    )
    api_rate: str = Field(
        "20 per second",
        description="POSTs and looks at votes by a visitor or an address without cookies; by an address 50 times that.",
    )
    body_budget: int = Field(
        256,
        ge=1,
        le=100_000,
        description="MB that bytes on their way in may hold in all: bodies, and messages not yet whole.",
    )
    body_budget_per_address: int = Field(
        160, ge=1, le=100_000, description="MB of them from one address; a class may share one."
    )
    body_budget_per_visitor: int = Field(
        80, ge=1, le=100_000, description="MB of them from one visitor: two of the largest bodies."
    )
    idle_timeout: float = Field(
        120, gt=0, le=86_400, description="Seconds after which a stream without frames is closed."
    )
    frame_deadline: float = Field(
        10, gt=0, le=3600, description="Seconds a model may take over a batch before it is killed."
    )
    load_deadline: float = Field(
        180, gt=0, le=3600, description="Seconds a model may take to load; the first one brings TensorFlow in."
    )
    heartbeat_deadline: float = Field(
        5,
        ge=1,
        le=3600,
        description="Seconds of silence after which a worker counts as hung, but while it loads a demo.",
    )
    start_deadline: float = Field(120, gt=0, le=3600, description="Seconds until a worker says hello.")
    breaker_failures: int = Field(3, ge=1, le=1000, description="Failures in a row after which a demo is taken out.")
    breaker_pause: float = Field(
        60, ge=0, le=86_400, description="Seconds until a demo taken out is tried again; doubled each time."
    )
    memory_budget: int = Field(
        6000, ge=200, le=10_000_000, description="MB a worker may hold before it drops the demo unused for longest."
    )
    idle_memory: int = Field(
        1280,
        ge=1,
        le=10_000_000,
        description="MB above which a worker drops demos that nobody uses, when it loads one.",
    )
    spare_worker: bool = Field(True, description="One more worker stands by, so that a lost one costs under 2 s.")
    drain_seconds: float = Field(
        3, ge=0, le=60, description="How long frames in flight may still be answered after SIGTERM."
    )

    @field_validator("origins", "trusted_hosts", "demos", "preload", mode="before")
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
        if self.secret_key and (
            self.secret_key.lower() in KNOWN_SECRETS
            or len(set(self.secret_key)) < 6
            or len(self.secret_key.strip()) < 16
        ):
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


def ascii_name(name: str) -> str:
    """A host's name as browsers send it: lower case, no dot at its end, other letters in Punycode (RFC 3492).

    An address stays as it is. Raises ValueError for a label that is empty or longer than 63 bytes.
    """
    plain = re.sub("[\u3002\uff0e\uff61]", ".", unicodedata.normalize("NFKC", name.lower())).removesuffix(".")
    labels = []
    for label in plain.split("."):
        short = label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        if not 1 <= len(short) <= 63 and ":" not in short:
            raise ValueError(f"{name!r} is no host's name: between its dots there are 1 to 63 letters")
        labels.append(short)
    return ".".join(labels)


def browser_origin(origin: str) -> str:
    """An origin as browsers send it, without the scheme's own port. Raises ValueError as :func:`ascii_name` does."""
    scheme, _, place = origin.lower().partition("://")
    bracketed = re.fullmatch(r"(\[[^\]]*\])(?::(\d*))?", place)
    name, port = bracketed.groups() if bracketed else (place.partition(":")[0], place.partition(":")[2])
    usual = {"http": "80", "https": "443"}.get(scheme)
    shown = name if bracketed else ascii_name(name)
    return f"{scheme}://{shown}" + (f":{port}" if port and port != usual else "")


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


def secret(config: Config) -> str:
    """The session secret: from the environment, else from data_dir, else a new one written there, mode 0600.

    Where nothing can be written the secret lasts as long as the process: visitors then get a new cookie.
    """
    if config.secret_key:
        return config.secret_key
    path = config.data_dir / "secret"
    try:
        if len(found := path.read_text().strip()) >= 32:
            with contextlib.suppress(OSError):
                path.chmod(0o600)
            return found
    except OSError:
        pass
    made = secrets.token_hex(32)
    try:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(made)
        path.chmod(0o600)
    except OSError:
        pass
    return made
