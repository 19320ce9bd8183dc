"""A radar's picture of people, simulated by what it would receive. No radio is sent: every screen has to say so.

The radar steps through frequencies f_k (a stepped-frequency continuous wave radar) and listens with two lines of
antennas half a wave apart, one level and one upright, as that of RF-Pose (Zhao et al., CVPR 2018) and of RF-Capture
(Adib et al., SIGGRAPH Asia 2015). A point that reflects with strength a, the path over it of length L_n to antenna n,
gives

    s_kn = a · g · exp(-2πi f_k L_n / c),    g = (R₀ / R)² · 10^(-2 W / 20),

1/R² for the amplitude on the way there and back (the radar equation, in power 1/R⁴; Skolnik, Introduction to Radar
Systems) and W dB for each of two ways through a wall, in which the wave is slower: a delay as of
0.12 m more. Added are the mirror image of every point in the floor, what is left of furniture and of the wall after
the still background is taken off, and the receiver's noise. A picture is two Fourier transforms away:

    I(R, θ) = | Σ_k Σ_n w_k s_kn · exp(2πi f_k 2R / c) · exp(-2πi d_n sin θ / λ) · exp(πi d_n² / λR) |.

The last factor is a lens: a wave from so near is curved (Fresnel's approximation), and without it 16 antennas see
nobody sharp at two metres.

How coarse it is follows: two things at c / 2B apart in range (w_k = 1; a Hann taper doubles it and quiets the side
lobes), and a beam of 0.886 λ / (N d) (Richards, Fundamentals of Radar Signal Processing, sections 1 and 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.radio.body import reflectors

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

LIGHT = 299_792_458.0
RANGES = np.linspace(1.2, 5.9, 64)
"""Metres from the radar, the rows of a heat map."""
ANGLES = np.radians(np.linspace(-45, 45, 48))
"""From the radar's axis, to the right or upwards: the columns of a heat map."""
HEIGHT = 1.0
"""Metres above the floor at which the radar stands."""
_REFERENCE = 3.0
"""Metres at which a strength counts as it is."""
_SLAB = 0.12
_FLOOR = 0.25
"""Of its amplitude, a wave keeps this much at a floor."""
_FURNITURE, _RESIDUE, _WALL_AT, _WALL = 12, 0.02, 1.3, 2.0
_NOISE = 0.02
CONTRAST = 60.0
"""Of the maps' logarithmic scale: log(1 + CONTRAST · amplitude)."""
_BLOCKS = 8


@dataclass(frozen=True)
class Radar:
    """``start`` and ``bandwidth`` in Hz; how many ``frequencies`` (a multiple of 8), and ``antennas`` in each line."""

    start: float = 5.46e9
    bandwidth: float = 1.78e9
    frequencies: int = 80
    antennas: int = 16

    @property
    def steps(self) -> Array:
        """The frequencies in Hz."""
        steps: Array = self.start + self.bandwidth * np.arange(self.frequencies) / self.frequencies
        return steps

    @property
    def wavelength(self) -> float:
        """Of the band's middle, in metres."""
        return LIGHT / (self.start + self.bandwidth / 2)

    @property
    def line(self) -> Array:
        """Where the antennas of a line are, in metres from its middle."""
        line: Array = (np.arange(self.antennas) - (self.antennas - 1) / 2) * self.wavelength / 2
        return line

    @property
    def range_resolution(self) -> float:
        """c / 2B, in metres."""
        return LIGHT / (2 * self.bandwidth)

    @property
    def beam_width(self) -> float:
        """Where the power is half of the middle's: 0.886 λ / (N d), in radians."""
        return 0.886 * 2 / self.antennas


class Setting(NamedTuple):
    """What stays as it is while people move: ``furniture`` places (n, 3) and strengths (n,), the wall's dB one way, and
    a phase for each reflecting point of each person, (people, points) in radians, since nobody knows them.
    """

    furniture: Array
    strengths: Array
    wall: float
    phases: Array


def setting(wall: float, people: int, rng: Rng, *, points: int = 54) -> Setting:
    """A room drawn at random."""
    distance, bearing = rng.uniform(1.5, 6, _FURNITURE), rng.uniform(-0.7, 0.7, _FURNITURE)
    height = rng.uniform(-1, 1, _FURNITURE)
    furniture = np.stack([distance * np.sin(bearing), height, distance * np.cos(bearing)], 1)
    return Setting(furniture, rng.uniform(0.3, 2, _FURNITURE), wall, rng.uniform(0, 2 * np.pi, (people, points)))


def heat_maps(people: Array, room: Setting, rng: Rng, radar: Radar | None = None) -> Array:
    """KEYPOINTS of everybody (people, t, 14, 3) → float32 (t, 2, 64, 48): level and upright heat map, log scale."""
    radar = radar or Radar()
    places, strengths = _everything(people, room)
    still, still_strengths = _background(room)
    maps = []
    for axis in (0, 1):
        signal = echoes(places, strengths, axis, radar, slab=_SLAB if room.wall > 0 else 0.0)
        left = echoes(still, still_strengths, axis, radar)
        signal += left * (_RESIDUE * _complex_normal((len(signal), 1, 1), rng))
        signal += _NOISE * _complex_normal(signal.shape, rng)
        maps.append(np.log1p(CONTRAST * picture(signal, radar)))
    return np.stack(maps, 1).astype(np.float32)


