"""The Socket.IO namespace /live, version 1: validate, hand over to the engine, answer."""

from __future__ import annotations

import contextlib
import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.contract.demo import Demo
from models.contract.pictures import FrameError
from models.contract.sounds import PCM_BYTES, check_pcm
from models.contract.sources import Camera, Clock, Microphone
from webapp.config import Config
from webapp.engine.engine import Answer, Engine
from webapp.engine.fleet import State
from webapp.engine.streams import Frame, Stream, Streams
from webapp.errors import (
    InvalidFormat,
    Locked,
    ModelUnavailable,
    RateLimited,
    Refusal,
    ServerFull,
    TooLarge,
    UnknownDemo,
    UnknownEvent,
    refusal,
)
from webapp.lesson.lesson import Lesson
from webapp.lesson.lock import Lock
from webapp.limits import TokenBucket
from webapp.live import envelopes
from webapp.live.packets import MALFORMED, NAMESPACE
from webapp.live.params import Checked, checked_params, first_params
from webapp.live.uploads import Uploads
from webapp.metrics import Metrics
from webapp.shares import Place, Shares

log = logging.getLogger(__name__)

WARN_EVERY = 1.0
"""Seconds between two ``rate_limited`` problems to the same visitor."""
UNREAD = 12
"""Packets waiting to be read by a visitor, above which frames are dropped on arrival."""
SLACK = 1.3
"""How much faster than the teacher's limit frames may come: clocks and networks are not even."""
STREAMS_OF_TEN = 6
"""Of ten streams, those that one address may keep when others want some: a class of sixty."""
MOST_WAITING = 1.0
"""Seconds of sound that may wait for its turn."""
STREAM_IDLE = 10.0
"""Seconds without a frame after which a stream may be given to somebody else where all are taken."""
CONNECTION_IDLE = 60.0
"""Seconds without an event after which a connection may; its page comes back by itself."""
UNREAD_SECONDS = 30.0
"""How long a visitor may leave that many unread before the connection is closed."""


@dataclass(slots=True)
class Visitor:
    """One connection. ``name`` is what the visitor cookie says, for uploads; empty without a cookie."""

    sid: str
    name: str
    address: str
    bucket: TokenBucket
    teacher: bool = False
    warned: float = 0.0
    unread_since: float = 0.0
    heard: float = 0.0
    """When its last event came, or it did."""


Handler = Callable[..., Any]


