"""The demo that all have in common whose network makes pictures: a wall, a walk, a mixture, a picture as it grows; what
of the training is nearest to it; and what comes without a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from models.contract.demo import Answer, Demo, Jpeg, Memory, Params, Sample, Size
from models.contract.sources import Clock
from models.toolkit.synthesis import wall as walls
from models.toolkit.synthesis.latents import ALL, COUNT, DIRECTIONS, Latents, Look, between, latents, mixed, moved

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.toolkit.devices import Device
    from models.toolkit.stylegan import Generator
    from models.toolkit.synthesis.codes import Codes

Array = np.ndarray[Any, Any]

SHEET = "sheet"
SHOWN = Size(1152, 864)
"""What a page composes: a sheet, twice as large."""
WEIGHTS = "weights.npz"
_JPEG = Jpeg(quality=88, full_chroma=True)
_MOST = 0.5
"""The share of the second picture's coarse stages from which on its mask is taken: where things are is coarse."""
_LONGEST = 0.5
"""Seconds between two turns that a walk goes on for: more was a pause."""
WALKS = ("walk", "eigenfaces")
NEAREST = 3
"""Training pictures that are shown beside a made one."""
_FARTHEST = 2.5
"""Standard deviations along an axis, as it is shown."""


class Turn(NamedTuple):
    """What one turn is to show. ``shares`` of the second picture in the coarse, middle and fine stages."""

    show: str
    look: Look
    first: int
    second: int
    shares: tuple[float, float, float]
    at: float
    changes: bool
    wall: walls.Wall | None
    way: float
    """How far the walk is: a number, and the share of the way to the next."""

    @property
    def begin(self) -> int:
        return int(self.way)

    @property
    def end(self) -> int:
        return (self.begin + 1) % COUNT

    @property
    def share(self) -> float:
        return self.way - self.begin

    @property
    def told(self) -> dict[str, Any]:
        """Of a walk: between which numbers it is, and how far."""
        return {"begin": self.begin, "end": self.end, "share": round(self.share, 3)}

    @property
    def memory(self) -> dict[str, Any]:
        """What a walk remembers, to go on."""
        return {"way": self.way, "at": self.at, "first": self.first}


class Shown(NamedTuple):
    """``sheet`` RGB uint8 (432, 576, 3); ``told`` of it; what the stream remembers of it."""

    sheet: Frame
    told: dict[str, Any]
    memory: dict[str, Any]


