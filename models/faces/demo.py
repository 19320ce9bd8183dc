"""Faces that nobody has: made by a small StyleGAN, beside eigenfaces. These people do not exist."""

from __future__ import annotations

from typing import ClassVar

from models.contract.demo import Poll
from models.contract.parameters import Option, Parameter
from models.toolkit.synthesis.declared import parameters
from models.toolkit.synthesis.demo import SynthesisDemo

DIRECTIONS = (
    ("More light", "From hardly lit to lit too much."),
    ("Duller", "From strong contrast to dull and dim."),
    ("Lit from the right", "From a shadow on the right to light there."),
    ("Paler ground", "From a dark, blurred ground to a pale, clear one."),
    ("Warmer", "From pale and cold to dim and orange."),
    ("Darker ground", "From a dim face on a pale ground to a lit face on a dark one."),
)
"""What each is seen to do, and to nobody: these people do not exist."""


class FacesDemo(SynthesisDemo):
    """Makes faces; the class says which of two is real."""

    name = "faces"
    title = "Faces that nobody has"
    invite = "Look at people who do not exist"
    summary = "Makes pictures of faces, and lets you mix them. These people do not exist."
    place = 48
    mark = "These people do not exist!"
    params: ClassVar[tuple[Parameter, ...]] = parameters([], DIRECTIONS, [Option("eigenfaces", "Eigenfaces (1991)")])
    polls = (
        Poll(
            "face_forged",
            "Which of the two was made?",
            {"fooled": "Took the real one for it", "found": "Found the made one"},
        ),
    )
