"""Every setting: its default, its environment variable (the same name in capitals) and its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent

Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """What can be set, each for itself; what goes together and what does not is ``webapp.config.Config``'s to say."""

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
    open_uploads: Names = Field(
        (),
        description="Demos whose uploads, closed by default, are open: nobody is to be frightened or calmed by a demo "
        "(lesions).",
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
        description="MB above which a worker drops demos that nobody has used for a while.",
    )
    spare_worker: bool = Field(True, description="One more worker stands by, so that a lost one costs under 2 s.")
    drain_seconds: float = Field(
        3, ge=0, le=60, description="How long frames in flight may still be answered after SIGTERM."
    )
