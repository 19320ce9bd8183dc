"""What a visitor can set on a demo that makes pictures. Read without TensorFlow and OpenCV."""

from __future__ import annotations

from collections.abc import Sequence

from models.contract.parameters import Choice, Number, Option, Parameter, Switch
from models.toolkit.synthesis.latents import ALL, COUNT, DIRECTIONS

PSI = 0.8
"""The truncation that pages begin with, and that the game is played with."""
FARTHEST = 3.0
"""Standard deviations that a direction can be followed, each way."""


def parameters(
    kinds: Sequence[Option], directions: Sequence[tuple[str, str]], more: Sequence[Option] = ()
) -> tuple[Parameter, ...]:
    """``kinds``: the classes in the generator's order, empty for none. ``directions``: the label and the help of each,
    the one along which most changes first. ``more``: views that not all of these demos have.
    """
    return (
        Choice(
            name="show",
            label="Show",
            help="What is made of the numbers that pictures have.",
            default="wall",
            options=[
                Option("wall", "A wall"),
                Option("walk", "A walk"),
                Option("mix", "A mixture"),
                Option("growth", "Growth"),
                Option("nearest", "The nearest real ones"),
                *more,
            ],
        ),
        *([_kind(kinds)] if kinds else []),
        Number(
            name="psi",
            label="Truncation ψ",
            help="How far from the mean style: at 0 all are the same, at 1 they are as varied as the network can.",
            default=PSI,
            minimum=0.0,
            maximum=1.2,
            step=0.05,
        ),
        Switch(
            name="changes",
            label="New ones",
            help="On the wall one after the other is replaced by a new one. None comes twice in two hours.",
            default=True,
        ),
        _number("first", "First picture", "Its number. The walk begins there, and it is the one that grows.", 0),
        _number("second", "Second picture", "The number of what is mixed in.", 1),
        _share("coarse", "Coarse", "The second one's share at 4 × 4 and 8 × 8: where things are, and how large.", 0.0),
        _share("middle", "Middle", "The second one's share at 16 × 16: shapes.", 1.0),
        _share("fine", "Fine", "The second one's share from 32 × 32 on: colours and texture.", 1.0),
        Number(
            name="speed",
            label="Speed",
            help="Of the walk, in pictures of the wall a second. At 0 it stands still.",
            default=0.5,
            minimum=0.0,
            maximum=2.0,
            step=0.1,
        ),
        *(_direction(place, *told) for place, told in enumerate(directions[:DIRECTIONS], 1)),
    )


def _kind(kinds: Sequence[Option]) -> Choice:
    return Choice(
        name="kind",
        label="Kind",
        help="What is asked for. Each number gives a picture of any kind.",
        default=ALL,
        options=[Option(ALL, "Each in turn"), *kinds],
    )


def _number(name: str, label: str, help: str, default: int) -> Number:
    return Number(name=name, label=label, help=help, default=default, minimum=0, maximum=COUNT - 1, step=1)


def _share(name: str, label: str, help: str, default: float) -> Number:
    return Number(name=name, label=label, help=help, default=default, minimum=0.0, maximum=1.0, step=0.05)


def _direction(place: int, label: str, help: str) -> Number:
    return Number(
        name=f"push{place}",
        label=label,
        help=help,
        default=0.0,
        minimum=-FARTHEST,
        maximum=FARTHEST,
        step=0.1,
        advanced=True,
    )
