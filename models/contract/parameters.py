"""What a visitor can set on a demo: one declaration gives the page's control, the check and the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_BITS = 4
"""To a hexadecimal digit."""


class BadParameter(ValueError):
    """A parameter's value that its declaration does not allow; the message is for the visitor."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What all kinds share. ``advanced`` ones are folded away on the page until asked for.

    ``teacher`` ones are for who is signed in as the teacher: everybody else's page lacks them, and whatever somebody
    else sends, they are at their default.
    """

    kind: ClassVar[str]
    name: str
    label: str
    help: str
    default: Any
    advanced: bool = False
    teacher: bool = False

    def check(self, value: Any) -> Any:
        """The value in its canonical form. Raises BadParameter."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the allowed values."""
        raise NotImplementedError

    def describe(self) -> dict[str, Any]:
        """All that a page needs to build the control, as JSON-ready data."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class Number(Parameter):
    """A number within a range: a slider."""

    kind: ClassVar[str] = "number"
    minimum: float
    maximum: float
    step: float
    unit: str = ""

    def check(self, value: Any) -> float | int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadParameter(f"{self.name} must be a number")
        if not self.minimum <= value <= self.maximum:  # false for NaN and infinity too
            raise BadParameter(f"{self.name} must be between {self.minimum:g} and {self.maximum:g}")
        return round(value) if isinstance(self.step, int) else float(value)

    def schema(self) -> dict[str, Any]:
        kind = "integer" if isinstance(self.step, int) else "number"
        return {"type": kind, "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, kw_only=True)
class Switch(Parameter):
    """On or off."""

    kind: ClassVar[str] = "switch"

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise BadParameter(f"{self.name} must be true or false")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Option:
    """One value of a :class:`Choice`. ``thumbnail`` is a square picture in the demo's folder, or empty.

    Many are best one request: ``file#n`` is the n-th square, from 0, of a picture that is a column of them.
    """

    value: str
    label: str
    thumbnail: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One of a few named values: a list, or a grid of thumbnails where the options have them."""

    kind: ClassVar[str] = "choice"
    options: Sequence[Option] = field(default=())

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or value not in [option.value for option in self.options]:
            raise BadParameter(f"{self.name} is not one of its choices")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [option.value for option in self.options]}


@dataclass(frozen=True, kw_only=True)
class Upload(Parameter):
    """A picture of the visitor's own. On the wire the value is the id that the upload was given, or null.

    The demo sees a :class:`models.contract.demo.Picture` or None in its place. A ``closed`` one is there only where
    whoever runs the server has opened it (OPEN_UPLOADS): a demo whose answer about oneself could harm.
    """

    kind: ClassVar[str] = "upload"
    default: None = None
    closed: bool = False

    def check(self, value: Any) -> str | None:
        if value is not None and not (isinstance(value, str) and 0 < len(value) <= 64):
            raise BadParameter(f"{self.name} must be the id of an uploaded picture, or null")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "maxLength": 64}


@dataclass(frozen=True, kw_only=True)
class Points(Parameter):
    """Places in the picture, which the page's own script sets: what to look at, what to tell the network.

    The value is a list of at most ``most`` points ``{"x": …, "y": …}`` in fractions of the width and height, each
    with a ``"colour": "#rrggbb"`` where they are ``coloured``.
    """

    kind: ClassVar[str] = "points"
    default: Sequence[Mapping[str, Any]] = ()
    most: int = 1
    coloured: bool = False

    def check(self, value: Any) -> tuple[dict[str, Any], ...]:
        if not isinstance(value, list | tuple) or len(value) > self.most:
            raise BadParameter(f"{self.name} must be a list of at most {self.most} points")
        return tuple(self._point(point) for point in value)

    def _point(self, point: Any) -> dict[str, Any]:
        names = {"x", "y", "colour"} if self.coloured else {"x", "y"}
        if not isinstance(point, Mapping) or set(point) != names:
            raise BadParameter(f"each point of {self.name} must have {', '.join(sorted(names))}")
        checked: dict[str, Any] = {}
        for axis in ("x", "y"):
            place = point[axis]
            if isinstance(place, bool) or not isinstance(place, int | float) or not 0 <= place <= 1:
                raise BadParameter(f"{axis} of each point of {self.name} must be between 0 and 1")
            checked[axis] = float(place)
        if self.coloured:
            colour = point["colour"]
            if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
                raise BadParameter(f"colour of each point of {self.name} must be like #a0b1c2")
            checked["colour"] = colour.lower()
        return checked

    def schema(self) -> dict[str, Any]:
        place = {"type": "number", "minimum": 0, "maximum": 1}
        colour = {"colour": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}} if self.coloured else {}
        properties = {"x": place, "y": place, **colour}
        point = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        return {"type": "array", "maxItems": self.most, "items": point}


@dataclass(frozen=True, kw_only=True)
class Mask(Parameter):
    """A shape on a grid of ``width`` by ``height`` cells, which the page's own script paints.

    The value is a string of hexadecimal digits: each has four cells, row by row from the left above, 1 where painted.
    ``width`` is a multiple of four.
    """

    kind: ClassVar[str] = "mask"
    width: int
    height: int

    @property
    def digits(self) -> int:
        """How many a value has."""
        return self.width * self.height // _BITS

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(f"[0-9a-fA-F]{{{self.digits}}}", value):
            raise BadParameter(f"{self.name} must be {self.digits} hexadecimal digits")
        return value.lower()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^[0-9a-fA-F]{{{self.digits}}}$"}


def open_ones(params: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """All but the closed uploads."""
    return tuple(one for one in params if not (isinstance(one, Upload) and one.closed))


def for_visitors(params: Sequence[Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that hold for who is not the teacher."""
    return {**values, **{one.name: one.default for one in params if one.teacher}}


def check_all(params: Sequence[Parameter], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Every declared parameter with the given value or its default.

    Raises BadParameter for a value out of range and for a name that is not declared.
    """
    declared = {parameter.name: parameter for parameter in params}
    unknown = [name for name in raw if name not in declared]
    if unknown:
        raise BadParameter(f"there is no parameter {str(unknown[0])[:40]!r}")
    return {
        name: parameter.check(raw[name]) if name in raw else parameter.default for name, parameter in declared.items()
    }


def schema_of(params: Sequence[Parameter]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a demo's parameters."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            p.name: {**p.schema(), "title": p.label, "description": p.help, "default": p.default} for p in params
        },
    }
