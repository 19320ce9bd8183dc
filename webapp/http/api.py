"""The HTTP API: demos on single pictures, uploads, health, metrics."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from contextlib import AbstractContextManager
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from models.contract import containers
from models.contract.demo import Demo
from models.contract.pictures import STILL, FrameError, check_header
from models.contract.sounds import read_wav
from models.contract.sources import Clock, Microphone
from webapp.engine.fleet import State
from webapp.engine.streams import Answer, Frame, Stream
from webapp.errors import BadImage, ModelLoading, ModelRestarting, Timeout, refusal
from webapp.lesson.queries import value_of
from webapp.live.live import switched_off
from webapp.live.params import first_params
from webapp.services import services
from webapp.visitors import known_visitor, visitor_name

bp = Blueprint("api", __name__)

WAIT_FOR_MODEL = 20.0
"""Seconds that a request waits for a model that is being loaded, before it is told to come back."""
WAIT_FOR_TURN = 20.0
"""Seconds that a picture waits behind others."""
LAYERS = "layers"
STATED, AT_A_GLANCE = 64, 65_536
"""Bytes within which a picture says its size: of a PNG or WebP, and of most JPEGs."""


@bp.get("/api/demos")
def demos() -> Response:
    return jsonify(demos=services().catalogue.all())


@bp.post("/api/demos/<name>")
def run(name: str) -> Response:
    """One picture, sound or turn through one demo: a JPEG for who accepts that alone and where there is one, else JSON
    of the data; with ``layers=1`` its layers as well, in Base64."""
    demo = services().catalogue.demo(name)
    if name in services().lesson.off:
        raise switched_off()
    held = _held(demo)
    known = known_visitor()
    params, pictures = first_params(demo, _query(demo), visitor_name(), services().uploads, held)
    wants_picture = request.accept_mimetypes.best_match(["application/json", "image/jpeg"]) == "image/jpeg"
    render = "layers" if _wants_layers(demo) else "server" if wants_picture else "browser"
    stream = Stream("", "", demo.name, params, render, still=True)
    stream.pictures, stream.sender = pictures, visitor_name()
    value = _value(demo)
    with _turn(known, value):
        answer = _infer(stream, value)
    if render == "server" and answer.image:
        return Response(answer.image, mimetype="image/jpeg", headers={} if held is None else {"Held": "true"})
    told: dict[str, Any] = {} if held is None else {"held": True}
    if render == "layers":
        told["layers"] = {layer: b64encode(data).decode() for layer, data in answer.layers.items()}
    return jsonify(demo=name, params=params, data=answer.data, timing=answer.timing, **told)


@bp.post("/api/uploads")
def upload() -> tuple[Response, int]:
    """Keep a picture for this visitor, in memory; its id is the value of an upload parameter."""
    known = known_visitor()
    picture = sent_picture()
    with _turn(known, picture):
        image, width, height = services().engine.reencode(picture, visitor_name())
    id = services().uploads.add(visitor_name(), image, time.monotonic(), _address())
    return jsonify(id=id, width=width, height=height), 201


@bp.get("/healthz")
def healthz() -> Response:
    return jsonify(status="alive")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    states = services().engine.states()
    ready = all(state.state in (State.READY, State.IDLE) for state in states.values())
    shown = {name: {"state": s.state, "reason": s.reason} for name, s in states.items()}
    return jsonify(ready=ready, demos=shown), 200 if ready else 503


@bp.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(services().metrics.registry), content_type=CONTENT_TYPE_LATEST)


def _value(demo: Demo) -> bytes:
    """What feeds the demo, of the request: a picture, a WAV file, or nothing for a clock. Raises Refusal."""
    if isinstance(demo.source, Clock):
        return b""
    return _sound() if isinstance(demo.source, Microphone) else sent_picture()


def _sound() -> bytes:
    """The WAV file of the request: multipart ``sound`` or the whole body. Raises Refusal for what is none."""
    data = _sent("sound")
    try:
        read_wav(data)
    except FrameError as error:
        raise refusal(error.code, str(error)) from None
    return data


def sent_picture() -> bytes:
    """The picture of the request: multipart ``image`` or the whole body.

    Raises BadImage when there is none, and what its first bytes say against it.
    """
    data = _sent("image")
    if not data:
        raise BadImage("No picture came with the request. Send one as the body, or as the form's field image.")
    glance(data)
    return data


def _sent(field: str) -> bytes:
    if request.mimetype == "multipart/form-data":
        file: Any = request.files.get(field)
        return file.stream.getvalue() if file is not None else b""
    return request.get_data(cache=False)  # whatever it calls itself: curl says that it sends a form


def glance(data: bytes) -> None:
    """Refuse by its first bytes what a worker would refuse, so that it need not wait for one. Decodes nothing.

    A few bytes, so that this takes well under a millisecond whatever is in them; the worker looks at the rest. Raises
    Refusal.
    """
    head = data[: AT_A_GLANCE if data.startswith(b"\xff\xd8") else STATED]
    try:
        check_header(head, STILL)
    except FrameError as error:
        if error.code != "bad_image" or len(head) == len(data) or not containers.kind_of(data):
            raise refusal(error.code, str(error), why=error.why) from None


def _turn(visitor: str, picture: bytes) -> AbstractContextManager[None]:
    return services().turnstile.turn(_address(), visitor, len(picture), WAIT_FOR_TURN)


def _address() -> str:
    return request.remote_addr or ""


def _held(demo: Demo) -> dict[str, Any] | None:
    """The parameters that hold, whatever this request asks for; None while nothing is locked, and for the teacher."""
    if not services().lesson.locked or services().teacher.is_present():
        return None
    return services().live.held.single(visitor_name(), demo)


def _query(demo: Demo) -> dict[str, Any]:
    """The query's parameters as the declared kinds; what cannot be one is left for the check to refuse."""
    declared = {parameter.name: parameter for parameter in demo.params}
    args = {key: text for key, text in request.args.items() if key != LAYERS or key in declared}
    return {key: value_of(declared.get(key), text) for key, text in args.items()}


def _wants_layers(demo: Demo) -> bool:
    """Whether the query asks for layers; a demo's own parameter of that name goes before."""
    return request.args.get(LAYERS) == "1" and LAYERS not in {parameter.name for parameter in demo.params}


def _infer(stream: Stream, image: bytes) -> Answer:
    """The answer for one picture. Blocks this request only; raises the Refusal that it got."""
    done = threading.Event()
    box: list[Answer] = []

    def receive(answer: Answer) -> None:
        box.append(answer)
        done.set()

    engine = services().engine
    stream.id, stream.reply = f"http-{id(stream):x}-{time.monotonic_ns():x}", receive
    end = time.monotonic() + WAIT_FOR_MODEL
    for seq in range(10_000):
        try:
            engine.submit(Frame(stream, seq, 0.0, image, stream.params, time.monotonic()))
            break
        except (ModelLoading, ModelRestarting):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
    if not done.wait(2 * current_app.config["SETTINGS"].frame_deadline + 5):
        engine.close(stream)
        raise Timeout()
    if box[0].refused is not None:
        raise box[0].refused
    return box[0]
