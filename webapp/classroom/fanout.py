"""One picture for many screens, each at its own pace, always the newest. Pure; no I/O, no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

UNSEEN = 2
"""Pictures that a viewer may have without having said that they were seen: one drawn, one on its way."""


class Picture(NamedTuple):
    """``head`` says what it is: its number ``seq`` and the demo it comes from. ``image`` is a JPEG."""

    seq: int
    head: dict[str, Any]
    image: bytes


@dataclass(slots=True)
class _Viewer:
    watching: bool = True
    sent: int = -1
    """The number of the last picture sent."""
    unseen: deque[int] = field(default_factory=deque)
    """The numbers of those sent that were not seen yet, in order."""


class Fanout:
    """A slow viewer gets fewer pictures, not older ones, and holds nobody up: nothing is kept but the newest."""

    def __init__(self) -> None:
        self._viewers: dict[str, _Viewer] = {}
        self._seq = 0
        self.latest: Picture | None = None

    def __len__(self) -> int:
        return sum(viewer.watching for viewer in list(self._viewers.values()))

    def join(self, sid: str) -> Picture | None:
        """A viewer, new or back; the picture to send at once, if there is one and room for it."""
        self._viewers.setdefault(sid, _Viewer()).watching = True
        return self._next(sid)

    def leave(self, sid: str) -> None:
        """A viewer looks away. What was sent and not seen is remembered: who comes back at once gets no more for it."""
        if sid in self._viewers:
            self._viewers[sid].watching = False

    def forget(self, sid: str) -> None:
        """A viewer's connection has ended."""
        self._viewers.pop(sid, None)

    def publish(self, image: bytes, **head: Any) -> tuple[Picture, list[str]]:
        """A newer picture, and who is to get it now; the others get it, or one newer, when they have seen theirs."""
        self._seq += 1
        self.latest = picture = Picture(self._seq, {"seq": self._seq, **head}, image)
        ready = [sid for sid in list(self._viewers) if self._next(sid) is not None]
        return picture, ready

    def seen(self, sid: str, seq: int) -> Picture | None:
        """A viewer has drawn a picture; the next one to send it, if there is a newer one."""
        viewer = self._viewers.get(sid)
        if viewer is None or seq not in viewer.unseen:
            return None
        while viewer.unseen and viewer.unseen[0] <= seq:
            viewer.unseen.popleft()
        return self._next(sid)

    def end(self) -> None:
        """Nothing is presented any more: who comes now gets no old picture."""
        self.latest = None

    def _next(self, sid: str) -> Picture | None:
        """The newest picture where the viewer has room for it, now counted as sent."""
        viewer, latest = self._viewers.get(sid), self.latest
        if (
            viewer is None
            or not viewer.watching
            or latest is None
            or len(viewer.unseen) >= UNSEEN
            or viewer.sent >= latest.seq
        ):
            return None
        viewer.sent = latest.seq
        viewer.unseen.append(latest.seq)
        return latest
