"""The Socket.IO namespace /live, version 1: validate, hand over to the engine, answer."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

from models.contract.demo import Demo
from models.contract.parameters import for_visitors
from models.contract.sources import Camera, Clock, Microphone
from webapp.config import Config
from webapp.engine.engine import Engine
from webapp.engine.fleet import State
from webapp.engine.streams import Answer, Frame, Stream, Streams
from webapp.errors import (
    InvalidFormat,
    Locked,
    ModelUnavailable,
    RateLimited,
    Refusal,
    ServerFull,
    UnknownDemo,
    UnknownEvent,
)
from webapp.lesson.held import HeldParams
from webapp.lesson.lesson import Lesson
from webapp.live import envelopes, intake
from webapp.live.namespaces import refusal
from webapp.live.packets import MALFORMED, NAMESPACE
from webapp.live.params import Checked, checked_params, first_params
from webapp.live.presence import Presence, Visitor
from webapp.live.sockets import SocketServer
from webapp.live.uploads import Uploads
from webapp.metrics import Metrics
from webapp.shares import Place, Shares

log = logging.getLogger(__name__)

WARN_EVERY = 1.0
"""Seconds between two ``rate_limited`` problems to the same visitor."""
STREAMS_OF_TEN = 6
"""Of ten streams, those that one address may keep when others want some: a class of sixty."""
UNREAD_PAUSE = 1.0
"""Seconds without a turn for a clock whose viewer has not read what was sent before."""
STREAM_IDLE = 10.0
"""Seconds without a frame after which a stream may be given to somebody else where all are taken."""


class Live(Presence):
    """The handlers, with the visitors and streams they know."""

    name = NAMESPACE

    def __init__(
        self,
        server: SocketServer,
        engine: Engine,
        demos: dict[str, Demo],
        config: Config,
        uploads: Uploads,
        metrics: Metrics,
        lesson: Lesson | None = None,
    ) -> None:
        self._lesson = lesson or Lesson(visitors=config.max_visitors)
        super().__init__(server, config, self._lesson)
        self._engine, self._demos = engine, demos
        self._uploads, self._metrics = uploads, metrics
        self.held = HeldParams(self._lesson)
        self.observers: list[Callable[[Stream, Answer], None]] = []
        """Called with each answer to a live frame, before it is sent."""
        self.streams = Streams(config.max_streams, config.max_streams_per_visitor)
        self._places = Shares(STREAMS_OF_TEN * config.max_streams // 10, STREAM_IDLE)
        self._register(
            {
                "open": self._on_open,
                "params": self._on_params,
                "close": self._on_close,
                "frame": self._on_frame,
                "sound": self._on_sound,
                "seen": self._on_seen,
                MALFORMED: self._on_malformed,
            }
        )

    # -- connections --------------------------------------------------------------------------------------

    def _on_disconnect(self, sid: str, *_: Any) -> None:
        super()._on_disconnect(sid)
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

    def dismiss(self, name: str) -> None:
        """The teacher has signed out: what only the teacher may set is at its default from now on."""
        super().dismiss(name)
        for stream in list(self.streams):
            owner, demo = self.visitors.get(stream.visitor), self._demos[stream.demo]
            if owner is not None and owner.name == name:
                stream.change(for_visitors(demo.params, stream.params), stream.pictures)

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

    def _close(self, stream: Stream) -> None:
        self._engine.close(stream)
        self.streams.close(stream)

    # -- events -------------------------------------------------------------------------------------------

    def _refuse(self, member: Visitor, refused: Refusal) -> dict[str, Any]:
        if isinstance(refused, UnknownEvent):  # who sends it may not wait for an acknowledgement
            self._problem(member.sid, refused)
        else:
            self._metrics.refused.labels(refused.code).inc()
        return refusal(refused)

    def _over_limit(self, member: Visitor, args: tuple[Any, ...]) -> None:
        with contextlib.suppress(Refusal):  # what was a frame is told among the dropped, so that its credit comes back
            head, _ = envelopes.read_frame(args)
            stream = self.streams.get(member.sid, head.stream)
            if not isinstance(self._demos[stream.demo].source, Clock):  # whose seqs are the server's own
                stream.skip(head.seq)
        now = time.monotonic()
        if now - member.warned > WARN_EVERY:
            member.warned = now
            self._problem(member.sid, RateLimited(retry_after=1.0))

    def _on_malformed(self, visitor: Visitor, *_: Any) -> None:
        self._problem(visitor.sid, InvalidFormat())

    def _on_open(self, visitor: Visitor, *args: Any) -> dict[str, Any]:
        message = envelopes.read(envelopes.Open, args)
        demo = self._demo(message.demo)
        self._check_available(demo)
        params, pictures = self._first_params(visitor, demo, message.params)
        self._make_room(visitor)
        stream = self.streams.open(visitor.sid, demo.name, params, message.render, time.monotonic())
        stream.pictures, stream.reply, stream.sender = pictures, self._reply, visitor.name or visitor.sid
        self.held.note(visitor.name or visitor.sid, demo, params)
        self._engine.request_load(demo.name)
        intake.feed(stream, demo, self._engine)
        held = {"held": True} if self._lesson.locked and not visitor.teacher else {}
        return {**self._opened(stream, demo), **held}

    def _on_params(self, visitor: Visitor, *args: Any) -> dict[str, Any]:
        message = envelopes.read(envelopes.ParamsChange, args)
        stream = self.streams.get(visitor.sid, message.stream)
        demo = self._demo(stream.demo)
        params, pictures = self._params(visitor, demo, message.params)
        held = None if visitor.teacher else self.held.changing(demo, stream.params)
        held = held and for_visitors(demo.params, held)
        if held is not None and held != params:
            if held != stream.params:  # where the teacher leads no picture of a visitor's own is used
                stream.change(held, {})
            return {**self._opened(stream, demo), **self._refuse(visitor, Locked())}
        stream.change(params, pictures)
        self.held.note(visitor.name or visitor.sid, demo, params)
        return self._opened(stream, demo)

    def _on_close(self, visitor: Visitor, *args: Any) -> dict[str, Any]:
        self._close(self.streams.get(visitor.sid, envelopes.read(envelopes.Close, args).stream))
        return {"ok": True}

    def _on_seen(self, visitor: Visitor, *args: Any) -> None:
        name: str | None = None
        try:
            message = envelopes.read(envelopes.Seen, args)
            name = message.stream
            stream = self.streams.get(visitor.sid, message.stream)
            now = time.monotonic()
            stream.heard(now)
            self._engine.seen(stream, message.seq)
            if self._unread(visitor, now):  # says so of what nobody has read yet
                self._engine.hold_clock(stream, now + UNREAD_PAUSE)
        except Refusal as refused:
            self._problem(visitor.sid, refused, None, name)

    def _on_frame(self, visitor: Visitor, *args: Any) -> None:
        self._receive(visitor, args, Camera)

    def _on_sound(self, visitor: Visitor, *args: Any) -> None:
        self._receive(visitor, args, Microphone)

    def _receive(self, visitor: Visitor, args: tuple[Any, ...], kind: type[Camera | Microphone]) -> None:
        """A frame or a sound on its way to the engine, or why not."""
        now = time.monotonic()
        seq: int | None = None
        name: str | None = None
        try:
            head, image = envelopes.read_frame(args)
            seq, name = head.seq, head.stream
            stream = self.streams.get(visitor.sid, head.stream)
            stream.heard(now)
            intake.check(stream, self._demos[stream.demo], head.seq, image, kind, self._config.max_frame_bytes)
            if kind is Camera:
                intake.keep_rate(stream, self._lesson.rate, head.seq, now)
            if self._unread(visitor, now):
                stream.skip(head.seq)
                return
            self._engine.submit(Frame(stream, head.seq, head.t, image, stream.params, now))
        except Refusal as refused:
            self._problem(visitor.sid, refused, seq, name)

    # -- helpers ------------------------------------------------------------------------------------------

    def _demo(self, name: str) -> Demo:
        if name not in self._demos:
            raise UnknownDemo(f"There is no demo {name[:40]!r}.")
        return self._demos[name]

    def _check_available(self, demo: Demo) -> None:
        if demo.name in self._lesson.off:
            raise switched_off()
        state = self._engine.states()[demo.name]
        if state.state is State.UNAVAILABLE:
            raise ModelUnavailable(f"This model cannot run at the moment: {state.reason}", retry_after=30)

    def _params(self, visitor: Visitor, demo: Demo, raw: dict[str, Any]) -> Checked:
        return checked_params(demo, raw, visitor.name, self._uploads, teacher=visitor.teacher)

    def _first_params(self, visitor: Visitor, demo: Demo, raw: dict[str, Any]) -> Checked:
        held = None if visitor.teacher else self.held.opening(visitor.name or visitor.sid, demo)
        return first_params(demo, raw, visitor.name, self._uploads, held, teacher=visitor.teacher)

    def _opened(self, stream: Stream, demo: Demo) -> dict[str, Any]:
        size = demo.size(stream.params) if stream.render == "layers" else demo.canvas(stream.params)
        return {
            "ok": True,
            "stream": stream.id,
            "window": self._config.window,
            "max_bytes": self._config.max_frame_bytes,
            "size": {"width": size.width, "height": size.height},
            "quality": demo.camera_quality,
            "crowd_quality": demo.crowd_quality or demo.camera_quality,
            "params": stream.params,
            "source": demo.source.describe(),
        }

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


def switched_off() -> ModelUnavailable:
    return ModelUnavailable("The teacher has switched this demo off for now.", retry_after=30)
