"""The training itself: two networks against each other, step by step, so that a stopped run goes on where it was.

Non-saturating losses (Goodfellow et al., 2014) with a penalty on the discriminator's slope at real pictures, every
sixteenth step (R1: Mescheder et al., ICML 2018; lazily: Karras et al., CVPR 2020), mixed styles, and a running mean of
the generator's weights, which is what is kept.
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from models.toolkit.stylegan import LATENT, Plan
from models.training.stylegan.augment import augmented
from models.training.stylegan.network import Discriminator, Generator
from models.training.stylegan.pictures import Pictures

Array = np.ndarray[Any, Any]
Tensor = Any

LAZY = 16
MIXED = 0.5
"""Of the steps, those in which two styles are mixed."""
MEMORY = 5_000
"""Pictures after which half of the mean weights is forgotten."""
_SMOOTH = 0.995
_EVERY = 100
"""Steps between two points of the curve."""


@dataclass(frozen=True)
class Recipe:
    """``rate`` and ``judges``: how fast the generator and the discriminator learn; two rates, since with one the maker
    of small pictures keeps up with the judge and both stay where they are (Heusel et al., NeurIPS 2017). ``slope``:
    the weight of the R1 penalty; ``cuts``: whether a square is left out of what is judged; ``turns`` says that a
    picture means the same turned by quarters; ``half``: whether convolutions compute in bfloat16, which is three times
    as fast where the processor has it.
    """

    batch: int = 16
    rate: float = 0.0015
    judges: float = 0.004
    slope: float = 1.0
    seed: int = 1
    turns: bool = False
    half: bool = False
    cuts: bool = False


class Run:
    """``found``: what is learnt from; with classes where the plan has some, and with masks where it is painted."""

    def __init__(self, plan: Plan, recipe: Recipe, found: Pictures, device: str = "cpu") -> None:
        torch.manual_seed(recipe.seed)
        self._plan, self._recipe, self._device = plan, recipe, device
        maps = found.rgb if found.masks is None else np.concatenate([found.rgb, found.masks[..., None]], 3)
        self._pictures = torch.from_numpy(maps).permute(0, 3, 1, 2).contiguous()
        self._classes = None if found.classes is None else torch.from_numpy(found.classes).long()
        self.generator, self.discriminator = Generator(plan).to(device), Discriminator(plan).to(device)
        self.mean = copy.deepcopy(self.generator).requires_grad_(False)
        rest = LAZY / (LAZY + 1)  # the penalty comes seldom, and counts as often as if it came always
        self._optimizers = (
            torch.optim.Adam(self.generator.parameters(), recipe.rate, (0.0, 0.99)),
            torch.optim.Adam(self.discriminator.parameters(), recipe.judges * rest, (0.0, 0.99**rest)),
        )
        self.steps = 0
        self.curve: list[dict[str, float]] = []
        self._losses: list[float] = []

    def go(self, until: Callable[[], bool], told: Callable[[dict[str, float]], None]) -> None:
        """Step until told to end; ``told`` gets each point of the curve."""
        while not until():
            self.step()
            if self.steps % _EVERY == 0:
                point = {"pictures": float(self.steps * self._recipe.batch)}
                self.curve.append({**point, "generator": self._losses[0], "discriminator": self._losses[1]})
                told(self.curve[-1])

    def step(self) -> None:
        """The discriminator learns from real and made pictures, then the generator from the discriminator."""
        real, classes = self._real()
        masks = real[:, 3:] if self._plan.painted else None
        with self._precision(), torch.no_grad():
            made = self._made(classes, masks)
        with self._precision():
            judged = functional.softplus(self._judged(made, classes)).mean()
            judged = judged + functional.softplus(-self._judged(real, classes)).mean()
        penalty = self._penalty(real, classes) if self.steps % LAZY == 0 else 0.0
        self._learn(1, judged + penalty)
        with self._precision():
            fooled = functional.softplus(-self._judged(self._made(classes, masks), classes)).mean()
        self._learn(0, fooled)
        self._remember()
        self.steps += 1
        now = [float(loss.detach()) for loss in (fooled, judged)]
        before = self._losses or now  # from nothing on they would seem small for hundreds of steps
        self._losses = [_SMOOTH * old + (1 - _SMOOTH) * new for old, new in zip(before, now, strict=True)]

    def save(self, file: Path) -> None:
        """Write everything a run needs to go on, whole or not at all."""
        state = {
            "plan": asdict(self._plan),
            "recipe": asdict(self._recipe),
            "steps": self.steps,
            "curve": self.curve,
            "losses": self._losses,
            "random": torch.get_rng_state(),
            **{name: getattr(self, name).state_dict() for name in ("generator", "discriminator", "mean")},
            "optimizers": [one.state_dict() for one in self._optimizers],
        }
        fresh = file.with_suffix(".tmp")
        torch.save(state, fresh)
        fresh.replace(file)

    def restore(self, file: Path) -> None:
        """Go on where a run of this plan and recipe was saved. Raises ValueError where it was another."""
        state = torch.load(file, map_location=self._device, weights_only=True)
        if state["plan"] != asdict(self._plan) or state["recipe"] != asdict(self._recipe):
            raise ValueError(f"{file} is of another plan or recipe: {state['plan']}, {state['recipe']}")
        for name in ("generator", "discriminator", "mean"):
            getattr(self, name).load_state_dict(state[name])
        for one, kept in zip(self._optimizers, state["optimizers"], strict=True):
            one.load_state_dict(kept)
        self.steps, self.curve, self._losses = state["steps"], state["curve"], state["losses"]
        torch.set_rng_state(state["random"].cpu())

    def grow_from(self, file: Path) -> None:
        """Begin with what a run of a smaller side learnt, wherever the names and shapes are the same."""
        state = torch.load(file, map_location=self._device, weights_only=True)
        for name in ("generator", "discriminator", "mean"):
            own = getattr(self, name).state_dict()
            same = {key: value for key, value in state[name].items() if key in own and own[key].shape == value.shape}
            getattr(self, name).load_state_dict(same, strict=False)

    def judged_by(self, file: Path) -> None:
        """Begin with another run's judge, which may have learnt of other pictures: one that has ceased to tell made
        from real does not find back by itself. What it did not see, masks and classes, it begins anew.
        """
        judge = torch.load(file, map_location=self._device, weights_only=True)["discriminator"]
        own = self.discriminator.state_dict()
        for key, value in judge.items():
            if key in own and own[key].shape == value.shape:
                own[key] = value
            elif key.startswith("inputs.") and own[key].dim() == value.dim():
                own[key][:, : value.shape[1]] = value * math.sqrt(own[key].shape[1] / value.shape[1])
        self.discriminator.load_state_dict(own)

    def _real(self) -> tuple[Tensor, Tensor | None]:
        rows = torch.randint(0, len(self._pictures), (self._recipe.batch,))
        real = self._pictures[rows].to(self._device).float()
        real = torch.cat([real[:, :3] / 127.5 - 1, real[:, 3:] / 255], 1)
        real = torch.where(torch.rand(len(real), 1, 1, 1, device=real.device) < 0.5, real.flip(3), real)
        if self._recipe.turns:
            real = real.rot90(int(torch.randint(0, 4, ())), (2, 3))
        return real, None if self._classes is None else self._classes[rows].to(self._device)

    def _made(self, classes: Tensor | None, masks: Tensor | None) -> Tensor:
        """Pictures, with the masks as a fourth map where they were made by some."""
        count, sides = self._recipe.batch, len(self._plan.sides)
        styles = [self._styles(classes)] * sides
        if torch.rand(()) < MIXED:
            cut = int(torch.randint(1, sides, ()))
            styles = styles[:cut] + [self._styles(classes)] * (sides - cut)
        assert len(styles[0]) == count
        made = self.generator.pictures(styles, masks)
        return made if masks is None else torch.cat([made, masks], 1)

    def _judged(self, pictures: Tensor, classes: Tensor | None) -> Tensor:
        return self.discriminator(augmented(pictures, cuts=self._recipe.cuts), classes).float()

    def _precision(self) -> Any:
        return torch.autocast(self._device, torch.bfloat16, enabled=self._recipe.half)

    def _styles(self, classes: Tensor | None) -> Tensor:
        w = self.generator.styles(torch.randn(self._recipe.batch, LATENT, device=self._device), classes)
        self.generator.mean.lerp_(w.detach().mean(0), 1 - _SMOOTH)
        return w

    def _penalty(self, real: Tensor, classes: Tensor | None) -> Tensor:
        given = real.clone().requires_grad_(True)
        judged = self._judged(given, classes).sum()
        (slope,) = torch.autograd.grad(judged, given, create_graph=True)
        return slope.square().sum((1, 2, 3)).mean() * (self._recipe.slope / 2 * LAZY)

    def _learn(self, which: int, loss: Tensor) -> None:
        optimizer = self._optimizers[which]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def _remember(self) -> None:
        share = 0.5 ** (self._recipe.batch / min(MEMORY, 1 + self.steps * self._recipe.batch / 2))
        with torch.no_grad():
            for mean, now in zip(self.mean.parameters(), self.generator.parameters(), strict=True):
                mean.lerp_(now, 1 - share)
            self.mean.mean.copy_(self.generator.mean)


def run_for(run: Run, file: Path, seconds: float, say: Callable[[str], None], save_every: float = 120.0) -> None:
    """Go on for so long, with a checkpoint every two minutes and at the end; the curve beside it as JSON."""
    begun = saved = time.monotonic()

    def ends() -> bool:
        nonlocal saved
        if time.monotonic() - saved > save_every:
            saved = time.monotonic()
            _keep(run, file)
        return time.monotonic() - begun > seconds

    run.go(ends, lambda point: say(json.dumps({name: round(value, 3) for name, value in point.items()})))
    _keep(run, file)


def _keep(run: Run, file: Path) -> None:
    run.save(file)
    file.with_suffix(".json").write_text(json.dumps(run.curve))
