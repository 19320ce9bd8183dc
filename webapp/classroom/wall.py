"""The pictures that visitors agreed to show on the projector. In memory, the newest of each only. Pure."""

from __future__ import annotations

from dataclasses import dataclass

FRESH = 6.0
"""Seconds after which a picture that is not renewed leaves the wall: a page that went to sleep shows nobody."""
EVERY = 0.7
"""Seconds between two pictures of one visitor; more are left out."""
LARGEST = 80_000
MOST_TILES = 60


@dataclass(slots=True)
class Tile:
    """``number`` is what the wall shows of a visitor; ``image`` is empty until the first picture."""

    number: int
    demo: str = ""
    image: bytes = b""
    at: float = float("-inf")


class Wall:
    """Tiles by connection. Consent lasts until it is withdrawn or the connection ends; it is never remembered.

    What the teacher has hidden is: it belongs to the visitor, who may agree as often as they like.
    """

    def __init__(self) -> None:
        self.tiles: dict[str, Tile] = {}
        self.all_hidden = False
        self._hidden: set[int] = set()

    def agree(self, sid: str, number: int, now: float) -> bool:
        """A visitor agrees; False when the wall is full."""
        if sid not in self.tiles and len(self.tiles) >= MOST_TILES:
            return False
        self.tiles.setdefault(sid, Tile(number, at=now - EVERY))
        return True

    def put(self, sid: str, image: bytes, demo: str, now: float) -> Tile | None:
        """A newer picture; the tile to show, or None: nobody agreed, too soon, or hidden."""
        tile = self.tiles.get(sid)
        if tile is None or now - tile.at < EVERY:
            return None
        tile.image, tile.demo, tile.at = image, demo, now
        return None if self.is_hidden(tile) else tile

    def withdraw(self, sid: str) -> Tile | None:
        """The tile that is gone now, if there was one."""
        return self.tiles.pop(sid, None)

    def is_hidden(self, tile: Tile) -> bool:
        return tile.number in self._hidden or self.all_hidden

    def hide(self, number: int | None, hidden: bool) -> None:
        """Hide or show one visitor's picture, or the whole wall where ``number`` is None."""
        if number is None:
            self.all_hidden = hidden
        elif hidden:
            self._hidden.add(number)
        else:
            self._hidden.discard(number)

    def expired(self, now: float) -> list[str]:
        """Connections whose picture was not renewed for a while; their consent is over."""
        return [sid for sid, tile in list(self.tiles.items()) if now - tile.at > FRESH]

    def shown(self) -> list[Tile]:
        return [tile for tile in list(self.tiles.values()) if tile.image and not self.is_hidden(tile)]