def through(places: Array, wall: float) -> Array:
    """What is left of an amplitude after the way there and back."""
    left: Array = (_REFERENCE / np.linalg.norm(places, axis=-1)) ** 2 * 10 ** (-2 * wall / 20)
    return left


def echoes(places: Array, strengths: Array, axis: int, radar: Radar, slab: float = 0.0) -> Array:
    """Points (t, p, 3) of complex strengths (t, p) → what antennas along ``axis`` receive (t, antennas, frequencies).

    The sender is in the middle of the line. Delays are exact: no plane waves, no narrow band.
    """
    antennas = np.zeros((radar.antennas, 3))
    antennas[:, axis] = radar.line
    there = np.linalg.norm(places, axis=-1)
    back = np.linalg.norm(places[:, None] - antennas[:, None], axis=-1)  # (t, antennas, p)
    delays = (there[:, None] + back + 2 * slab) / LIGHT
    first = _turned(radar.start * delays) * strengths[:, None].astype(np.complex64)
    step = radar.bandwidth / radar.frequencies
    # Frequency 8 a + b: what the blocks a and the steps b within them turn a wave by is computed apart, and multiplied.
    within = _powers(_turned(step * delays), _BLOCKS)
    blocks = _powers(_turned(_BLOCKS * step * delays), radar.frequencies // _BLOCKS)
    blocks *= first[..., None, :]
    received = blocks @ within.swapaxes(-1, -2)  # (t, antennas, blocks, steps)
    whole: Array = received.reshape(*received.shape[:2], -1)
    return whole


def picture(
    signal: Array, radar: Radar, *, taper: bool = True, ranges: Array = RANGES, angles: Array = ANGLES
) -> Array:
    """Received (t, antennas, frequencies) → amplitudes (t, ranges, angles); a strength of 1 gives 1 at its peak."""
    weights = np.hanning(radar.frequencies + 2)[1:-1] if taper else np.ones(radar.frequencies)
    by_range = np.exp(4j * np.pi / LIGHT * radar.steps[:, None] * ranges) * weights[:, None]
    by_angle = np.exp(-2j * np.pi * np.sin(angles)[:, None] * radar.line / radar.wavelength)
    curved = np.exp(1j * np.pi / radar.wavelength * radar.line[:, None] ** 2 / ranges)
    by_distance = (signal @ by_range.astype(np.complex64)) * curved.astype(np.complex64)
    focused = by_angle.astype(np.complex64) @ by_distance
    amplitudes: Array = np.abs(focused).swapaxes(-1, -2) / (weights.sum() * radar.antennas)
    return amplitudes


def _everything(people: Array, room: Setting) -> tuple[Array, Array]:
    """All that moves: points of everybody and their images in the floor, (t, p, 3), and complex strengths (t, p)."""
    none = np.zeros((people.shape[1], 0))
    places, strengths = [none[..., None] + np.zeros(3)], [none + 0j]
    for points, phases in zip(people, room.phases, strict=True):
        where, strength = reflectors(points)
        turned = strength * np.exp(1j * phases[: strength.shape[1]])
        image = where.copy()
        image[..., 1] = -2 * HEIGHT - image[..., 1]
        places += [where, image]
        strengths += [turned * through(where, room.wall), _FLOOR * turned * through(image, room.wall)]
    return np.concatenate(places, 1), np.concatenate(strengths, 1)


def _background(room: Setting) -> tuple[Array, Array]:
    """Furniture behind the wall, and the wall itself: (1, p, 3) and (1, p)."""
    places, strengths = room.furniture, room.strengths * through(room.furniture, room.wall)
    if room.wall > 0:
        front = np.array([[0, 0, _WALL_AT]])
        places = np.concatenate([places, front])
        strengths = np.concatenate([strengths, _WALL * through(front, 0.0)])
    return places[None], strengths[None]


def _turned(turns: Array) -> Array:
    """exp(-2πi turns) in single precision, of turns in double: whole ones are taken off first."""
    angles = (2 * np.pi * (turns - np.rint(turns))).astype(np.float32)
    turned = np.empty(turns.shape, np.complex64)
    np.cos(angles, out=turned.real)
    np.negative(np.sin(angles), out=turned.imag)
    return turned


def _powers(factor: Array, count: int) -> Array:
    """factor ** 0 to count - 1, on a new axis before the last."""
    powers = np.empty((*factor.shape[:-1], count, factor.shape[-1]), np.complex64)
    powers[..., 0, :] = 1
    for row in range(1, count):
        powers[..., row, :] = powers[..., row - 1, :] * factor
    return powers


def _complex_normal(shape: tuple[int, ...], rng: Rng) -> Array:
    parts = rng.standard_normal((*shape, 2), np.float32)
    numbers: Array = parts[..., 0] + 1j * parts[..., 1]
    return numbers
