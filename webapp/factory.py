"""Puts one app together."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import flask
import socketio.exceptions
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_socketio import SocketIO
from flask_talisman import Talisman
from jinja2 import StrictUndefined
from limits import parse_many
from werkzeug.middleware.proxy_fix import ProxyFix

from models.contract.demo import Demo
from models.contract.parameters import open_ones
from models.contract.registry import find_demos
from webapp import logs
from webapp.budget import MemoryBudget
from webapp.classroom import pages as room_pages
from webapp.classroom.ballots import Ballots
from webapp.classroom.namespace import Room
from webapp.classroom.teacher import Teacher
from webapp.classroom.wall_events import ROOM
from webapp.config import Config, ConfigError, load
from webapp.engine.engine import Engine
from webapp.engine.turnstile import Capacity, Turnstile
from webapp.errors import ServerFull
from webapp.http import api, i18n, joining, pages, playground, sharing, votes
from webapp.http import errors as http_errors
from webapp.http import lesson as lesson_page
from webapp.http.catalogue import Catalogue
from webapp.http.polls import Polls
from webapp.lan.network import Network
from webapp.lesson.lesson import Lesson
from webapp.limits import SetBack
from webapp.live.bodies import Bodies, Request
from webapp.live.gate import Gate, is_known
from webapp.live.live import Live
from webapp.live.packets import NAMESPACE, SafePacket
from webapp.live.traffic import PAGES, Allowance, Traffic
from webapp.live.uploads import Uploads
from webapp.live.websockets import METER, Metered
from webapp.metrics import Metrics
from webapp.secret import secret
from webapp.services import KEY, Services
from webapp.settings import ROOT
from webapp.visitors import Cookies, known_visitor, visitor_of

log = logging.getLogger(__name__)

MB = 1_000_000

MESSAGE_HEAD = 1024
"""Bytes that a message may have beside the largest frame."""
SPARE_CONNECTIONS = 20
"""WebSockets of one address beyond those that find a place in the room: they are told so, instead of being cut off."""
AT_ONCE = 2
"""Single pictures that a worker has at a time."""
STILLS, STILLS_PER_ADDRESS, STILLS_PER_VISITOR = 200, 120, 8
"""Single pictures that wait or are in workers: a class behind one address may send one each at the same time."""
SAME_SITE = "Lax"
"""Strict would make a newcomer of whoever comes by a link from another site, a learning platform's. That other sites
change nothing is the gate's part."""
PULSE = 1.0
"""Seconds between two rounds of what is done by the clock."""


def adapter(async_mode: str) -> Any:
    """The module that knows this way of serving; only that one is imported."""
    if async_mode == "eventlet":
        from webapp.live import eventlet_adapter

        return eventlet_adapter
    from webapp.live import threading_adapter

    return threading_adapter


class _Site(Flask):
    wsgi_app: Callable[..., Iterable[bytes]]
    """The app as the server calls it, or what has been put before it."""