class SynthesisDemo(Demo):
    """Makes pictures of numbers. A subclass names itself, its ``kinds`` and its ``params``
    (models.toolkit.synthesis.declared), and has its weights beside it.
    """

    source = Clock(rate=10)
    recurrent = True  # a wall and a walk go on from where they were
    answer_jpeg = _JPEG
    kinds: ClassVar[tuple[str, ...]] = ()
    """The classes in the generator's order, as they are called on the wire."""
    mark: ClassVar[str] = "These images are not real!"
    """What is written below every picture; ASCII."""

    _generator: Generator
    _latents: Latents
    _codes: Codes

    def size(self, params: Params) -> Size:
        """What the page composes."""
        return SHOWN

    def canvas(self, params: Params) -> Size:
        return SHOWN

    def encoding(self, layer: str, params: Params) -> Jpeg:
        """As JPEG: pictures to look at."""
        return _JPEG

    def load(self, device: Device) -> None:
        """Read the weights, and the codes of the training pictures. Raises
        models.toolkit.weightfiles.WeightsFileError.
        """
        from models.toolkit import weightfiles
        from models.toolkit.stylegan import Generator, Plan
        from models.toolkit.synthesis import codes

        self._generator = weightfiles.load(
            self.folder / WEIGHTS, lambda arrays, shape: Generator(Plan(**shape), arrays)
        )
        self._latents = Latents(self._generator)
        self._codes = codes.load(self.folder)

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Turn:
        """What is asked for, and what the stream remembers of it."""
        kind = params.get("kind", ALL)
        look = Look(
            kind=-1 if kind == ALL else self.kinds.index(kind),
            psi=params["psi"],
            pushes=tuple(params.get(f"push{place}", 0.0) for place in range(1, DIRECTIONS + 1)),
        )
        show = params["show"]
        return Turn(
            show=show,
            look=look,
            first=params["first"],
            second=params["second"],
            shares=(params["coarse"], params["middle"], params["fine"]),
            at=sample.at,
            changes=params["changes"],
            wall=walls.recalled(memory, self._generator.plan.side) if memory.get("show") == "wall" == show else None,
            way=_way(params, memory, sample.at),
        )

    def predict(self, batch: Sequence[Turn]) -> list[Shown]:
        """Make what is to be shown: up to 24 pictures at a wall's begin, and at most four afterwards."""
        ways = {
            "wall": self._wall,
            "walk": self._walk,
            "mix": self._mixture,
            "growth": self._growth,
            "nearest": self._nearest,
            "eigenfaces": self._eigenfaces,
        }
        return [ways[turn.show](turn) for turn in batch]

    def answer(self, sample: Sample, prediction: Shown, params: Params, memory: Memory) -> Answer:
        """The data are ``{show, turn, psi, side}`` and of a wall ``numbers``, ``kinds`` (of each picture, or null),
        ``variety`` (0 to 127.5) and ``whole`` (whether all are as asked for); of a walk ``begin``, ``end`` and
        ``share``; of a mixture ``first`` and ``second``; of growth ``first`` and ``sides``; of the nearest training
        pictures ``first``, their ``distances`` and ``usual``, what they are of real pictures: the median, and what a
        twentieth is below and above. The layer is ``sheet``.
        """
        turn = int(memory["turn"]) + 1 if isinstance(memory.get("turn"), int) else 0
        about = {"show": params["show"], "turn": turn, "psi": params["psi"], "side": self._generator.plan.side}
        remembered = {"show": params["show"], "turn": turn, **prediction.memory}
        return Answer(about | prediction.told, {SHEET: prediction.sheet}, remembered)

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The sheet, which bears its mark already."""
        return answer.layers[SHEET]

    def example(self) -> None:
        """Nothing: it goes on by itself."""

    # What is shown

    def _wall(self, turn: Turn) -> Shown:
        wall = walls.step(turn.wall, turn.look, turn.at, self._make, changes=turn.changes)
        numbers = wall.numbers.tolist()
        told = {
            "numbers": numbers,
            "kinds": self._kinds(numbers, turn.look),
            "variety": round(wall.variety, 2),
            "whole": bool(wall.fresh.all()),
        }
        return self._shown("wall", [wall.tiles], told, walls.remembered(wall))

    def _walk(self, turn: Turn) -> Shown:
        styles, where = self._on_the_way(turn)
        made = self._generator.pictures(styles, masks=where)
        told = turn.told | {"kinds": self._kinds([turn.begin, turn.end], turn.look)}
        return self._shown("walk", list(made), told, turn.memory)

    def _on_the_way(self, turn: Turn) -> tuple[Array, Array | None]:
        """The styles and masks of a walk's begin, of where it is, and of its end: float32 (3, 128), (3, side, side)."""
        numbers = [turn.begin, turn.end]
        one, other = np.split(self._latents.styles(numbers, turn.look), 2)
        styles = np.concatenate([one, between(one, other, turn.share), other])
        return styles, moved(self._latents.masks(numbers, turn.look), turn.share)

    def _mixture(self, turn: Turn) -> Shown:
        one, other = np.split(self._latents.styles([turn.first, turn.second], turn.look), 2)
        made = mixed(one, other, turn.shares, self._generator.plan.sides)
        whose = turn.second if turn.shares[0] > _MOST else turn.first
        where = self._latents.masks([turn.first, turn.second, whose], turn.look)
        pictures = self._generator.pictures([np.concatenate([one, other, style]) for style in made], masks=where)
        kinds = self._kinds([turn.first, turn.second], turn.look)
        return self._shown("mixture", list(pictures), {"first": turn.first, "second": turn.second, "kinds": kinds})

    def _growth(self, turn: Turn) -> Shown:
        from models.toolkit.stylegan import as_bytes

        style, where = self._latents.styles([turn.first], turn.look), self._latents.masks([turn.first], turn.look)
        stages = [as_bytes(stage[0]) for stage in self._generator.stages(style, masks=where)]
        told = {
            "first": turn.first,
            "sides": self._generator.plan.sides,
            "kinds": self._kinds([turn.first], turn.look),
        }
        return self._shown("growth", [stages], told)

    def _nearest(self, turn: Turn) -> Shown:
        made = self._make([turn.first], turn.look)
        near = self._codes.nearest(made[0], NEAREST)
        kept = self._codes.kept
        told = {
            "first": turn.first,
            "distances": [round(one.distance, 1) for one in near],
            "usual": [kept.typical, kept.low, kept.high],
            "kinds": self._kinds([turn.first], turn.look),
        }
        redrawn = self._codes.redrawn(self._codes.of(made))
        return self._shown("nearest", [made[0], redrawn[0], [one.picture for one in near]], told)

    def _eigenfaces(self, turn: Turn) -> Shown:
        from models.toolkit.stylegan import as_bytes
        from models.toolkit.synthesis import sheets

        styles, where = self._on_the_way(turn)
        here = None if where is None else where[1:2]
        stages = [as_bytes(stage[0]) for stage in self._generator.stages(styles[1:2], masks=here)]
        normal = latents([turn.begin, turn.end])
        drawn = self._codes.by_chance(between(normal[:1], normal[1:], turn.share), turn.look.psi)[0]
        axes = [self._codes.axis(place, _FARTHEST) for place in range(sheets.PARTS)]
        parts = [(drawn, axes), (stages[-1], stages[: sheets.PARTS])]
        return self._shown("compared", parts, turn.told, turn.memory)

    def _shown(
        self, layout: str, parts: list[Any], told: dict[str, Any], memory: dict[str, Any] | None = None
    ) -> Shown:
        from models.toolkit.synthesis import sheets

        mark = f"Above: {self.mark}" if layout == "nearest" else self.mark  # below it they do exist
        return Shown(sheets.marked(getattr(sheets, layout)(*parts), mark), told, memory or {})

    def _make(self, numbers: list[int], look: Look) -> Frame:
        return self._latents.pictures(numbers, look)

    def _kinds(self, numbers: list[int], look: Look) -> list[str] | None:
        classes = self._latents.classes(numbers, look.kind)
        return None if classes is None else [self.kinds[one] for one in classes]


def _way(params: Params, memory: Memory, at: float) -> float:
    """How far the walk is now: it begins at the first picture, and anew where that is another."""
    way, before = memory.get("way"), memory.get("at")
    goes_on = memory.get("show") == params["show"] in WALKS and memory.get("first") == params["first"]
    if not goes_on or not isinstance(way, float) or not isinstance(before, float):
        return float(params["first"])
    gap = at - before if 0 <= at - before <= _LONGEST else 0.0
    return (way + float(params["speed"]) * gap) % COUNT
