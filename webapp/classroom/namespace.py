"""The Socket.IO namespace /room, version 1: who is here, what the teacher sets, the presented picture, the wall."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from webapp.classroom import envelopes
from webapp.classroom.asking_events import PUPILS, READERS, AskingEvents
from webapp.classroom.fanout import Picture
from webapp.classroom.guests import Guest
from webapp.classroom.host_load import HostLoad
from webapp.classroom.presenting import Presenting
from webapp.classroom.wall_events import ROOM, WALLS, only_teachers
from webapp.config import Config
from webapp.engine.streams import Answer, Stream
from webapp.errors import UnknownDemo
from webapp.lesson.lesson import Lesson, Paces
from webapp.limits import TokenBucket
from webapp.live.live import Live
from webapp.live.namespaces import UNREAD
from webapp.live.packets import NAMESPACE as LIVE
from webapp.live.presence import CONNECTION_IDLE
from webapp.live.sockets import SocketServer
from webapp.shares import Place, Shares

log = logging.getLogger(__name__)

TEACHERS = "teachers"
LARGEST_PICTURE = 400_000
FOLLOWED = ("/demos/", "/lesson", "/playground", "/audience", "/about", "/votes/")
"""Addresses to which the teacher may lead the class; beside the first page."""


class Room(AskingEvents):
    """The handlers, and what they know."""

    def __init__(
        self,
        server: SocketServer,
        live: Live,
        lesson: Lesson,
        demos: Iterable[str],
        config: Config,
        votes: Callable[[], str | None] = lambda: None,
    ) -> None:
        """``votes`` says what is the matter with the votes, if anything is."""
        super().__init__(server, config.message_abuse, lesson)
        self._live, self._config = live, config
        self._votes = votes
        self._demos = frozenset(demos)
        self.paces = Paces()
        self.presenting = Presenting(lesson, self._send, self.tell)
        self._host_load = HostLoad()
        self._connections = Shares(2 * config.max_visitors_per_address, CONNECTION_IDLE, is_cap=True)
        self._owed: set[str] = set()
        """Pages that were not told what the teacher has set, since they leave too much unread."""
        live.observers.append(self._answered)
        self._register(
            {
                "here": self._on_here,
                "watch": self._on_watch,
                "unwatch": self._on_unwatch,
                "seen": self._on_seen,
            }
        )
        self._register(
            {
                "lead": self._on_lead,
                "present": self._on_present,
                "picture": self._on_picture,
                "remove": self._on_remove,
            },
            check=only_teachers,
        )

    # -- connections --------------------------------------------------------------------------------------

    def connect(self, sid: str, name: str, address: str, teacher: bool, bucket: TokenBucket) -> None:
        """A page of somebody. Raises ServerFull, also for who was removed, and for newcomers just after a removal."""
        now = time.monotonic()
        if not teacher:
            self.lesson.removals.check(name, address, now)
            self._make_room(Place(sid, address, name, now))
        marked = not teacher and self.lesson.removals.admit(name, address, now)
        self.guests.come(sid, name, teacher, address, bucket, marked).heard = now
        if teacher:
            self._server.enter_room(sid, TEACHERS, namespace=ROOM)

    def _make_room(self, newcomer: Place) -> None:
        """End a connection where all are taken and one is to be given up. Raises ServerFull."""
        places = (
            Place(
                guest.sid, guest.address, guest.name, max(guest.heard, self._live.heard(self._sibling(guest.sid, LIVE)))
            )
            for guest in self.guests.all()
            if not guest.teacher
        )
        given_up = self._connections.given_up(places, newcomer, 2 * self._config.max_visitors)
        if given_up is not None:
            log.info("guest %s makes room for another", given_up.key)
            self._hang_up(given_up.key)

    def _member(self, sid: str) -> Guest | None:
        return self.guests.get(sid)

    def _forget(self, sid: str) -> None:
        self.guests.go(sid)

    def _on_disconnect(self, sid: str, *_: Any) -> None:
        super()._on_disconnect(sid)
        self._owed.discard(sid)
        self.presenting.forget(sid)
        self._withdraw(sid)

    # -- events of everybody ------------------------------------------------------------------------------

    def _on_here(self, guest: Guest, *args: Any) -> dict[str, Any]:
        guest.page = envelopes.read(envelopes.Here, args).page
        if guest.teacher and self.lesson.following:
            self._lead_to(guest.page)
        return {"ok": True, "number": guest.number, "teacher": guest.teacher, "lesson": self.lesson.public()}

    def _on_watch(self, guest: Guest, *_: Any) -> dict[str, Any]:
        self.presenting.watch(guest.sid)
        return {"ok": True}

    def _on_unwatch(self, guest: Guest, *_: Any) -> dict[str, Any]:
        self.presenting.unwatch(guest.sid)
        return {"ok": True}

    def _on_seen(self, guest: Guest, *args: Any) -> None:
        seq = envelopes.read(envelopes.Seen, args).seq
        if self._backlog(guest.sid) <= UNREAD:  # else it says so without having read it
            self.presenting.seen(guest.sid, seq)

    # -- the teacher's events -----------------------------------------------------------------------------

    def _on_lead(self, guest: Guest, *args: Any) -> dict[str, Any]:
        wish = envelopes.read(envelopes.Lead, args).model_dump(exclude_none=True)
        off = wish.pop("off", None)
        if off is not None:
            if unknown := set(off) - self._demos:
                raise UnknownDemo(f"There is no demo {min(unknown)!r}.")
            for demo in set(off) - self.lesson.off:
                self._live.switch_off(demo)
            wish["off"] = set(off)
        changed = self.lesson.change(**wish)
        if wish.get("following"):
            leading = [other.page for other in self.guests.all() if other.teacher and _may_follow(other.page)]
            changed |= self.lesson.change(follow=leading[-1] if leading else "")
        if wish.get("wall") is False:
            for sid in list(self.wall.tiles):
                self._withdraw(sid)
        if changed:
            self.tell()
        return {"ok": True, "lesson": self.lesson.public()}

    def _on_present(self, guest: Guest, *args: Any) -> dict[str, Any]:
        wish = envelopes.read(envelopes.Present, args)
        if not wish.on:
            self.presenting.end(guest.sid)
            return {"ok": True}
        if wish.stream is not None:
            self._live.streams.get(self._sibling(guest.sid, LIVE), wish.stream)
        self.presenting.begin(guest.sid, wish.stream or "")
        return {"ok": True}

    def _on_picture(self, guest: Guest, *args: Any) -> None:
        self.presenting.picture(guest.sid, envelopes.read_picture(args, LARGEST_PICTURE), guest.demo)

    def _on_remove(self, guest: Guest, *args: Any) -> dict[str, Any]:
        wish = envelopes.read(envelopes.Remove, args)
        if wish.back:
            self.lesson.removals.let_back()
            return {"ok": True}
        for other in self.guests.named(wish.number or 0):
            if not other.teacher:
                self._remove(other)
        return {"ok": True}

    # -- from the rest of the server ----------------------------------------------------------------------

    def dismiss(self, name: str) -> None:
        """The teacher has signed out: the open pages of that browser are pages as all others, at once."""
        self._live.dismiss(name)
        for guest in self.guests.all():
            if guest.teacher and guest.name == name:
                guest.teacher = False
                self.presenting.end(guest.sid)
                for room in (TEACHERS, WALLS, READERS, PUPILS):
                    self._server.leave_room(guest.sid, room, namespace=ROOM)
                self._emit("dismissed", {}, guest.sid)

    def pulse(self, now: float) -> None:
        """Once a second: measure, tell the teacher's pages, take away what is not renewed."""
        self.paces.measure(now)
        if self.lesson.attend(any(guest.teacher for guest in self.guests.all()), now):
            log.info("the teacher's last page has gone: nobody is led any more")
            self.tell()
        for sid in self.wall.expired(now):
            self._lapse(sid)
        for sid in self._readers(self._owed):
            self._owed.discard(sid)
            self._server.emit("lesson", self.lesson.public(), to=sid, namespace=ROOM)
        teachers = self._members(TEACHERS)
        if readers := self._readers(teachers):
            behind = list(set(teachers) - set(readers))
            self._server.emit("board", self.board(), to=TEACHERS, skip_sid=behind, namespace=ROOM)

    def board(self) -> dict[str, Any]:
        """What the teacher's page shows."""
        rates = {guest.sid: self.paces.rates.get(self._sibling(guest.sid, LIVE), 0.0) for guest in self.guests.all()}
        on_wall = {sid: self.wall.is_hidden(tile) for sid, tile in list(self.wall.tiles.items())}
        guests = self.guests.described(rates, on_wall)
        lesson = self.lesson
        return {
            "guests": guests,
            "watching": self.presenting.watching,
            "streams": len(self._live.streams),
            "fps": round(sum(self.paces.rates.values()), 1),
            "machine": self._host_load.measure(),
            "removed": len(lesson.removals),
            "votes": self._votes(),
            "all_hidden": self.wall.all_hidden,
            "lesson": {
                **lesson.public(),
                "following": lesson.following,
                "leads_to": lesson.follow,
                "visitors": lesson.visitors,
            },
        }

    def tell(self) -> None:
        """Tell every page what the teacher has set; one that leaves much unread is told when it has read on."""
        everyone = {guest.sid for guest in self.guests.all()}
        self._owed = everyone - set(self._readers(everyone))
        self._server.emit("lesson", self.lesson.public(), skip_sid=list(self._owed), namespace=ROOM)

    def _answered(self, stream: Stream, answer: Answer) -> None:
        """An observer of /live: count, and pass the presenter's picture on."""
        if answer.refused is None:
            self.paces.count(stream.visitor)
            self.presenting.answered(stream, answer)

    # -- helpers ------------------------------------------------------------------------------------------

    def _lead_to(self, page: str) -> None:
        if _may_follow(page) and self.lesson.change(follow=page):
            self.tell()

    def _send(self, picture: Picture, sids: list[str]) -> None:
        """To all of them at once: the message is put together a single time, however many get it."""
        message = (picture.head, picture.image)
        self._server.emit("picture", message, to=sids, namespace=ROOM, ignore_queue=True)

    def _remove(self, guest: Guest) -> None:
        self.lesson.removals.remove(guest.name, guest.address, time.monotonic())
        if guest.name:
            self._live.remove(guest.name)
        self._emit("removed", {}, guest.sid)
        self._server.disconnect(guest.sid, namespace=ROOM)


def _may_follow(page: str) -> bool:
    return page == "/" or page.startswith(FOLLOWED)