def build(config: Config | None = None) -> Flask:
    """See :func:`webapp.create_app`."""
    config = config or load()
    app = _Site(__name__, root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.update(
        SETTINGS=config,
        SECRET_KEY=secret(config),
        SESSION_COOKIE_SAMESITE=SAME_SITE,
        SESSION_COOKIE_HTTPONLY=True,
        RATELIMIT_HEADERS_ENABLED=True,
    )
    app.session_interface = Cookies(both_schemes=config.lan and not config.proxies)
    app.request_class = Request
    app.jinja_env.undefined = StrictUndefined
    app.debug = config.debug
    serving = adapter(config.async_mode)
    demos = enabled(config)
    engine = Engine(config, demos, serving.wait_readable)
    uploads, metrics = Uploads(), Metrics()
    network = Network(config)
    socketio = _socketio(app, config, network)
    serving.patch_server(socketio.server)
    budget = MemoryBudget(
        config.body_budget * MB, config.body_budget_per_address * MB, config.body_budget_per_visitor * MB
    )
    traffic = Traffic(_allowance(config), budget, serving.rest)
    lesson = Lesson(visitors=config.max_visitors)
    live = Live(socketio.server, engine, demos, config, uploads, metrics, lesson)
    ballots = Ballots(config.data_dir / "votes.sqlite")
    room = Room(socketio.server, live, lesson, demos, config, votes=lambda: ballots.trouble)
    teacher = Teacher(config.teacher_token)
    app.extensions[KEY] = Services(
        config=config,
        engine=engine,
        catalogue=Catalogue(demos, engine, lesson),
        live=live,
        uploads=uploads,
        shared=Uploads(sharing.ROOM),
        budget=budget,
        turnstile=_turnstile(config),
        metrics=metrics,
        socketio=socketio,
        teacher=teacher,
        polls=Polls(demos),
        ballots=ballots,
        lesson=lesson,
        room=room,
        network=network,
    )
    _register_connect(socketio, live, room, teacher)
    _gauges(metrics, app.extensions[KEY])
    _http(app, config, network)
    _doors(
        app,
        config,
        network,
        traffic,
        Bodies(app.wsgi_app, budget, config.max_upload_bytes, functools.partial(visitor_of, app), serving.rest),
    )
    return app


def enabled(config: Config) -> dict[str, Demo]:
    """The demos to offer. Raises ConfigError for a name in DEMOS that is none."""
    found = find_demos(config.demo_path)
    for setting, names in (("DEMOS", config.demos), ("OPEN_UPLOADS", config.open_uploads)):
        if unknown := [name for name in names if name not in found]:
            raise ConfigError(f"{setting} names {unknown[0]!r}, which is not a demo; there are {', '.join(found)}.")
    for name in found.keys() - set(config.open_uploads):
        vars(found[name])["params"] = open_ones(found[name].params)  # this one's; its class keeps them all
    return {name: demo for name, demo in found.items() if not config.demos or name in config.demos}


def start(app: Flask) -> None:
    """Start the workers and the housekeeping of an app."""
    parts: Services = app.extensions[KEY]
    parts.engine.start()

    clock = SetBack(time.time(), time.monotonic())

    def housekeeping() -> None:
        while True:
            time.sleep(PULSE)
            try:
                if clock.is_so(time.time(), time.monotonic()):
                    _forget_requests(app)
                parts.live.expire(time.monotonic())
                parts.room.pulse(time.monotonic())
                parts.network.refresh(time.monotonic())
            except Exception:  # the next round is a second away
                log.exception("a round of housekeeping failed")

    threading.Thread(target=housekeeping, daemon=True, name="housekeeping").start()


def _forget_requests(app: Flask) -> None:
    """What flask-limiter has counted by the clock on the wall: it would wait until that is as late again."""
    for limiter in app.extensions["limiter"]:
        limiter.reset()


def _socketio(app: Flask, config: Config, network: Network) -> SocketIO:
    transport = logs.transport()
    return SocketIO(
        app,
        async_mode=config.async_mode,
        async_handlers=False,
        transports=["websocket"],
        cors_allowed_origins=lambda origin, _: is_known(origin, network),
        manage_session=False,
        message_queue=config.message_queue or None,
        serializer=SafePacket,
        max_http_buffer_size=config.max_frame_bytes + MESSAGE_HEAD,
        http_compression=False,
        ping_interval=20,
        ping_timeout=20,
        logger=transport,
        engineio_logger=transport,
    )


def _register_connect(socketio: SocketIO, live: Live, room: Room, teacher: Teacher) -> None:
    def connect(auth: Any = None) -> None:
        request: Any = flask.request
        try:
            bucket = request.environ[METER].bucket(NAMESPACE)
            live.connect(request.sid, known_visitor(), request.remote_addr or "", teacher.is_signed_in(), bucket)
        except ServerFull as full:
            raise socketio_refusal(full) from None

    def enter(auth: Any = None) -> None:
        request: Any = flask.request
        try:
            bucket = request.environ[METER].bucket(ROOM)
            room.connect(request.sid, known_visitor(), request.remote_addr or "", teacher.is_signed_in(), bucket)
        except ServerFull as full:
            raise socketio_refusal(full) from None

    socketio.on_event("connect", connect, namespace=NAMESPACE)
    socketio.on_event("connect", enter, namespace=ROOM)


def socketio_refusal(full: ServerFull) -> Exception:
    """What makes python-socketio answer a connection with connect_error and this refusal."""
    refused: Exception = socketio.exceptions.ConnectionRefusedError(full.message, full.body())
    return refused


def _gauges(metrics: Metrics, parts: Services) -> None:
    live, engine = parts.live, parts.engine
    metrics.gauge("hype_visitors", "Connections to /live", lambda: len(live.visitors))
    metrics.gauge("hype_streams", "Open streams", lambda: len(live.streams))
    metrics.gauge("hype_frames_waiting", "Streams with a waiting frame", lambda: engine.load["waiting"])
    metrics.gauge("hype_frames_in_flight", "Frames in workers", lambda: engine.load["in_flight"])
    metrics.gauge("hype_workers", "Workers that are up", lambda: engine.load["workers"])
    metrics.gauge("hype_workers_spare", "Workers that stand by", lambda: engine.load["spare"])
    metrics.gauge("hype_worker_restarts", "Workers that ended since the start", lambda: engine.load["restarts"])
    metrics.gauge("hype_incoming_bytes", "Bytes of bodies and messages on their way in", lambda: parts.budget.held)
    metrics.gauge("hype_pictures", "Single pictures that wait or are in workers", lambda: len(parts.turnstile))
    metrics.gauge("hype_upload_bytes", "Bytes of uploaded pictures that are kept", lambda: parts.uploads.size)
    metrics.gauge("hype_shared_bytes", "Bytes of shared pictures that wait for a page", lambda: parts.shared.size)


def _allowance(config: Config) -> Allowance:
    return Allowance(
        rate=config.message_rate,
        burst=config.message_burst,
        abuse=config.message_abuse,
        longest=config.max_frame_bytes + MESSAGE_HEAD,
        connections=2 * config.max_visitors_per_address + SPARE_CONNECTIONS,
    )


def _turnstile(config: Config) -> Turnstile:
    """Two pictures a worker: one that it computes, one that it decodes meanwhile."""
    workers = config.ray_max_replicas if config.engine == "ray" else config.worker_count
    room = Capacity(STILLS, STILLS_PER_ADDRESS, STILLS_PER_VISITOR)
    return Turnstile(AT_ONCE * workers, config.max_upload_bytes, room)


def _http(app: Flask, config: Config, network: Network) -> None:
    """Pages, API, headers, limits."""
    app.register_blueprint(pages.bp)
    app.register_blueprint(api.bp)
    app.register_blueprint(playground.bp)
    app.register_blueprint(lesson_page.bp)
    app.register_blueprint(votes.bp)
    app.register_blueprint(sharing.bp)
    app.register_blueprint(room_pages.bp)
    app.register_blueprint(joining.bp)
    i18n.register(app)
    http_errors.init_app(app)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    together = "; ".join(
        f"{rate.amount * PAGES} per {rate.multiples} {rate.GRANULARITY.name}" for rate in parse_many(config.api_rate)
    )
    for view in ("api.run", "api.upload", "sharing.take", "votes.show", "votes.cast", "room.sign_in"):
        limited: Any = limiter.limit(config.api_rate, key_func=_visitor_or_address)(app.view_functions[view])
        app.view_functions[view] = limiter.limit(together)(limited)
    talisman = Talisman(
        app,
        force_https=False,
        strict_transport_security=False,
        session_cookie_secure=False,
        session_cookie_samesite=SAME_SITE,
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"camera": "(self)", "microphone": "(self)", "display-capture": "(self)"},
        content_security_policy={
            "default-src": "'self'",
            "img-src": "'self' blob: data:",
            "media-src": "'self' blob:",
            "worker-src": "'self'",
            "connect-src": "'self'",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        },
    )

    def name_sockets() -> None:
        """Where the network has no name for them 'self' has to do, which browsers take for sockets, too."""
        talisman.content_security_policy["connect-src"] = ["'self'", *network.sockets]

    name_sockets()
    network.on_change.append(name_sockets)


def _visitor_or_address() -> str:
    return known_visitor() or get_remote_address()


def _doors(app: _Site, config: Config, network: Network, traffic: Traffic, bodies: Bodies) -> None:
    """What stands in front of the app, the outermost last: bodies, sockets, names and origins, proxies."""
    app.wsgi_app = Gate(Metered(bodies, traffic), network)
    if config.proxies:
        count = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)
