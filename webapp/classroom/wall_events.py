"""The wall's part of /room: who shows a picture on it, and what its pages are told."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from webapp.classroom import envelopes
from webapp.classroom.guests import Guest, Guests
from webapp.classroom.wall import LARGEST, MOST_TILES, Tile, Wall
from webapp.errors import InvalidFormat, ServerFull, TeacherOnly
from webapp.lesson.lesson import Lesson
from webapp.live.namespaces import UNREAD, Namespace
from webapp.live.sockets import SocketServer
from webapp.shares import Place, Shares

ROOM = "/room"
WALLS = "walls"
TILES_OF_ADDRESS = 45
"""Places on the wall that one address may keep when others want some."""
TILE_IDLE = 3.0
"""Seconds without a newer picture after which a place may be given to somebody else where all are taken."""


class WallEvents(Namespace[Guest]):
    """The guests, with the pictures that they show."""

    name = ROOM
    members_are = "guest"

    def __init__(self, server: SocketServer, most_refused: int, lesson: Lesson) -> None:
        super().__init__(server, most_refused)
        self.lesson, self.guests, self.wall = lesson, Guests(), Wall()
        self._tiles = Shares(TILES_OF_ADDRESS, TILE_IDLE)
        self._register({"agree": self._on_agree, "tile": self._on_tile})
        self._register({"hide": self._on_hide, "wall": self._on_wall}, check=only_teachers)

    def _on_agree(self, guest: Guest, *args: Any) -> dict[str, Any]:
        if not envelopes.read(envelopes.Agree, args).agreed:
            self._withdraw(guest.sid)
            return {"ok": True}
        if not self.lesson.wall:
            raise InvalidFormat("The wall is closed.")
        if guest.sid not in self.wall.tiles:
            self._make_room_on_wall(guest)
        if not self.wall.agree(guest.sid, guest.number, time.monotonic()):
            raise ServerFull("The wall is full.")
        return {"ok": True, "hidden": self.wall.is_hidden(self.wall.tiles[guest.sid])}

    def _make_room_on_wall(self, newcomer: Guest) -> None:
        """Take a picture away where the wall is full and one is to be given up. Raises ServerFull."""
        places = []
        for sid, tile in list(self.wall.tiles.items()):
            if (guest := self.guests.get(sid)) is not None:
                places.append(Place(sid, guest.address, guest.name, tile.at))
        place = Place(newcomer.sid, newcomer.address, newcomer.name, time.monotonic())
        given_up = self._tiles.given_up(places, place, MOST_TILES)
        if given_up is not None:
            self._lapse(given_up.key)

    def _on_tile(self, guest: Guest, *args: Any) -> None:
        image = envelopes.read_picture(args, LARGEST)
        tile = self.wall.put(guest.sid, image, guest.demo, time.monotonic())
        if tile is not None:
            self._show(tile, self._members(WALLS))

    def _on_hide(self, guest: Guest, *args: Any) -> dict[str, Any]:
        wish = envelopes.read(envelopes.Hide, args)
        self.wall.hide(wish.number, wish.hidden)
        walls = self._members(WALLS)
        for sid, tile in list(self.wall.tiles.items()):
            if wish.number in (None, tile.number):
                self._emit("hidden", {"hidden": self.wall.is_hidden(tile)}, sid)
            if self.wall.is_hidden(tile):
                self._gone(tile, walls)
            elif tile.image:
                self._show(tile, walls)
        return {"ok": True, "all_hidden": self.wall.all_hidden}

    def _on_wall(self, guest: Guest, *_: Any) -> dict[str, Any]:
        self._server.enter_room(guest.sid, WALLS, namespace=ROOM)
        for tile in self.wall.shown():
            self._show(tile, [guest.sid])  # who asks again without having read gets no more
        return {"ok": True, "all_hidden": self.wall.all_hidden}

    def _show(self, tile: Tile, walls: Iterable[str]) -> None:
        if readers := self._readers(walls, UNREAD * 4):
            head = {"number": tile.number, "demo": tile.demo}
            self._server.emit("tile", (head, tile.image), to=readers, namespace=ROOM)

    def _gone(self, tile: Tile, walls: Iterable[str]) -> None:
        for sid in walls:
            self._emit("gone", {"number": tile.number}, sid)

    def _withdraw(self, sid: str) -> None:
        tile = self.wall.withdraw(sid)
        if tile is not None:
            self._gone(tile, self._members(WALLS))

    def _lapse(self, sid: str) -> None:
        """Take a page's picture from the wall, and tell the page."""
        self._withdraw(sid)
        self._emit("hidden", {"gone": True}, sid)


def only_teachers(guest: Guest) -> None:
    if not guest.teacher:
        raise TeacherOnly()
