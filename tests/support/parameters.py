"""Values of a demo's parameters."""

from __future__ import annotations

from typing import Any

from models.contract.parameters import Choice, Mask, Number, Parameter, Points, Switch, Upload


def values(parameter: Parameter) -> list[Any]:
    """Values at the ends of what a parameter allows."""
    if isinstance(parameter, Number):
        return [parameter.minimum, parameter.maximum]
    if isinstance(parameter, Switch):
        return [True, False]
    if isinstance(parameter, Choice):
        return [option.value for option in parameter.options]
    if isinstance(parameter, Points):
        colour = {"colour": "#c02040"} if parameter.coloured else {}
        return [[], [{"x": place / parameter.most, "y": 1.0, **colour} for place in range(parameter.most)]]
    if isinstance(parameter, Mask):
        return ["0" * parameter.digits, "f" * parameter.digits]
    assert isinstance(parameter, Upload)
    return [None, "0" * 64]