class Live:
    """The handlers, with the visitors and streams they know. ``server`` is python-socketio's."""

    def __init__(
        self,
        server: Any,
        engine: Engine,
        demos: dict[str, Demo],
        config: Config,
        uploads: Uploads,
        metrics: Metrics,
        lesson: Lesson | None = None,
    ) -> None:
        self._server, self._engine, self._demos, self._config = server, engine, demos, config
        self._uploads, self._metrics = uploads, metrics
        self._lesson = lesson or Lesson(visitors=config.max_visitors)
        self.lock = Lock(self._lesson)
        self.observers: list[Callable[[Stream, Answer], None]] = []
        """Called with each answer to a live frame, before it is sent."""
        self.visitors: dict[str, Visitor] = {}
        self.streams = Streams(config.max_streams, config.max_streams_per_visitor)
        self._places = Shares(STREAMS_OF_TEN * config.max_streams // 10, STREAM_IDLE)
        self._connections = Shares(config.max_visitors_per_address, CONNECTION_IDLE, is_cap=True)
        for event, handler in {
            "open": self._on_open,
            "params": self._on_params,
            "close": self._on_close,
            "frame": self._on_frame,
            "sound": self._on_sound,
            "seen": self._on_seen,
            MALFORMED: self._on_malformed,
        }.items():
            server.on(event, self._guarded(handler), namespace=NAMESPACE)
        server.on("*", self._unknown, namespace=NAMESPACE)
        server.on("disconnect", self._on_disconnect, namespace=NAMESPACE)

    # -- connections --------------------------------------------------------------------------------------

    def connect(self, sid: str, name: str, address: str, teacher: bool, bucket: TokenBucket) -> None:
        """A new connection. ``bucket`` is for its events, and may have been another's before. Raises ServerFull."""
        if not teacher:
            self._lesson.removals.admit(name, address, time.monotonic())
        newcomer = Place(sid, address, name, time.monotonic())
        places = (Place(v.sid, v.address, v.name, v.heard) for v in list(self.visitors.values()))
        given_up = self._connections.given_up(places, newcomer, self._lesson.visitors)
        if given_up is not None and (silent := self.visitors.get(given_up.key)) is not None:
            log.info("visitor %s makes room for another", silent.sid)
            self._hang_up(silent)
        self.visitors[sid] = Visitor(sid, name, address, bucket, teacher, heard=newcomer.heard)

    def heard(self, sid: str) -> float:
        """When a connection sent its last event; 0 where it is none."""
        visitor = self.visitors.get(sid)
        return 0.0 if visitor is None else visitor.heard

    def _on_disconnect(self, sid: str, *_: Any) -> None:
        self.visitors.pop(sid, None)
        for stream in self.streams.of(sid):
            self._close(stream)

    def expire(self, now: float) -> None:
        """Close the streams that had no frame for a long time."""
        for stream in self.streams.idle(now, self._config.idle_timeout):
            self._close(stream)

    def switch_off(self, demo: str) -> None:
        """Close every stream of a demo that the teacher has switched off."""
        for stream in [stream for stream in self.streams if stream.demo == demo]:
            self._problem(stream.visitor, switched_off(), stream=stream.id)
            self._close(stream)

    def remove(self, name: str) -> None:
        """End the connections of a visitor."""
        for visitor in [visitor for visitor in self.visitors.values() if visitor.name == name]:
            self._hang_up(visitor)

    def _make_room(self, visitor: Visitor) -> None:
        """Close a stream where all are taken and one is to be given up for this visitor's. Raises ServerFull."""
        if len(self.streams.of(visitor.sid)) >= self._config.max_streams_per_visitor:
            return  # which is for the streams to refuse
        places = []
        for stream in self.streams:
            owner = self.visitors.get(stream.visitor)
            if owner is not None:
                places.append(Place(stream.id, owner.address, owner.name, stream.active))
        newcomer = Place("", visitor.address, visitor.name, time.monotonic())
        given_up = self._places.given_up(places, newcomer, self._config.max_streams)
        for stream in [stream for stream in self.streams if given_up is not None and stream.id == given_up.key]:
            refused = ServerFull("Somebody who had none got this place. Try again in a moment.", retry_after=10)
            self._problem(stream.visitor, refused, stream=stream.id)
            self._close(stream)

    def dismiss(self, name: str) -> None:
        """The teacher has signed out: from now on a visitor as all others."""
        for visitor in list(self.visitors.values()):
            visitor.teacher = visitor.teacher and visitor.name != name

    def _close(self, stream: Stream) -> None:
        self._engine.close(stream)
        self.streams.close(stream)

    # -- events -------------------------------------------------------------------------------------------

    def _guarded(self, handler: Handler) -> Handler:
        """Count the message, and turn refusals into answers."""

        @functools.wraps(handler)
        def guarded(sid: str, *args: Any) -> Any:
            visitor = self.visitors.get(sid)
            if visitor is None:
                return None
            visitor.heard = time.monotonic()
            if not visitor.bucket.take(visitor.heard):
                return self._limit(visitor, args)
            return handler(visitor, *args)

        return guarded

    def _limit(self, visitor: Visitor, args: tuple[Any, ...]) -> dict[str, Any]:
        refused = RateLimited(retry_after=1.0)
        now = time.monotonic()
        with contextlib.suppress(Refusal):  # what was a frame is told among the dropped, so that its credit comes back
            head, _ = envelopes.read_frame(args)
            self.streams.get(visitor.sid, head.stream).skip(head.seq)
        if visitor.bucket.refused > self._config.message_abuse:
            log.warning("visitor %s sends without end; connection closed", visitor.sid)
            self._hang_up(visitor)
        elif now - visitor.warned > WARN_EVERY:
            visitor.warned = now
            self._problem(visitor.sid, refused)
        return _refused(refused)

    def _unknown(self, event: str, sid: str, *_: Any) -> Any:
        def refuse(visitor: Visitor) -> dict[str, Any]:
            refused = UnknownEvent(f"There is no event {event[:40]!r}.")
            self._problem(visitor.sid, refused)
            return _refused(refused)

        return self._guarded(refuse)(sid)

    def _on_malformed(self, visitor: Visitor, *_: Any) -> None:
        self._problem(visitor.sid, InvalidFormat())

    def _on_open(self, visitor: Visitor, *args: Any) -> dict[str, Any]:
        try:
            message = envelopes.read(envelopes.Open, args)
            demo = self._demo(message.demo)
            self._check_available(demo)
            params, pictures = self._first_params(visitor, demo, message.params)
            self._make_room(visitor)
            stream = self.streams.open(visitor.sid, demo.name, params, message.render, time.monotonic())
        except Refusal as refused:
            return self._count(refused)
        stream.pictures, stream.reply, stream.sender = pictures, self._reply, visitor.name or visitor.sid
        self.lock.note(visitor.name or visitor.sid, demo, params)
        self._engine.want(demo.name)
        self._feed(stream, demo)
        held = {"held": True} if self._lesson.locked and not visitor.teacher else {}
        return {**self._opened(stream, demo), **held}

    def _on_params(self, visitor: Visitor, *args: Any) -> dict[str, Any]:
        try:
            message = envelopes.read(envelopes.ParamsChange, args)
            stream = self.streams.get(visitor.sid, message.stream)
            demo = self._demo(stream.demo)
            params, pictures = self._params(visitor, demo, message.params)
        except Refusal as refused:
            return self._count(refused)
        held = None if visitor.teacher else self.lock.changing(demo, stream.params)
        if held is not None and held != params:
            if held != stream.params:  # where the teacher leads no picture of a visitor's own is used
                stream.params, stream.pictures = held, {}
            return {**self._opened(stream, demo), **self._count(Locked())}
        stream.params, stream.pictures = params, pictures
        self.lock.note(visitor.name or visitor.sid, demo, params)
        return self._opened(stream, demo)

    def _on_close(self, visitor: Visitor, *args: Any) -> dict[str, Any]:
        try:
            self._close(self.streams.get(visitor.sid, envelopes.read(envelopes.Close, args).stream))
        except Refusal as refused:
            return self._count(refused)
        return {"ok": True}

    def _on_seen(self, visitor: Visitor, *args: Any) -> None:
        name: str | None = None
        try:
            message = envelopes.read(envelopes.Seen, args)
            name = message.stream
            stream = self.streams.get(visitor.sid, message.stream)
            stream.active = time.monotonic()
            self._engine.seen(stream, message.seq)
        except Refusal as refused:
            self._problem(visitor.sid, refused, None, name)

    def _on_frame(self, visitor: Visitor, *args: Any) -> None:
        self._take(visitor, args, Camera)

    def _on_sound(self, visitor: Visitor, *args: Any) -> None:
        self._take(visitor, args, Microphone)

    def _take(self, visitor: Visitor, args: tuple[Any, ...], kind: type[Camera | Microphone]) -> None:
        """A frame or a sound on its way to the engine, or why not."""
        now = time.monotonic()
        seq: int | None = None
        name: str | None = None
        try:
            head, image = envelopes.read_frame(args)
            seq, name = head.seq, head.stream
            stream = self.streams.get(visitor.sid, head.stream)
            stream.active = now
            self._check(stream, head.seq, image, kind)
            if kind is Camera:
                self._keep_rate(stream, head.seq, now)
            if self._unread(visitor, now):
                stream.skip(head.seq)
                return
            self._engine.submit(Frame(stream, head.seq, head.t, image, stream.params, now))
        except Refusal as refused:
            self._problem(visitor.sid, refused, seq, name)

    # -- helpers ------------------------------------------------------------------------------------------

    def _feed(self, stream: Stream, demo: Demo) -> None:
        """Have a new stream be fed as its demo wants to be."""
        stream.recurrent = demo.recurrent
        if isinstance(demo.source, Microphone):
            stream.room = round(demo.source.rate * MOST_WAITING) * PCM_BYTES
        elif isinstance(demo.source, Clock):
            self._engine.run_clock(stream, demo.source.rate)

    def _check(self, stream: Stream, seq: int, data: bytes, kind: type[Camera | Microphone]) -> None:
        """Raises InvalidFormat and TooLarge for what this stream's demo is not fed with."""
        source = self._demos[stream.demo].source
        if not isinstance(source, kind):
            raise InvalidFormat(f"This stream is fed by a {source.kind}, not by a {kind.kind}.")
        try:
            if isinstance(source, Microphone):
                check_pcm(data, source)
            elif len(data) > self._config.max_frame_bytes:
                raise TooLarge(f"A frame may have {self._config.max_frame_bytes} bytes; this one has {len(data)}.")
        except FrameError as error:
            stream.expect(seq)
            raise refusal(error.code, str(error)) from None
        except TooLarge:
            stream.expect(seq)
            raise

    def _demo(self, name: str) -> Demo:
        if name not in self._demos:
            raise UnknownDemo(f"There is no demo {name[:40]!r}.")
        return self._demos[name]

    def _keep_rate(self, stream: Stream, seq: int, now: float) -> None:
        """Hold a stream to the teacher's limit; pages keep to it by themselves. Raises RateLimited."""
        rate = self._lesson.rate
        if not rate:
            stream.bucket = None
            return
        if stream.bucket is None or stream.bucket.rate != rate * SLACK:
            stream.bucket = TokenBucket(rate * SLACK, max(2, round(rate)), now)
        if not stream.bucket.take(now):
            stream.expect(seq)
            raise RateLimited(f"The teacher allows {rate:g} pictures a second.", retry_after=1.0)

    def _check_available(self, demo: Demo) -> None:
        if demo.name in self._lesson.off:
            raise switched_off()
        state = self._engine.states()[demo.name]
        if state.state is State.UNAVAILABLE:
            raise ModelUnavailable(f"This model cannot run at the moment: {state.reason}", retry_after=30)

    def _params(self, visitor: Visitor, demo: Demo, raw: dict[str, Any]) -> Checked:
        return checked_params(demo, raw, visitor.name, self._uploads)

    def _first_params(self, visitor: Visitor, demo: Demo, raw: dict[str, Any]) -> Checked:
        held = None if visitor.teacher else self.lock.opening(visitor.name or visitor.sid, demo)
        return first_params(demo, raw, visitor.name, self._uploads, held)

    def _opened(self, stream: Stream, demo: Demo) -> dict[str, Any]:
        size = demo.size(stream.params) if stream.render == "layers" else demo.canvas(stream.params)
        return {
            "ok": True,
            "stream": stream.id,
            "window": self._config.window,
            "max_bytes": self._config.max_frame_bytes,
            "size": {"width": size.width, "height": size.height},
            "quality": demo.camera_quality,
            "params": stream.params,
            "source": demo.source.describe(),
        }

    def _unread(self, visitor: Visitor, now: float) -> bool:
        """Whether the visitor leaves so many answers unread that no more frames are worth inferring."""
        if self._backlog(visitor.sid) <= UNREAD:
            visitor.unread_since = 0.0
            return False
        visitor.unread_since = visitor.unread_since or now
        if now - visitor.unread_since > UNREAD_SECONDS:
            log.warning("visitor %s does not read the answers; connection closed", visitor.sid)
            self._hang_up(visitor)
        return True

    def _hang_up(self, visitor: Visitor) -> None:
        """Close the connection itself, not only the namespace, so that nothing more is read from it."""
        self.visitors.pop(visitor.sid, None)
        eio_sid = self._server.manager.eio_sid_from_sid(visitor.sid, NAMESPACE)
        if eio_sid is not None:
            self._server.start_background_task(self._server.eio.disconnect, eio_sid)

    def _backlog(self, sid: str) -> int:
        eio_sid = self._server.manager.eio_sid_from_sid(sid, NAMESPACE)
        socket = self._server.eio.sockets.get(eio_sid)
        return socket.queue.qsize() if socket is not None else 0

    def _reply(self, answer: Answer) -> None:
        """Send an engine's answer to the visitor of its stream."""
        stream = answer.stream
        for observer in self.observers:
            observer(stream, answer)
        if answer.refused is not None:
            self._metrics.frames.labels(stream.demo, answer.refused.code).inc()
            self._problem(stream.visitor, answer.refused, answer.seq, stream.id)
            return
        dropped = stream.take_dropped(answer.seq)
        self._metrics.result(stream.demo, answer.timing, len(dropped))
        head = {
            "stream": stream.id,
            "seq": answer.seq,
            "t": answer.t,
            "data": answer.data,
            "timing": answer.timing,
            "batch": answer.batch,
            "dropped": dropped,
            "share": {"streams": answer.sharing, "turn": answer.turn, "eased": answer.eased},
            "layers": list(answer.layers),
        }
        pictures = tuple(answer.layers.values()) or (None,)
        self._server.emit(
            "result", (head, *pictures), to=stream.visitor, namespace=NAMESPACE, ignore_queue=True
        )  # a visitor's pictures are this process's business: no other one gets to see them

    def _problem(self, sid: str, refused: Refusal, seq: int | None = None, stream: str | None = None) -> None:
        self._metrics.refused.labels(refused.code).inc()
        body = refused.body()
        if seq is not None:
            body["seq"] = seq
        if stream is not None:
            body["stream"] = stream
        log.info("visitor %s: %s", sid, refused.code)
        self._server.emit("problem", body, to=sid, namespace=NAMESPACE, ignore_queue=True)

    def _count(self, refused: Refusal) -> dict[str, Any]:
        self._metrics.refused.labels(refused.code).inc()
        return _refused(refused)


def switched_off() -> ModelUnavailable:
    return ModelUnavailable("The teacher has switched this demo off for now.", retry_after=30)


def _refused(refused: Refusal) -> dict[str, Any]:
    return {"ok": False, "error": refused.body()}
