"""The shapes of what clients send on /live, version 1. Everything else is refused before it is looked at."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from webapp.engine.streams import MAX_SEQ
from webapp.errors import InvalidFormat

Id = Annotated[str, Field(min_length=1, max_length=64)]
Params = Annotated[dict[Annotated[str, Field(max_length=64)], Any], Field(max_length=64)]


class Envelope(BaseModel):
    """One JSON object; fields that are not declared are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Open(Envelope):
    v: Annotated[int, Field(ge=1, le=1)]  # Literal[1] would take true, which equals 1
    demo: Id
    params: Params = Field(default_factory=dict)
    render: Literal["server", "browser", "layers"] = "server"


class FrameHead(Envelope):
    stream: Id
    seq: Annotated[int, Field(ge=0, le=MAX_SEQ)]
    t: FiniteFloat = 0.0


class Seen(Envelope):
    stream: Id
    seq: Annotated[int, Field(ge=0, le=MAX_SEQ)]


class ParamsChange(Envelope):
    stream: Id
    params: Params


class Close(Envelope):
    stream: Id


E = TypeVar("E", bound=Envelope)


def read(kind: type[E], args: tuple[Any, ...]) -> E:
    """The one argument of an event. Raises InvalidFormat with the first thing that is wrong."""
    if len(args) != 1:
        raise InvalidFormat(f"This event takes one argument, not {len(args)}.")
    return _read(kind, args[0])


def read_frame(args: tuple[Any, ...]) -> tuple[FrameHead, bytes]:
    """The two arguments of ``frame`` and of ``sound``. Raises InvalidFormat."""
    return read_with_bytes(FrameHead, args)


def read_with_bytes(kind: type[E], args: tuple[Any, ...]) -> tuple[E, bytes]:
    """The two arguments of an event that carries a picture. Raises InvalidFormat."""
    if len(args) != 2 or not isinstance(args[1], bytes):
        raise InvalidFormat("A frame takes two arguments: what it is, and the picture's bytes.")
    return _read(kind, args[0]), args[1]


def _read(kind: type[E], value: Any) -> E:
    try:
        return kind.model_validate(value)
    except (ValidationError, RecursionError, ValueError) as error:
        raise InvalidFormat(_sentence(error)) from None


def _sentence(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return InvalidFormat.sentence
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part)[:40] for part in first["loc"]) or "the message"
    return f"{where}: {first['msg'][:120]}"
