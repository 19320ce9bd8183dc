"""What the simulated radar has heard of the people before it, ten heat maps a second: kept from frame to frame.

Plain calculation: the time is passed in, and noise comes from the number of the heat map, so that the same past gives
the same maps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.radio.peaks import HISTORY, RATE
from models.radio.scene import ANGLES, CONTRAST, LIGHT, RANGES, Radar, Setting, heat_maps, setting

Array = np.ndarray[Any, Any]

MIDDLE = 6.35e9
"""Hz: the band's middle, as trained, however wide it is."""
THICKEST = 14.0
"""dB: the thickest wall of the student's training."""
_ROOM = 21
_PEOPLE = 6
_EARLY = 0.02
"""Seconds: a camera's frames do not come on the tenth of a second."""
_LOST = 0.5
"""Seconds without a frame after which the past tells nothing."""
_LOUDEST_ROOM = 0.15
"""Amplitude without a wall above which it is no furniture: 426 echoes of the empty room that the student took for
somebody had at most 0.134, 99 % of people in recorded motion more than 0.18.
"""
_ABOUT = (6, 4)
"""Cells of range and of bearing about a place in which its echo is."""
TRAINED = Radar()


class Settings(NamedTuple):
    """What can be changed: the ``wall`` in dB one way, ``farther`` in metres, ``antennas`` in each line, and the
    ``bandwidth`` in GHz.
    """

    wall: float
    farther: float
    antennas: int
    bandwidth: float

    @property
    def radar(self) -> Radar:
        """Such a radar."""
        return Radar(MIDDLE - 0.5e9 * self.bandwidth, 1e9 * self.bandwidth, TRAINED.frequencies, self.antennas)

    @property
    def untrained(self) -> list[str]:
        """The settings for which the student was not trained."""
        apart = {
            "wall": self.wall > THICKEST,
            "antennas": self.antennas != TRAINED.antennas,
            "bandwidth": abs(1e9 * self.bandwidth - TRAINED.bandwidth) > 1e6,
        }
        return [name for name, is_apart in apart.items() if is_apart]


class Heard(NamedTuple):
    """``maps`` float16 (HISTORY, 2, 64, 48), the newest last; its ``at`` in seconds and ``number``; how it was set."""

    maps: Array
    at: float
    number: int
    settings: Settings


def heard_of(memory: Mapping[str, Any]) -> Heard | None:
    """What ``remembered`` made; None of an empty memory."""
    if not memory:
        return None
    wall, farther, antennas, bandwidth = memory["settings"]
    settings = Settings(wall, farther, int(antennas), bandwidth)
    return Heard(np.asarray(memory["maps"]), float(memory["at"]), int(memory["number"]), settings)


def remembered(heard: Heard) -> dict[str, Any]:
    """As a stream's memory: 98 kB."""
    return {"maps": heard.maps, "at": heard.at, "number": heard.number, "settings": list(heard.settings)}


def is_due(before: Heard, settings: Settings, now: float) -> bool:
    """Whether it is time for another heat map; at once where something was set."""
    if before.settings != settings:
        return True
    return now < before.at or now - before.at >= 1 / RATE - _EARLY


def listen(before: Heard | None, people: Array, ids: Sequence[int], settings: Settings, now: float) -> Heard:
    """The next heat map of people (n, 14, 3). Where there is no past that counts, they have stood still before.

    ids: their numbers, which keep their reflections the same.
    """
    number = before.number + 1 if before else 0
    goes_on = before is not None and before.settings == settings and 0 <= now - before.at <= _LOST
    count = 1 if goes_on else HISTORY
    still = np.broadcast_to(people[:, None], (len(people), count, *people.shape[1:]))
    new = heat_maps(still, _room(settings.wall, ids), np.random.default_rng((_ROOM, number)), settings.radar)
    maps = new.astype(np.float16)
    if goes_on and before is not None:
        maps = np.concatenate([before.maps[1:], maps])
    return Heard(maps, now, number, settings)


def answers(heard: Heard, places: Array) -> Array:
    """At which of these places (n, 2) more comes back than from the empty room, which the radar knows: (n,) bool."""
    level = np.expm1(heard.maps[-HISTORY // 2 :, 0].astype(np.float32)).mean(0) / CONTRAST
    rows = np.abs(RANGES - np.hypot(*places.T)[:, None]).argmin(1)
    columns = np.abs(ANGLES - np.arctan2(*places.T)[:, None]).argmin(1)
    loudest = [
        level[max(0, row - _ABOUT[0]) : row + _ABOUT[0] + 1, max(0, column - _ABOUT[1]) : column + _ABOUT[1] + 1].max()
        for row, column in zip(rows, columns, strict=True)
    ]
    return np.array(loudest) > _LOUDEST_ROOM * 10 ** (-heard.settings.wall / 10)


def _room(wall: float, ids: Sequence[int]) -> Setting:
    room = setting(wall, _PEOPLE, np.random.default_rng(_ROOM))
    return room._replace(phases=room.phases[[(number - 1) % _PEOPLE for number in ids]])


def resolution(settings: Settings, away: float) -> dict[str, float]:
    """Why the picture is coarse, in metres and degrees: ``range`` c / 2B; ``beam`` λ / D, and how wide that is
    ``across`` at so many metres; ``wavelength`` λ, and the line's length ``aperture`` D.
    """
    radar = settings.radar
    aperture = radar.antennas * radar.wavelength / 2
    beam = radar.wavelength / aperture
    found = {
        "range": LIGHT / (2 * radar.bandwidth),
        "beam": float(np.degrees(beam)),
        "across": beam * away,
        "wavelength": radar.wavelength,
        "aperture": aperture,
        "away": away,
    }
    return {name: round(float(value), 4) for name, value in found.items()}
