"""The things that a caption can name and a recogniser can tell: things.toml, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from models.captioning.detector import COCO
from models.contract.texts import catalogue, languages

FOLDER = Path(__file__).parent
FILE = FOLDER / "things.toml"

ONE_PERSON = (
    "man",
    "woman",
    "boy",
    "girl",
    "person",
    "child",
    "kid",
    "baby",
    "toddler",
    "lady",
    "guy",
    "male",
    "female",
    "teenager",
    "adult",
    "someone",
    "youth",
    "infant",
    "gentleman",
    "human",
    "player",
    "biker",
    "surfer",
    "skateboarder",
    "snowboarder",
    "skier",
    "climber",
    "cyclist",
    "bicyclist",
    "rider",
    "swimmer",
    "runner",
    "skater",
    "dancer",
    "guitarist",
    "policeman",
    "worker",
    "soldier",
    "bride",
    "singer",
    "drummer",
    "photographer",
)
SEVERAL_PEOPLE = (
    "people",
    "men",
    "women",
    "boys",
    "girls",
    "children",
    "kids",
    "guys",
    "ladies",
    "adults",
    "babies",
    "toddlers",
    "group",
    "crowd",
    "couple",
    "family",
    "team",
    "teams",
    "players",
    "friends",
    "males",
    "females",
    "teenagers",
    "students",
    "others",
    "two",
    "three",
    "four",
    "five",
    "six",
    "several",
    "many",
    "both",
    "pair",
    "bikers",
    "surfers",
    "skateboarders",
    "runners",
    "dancers",
    "musicians",
    "band",
    "audience",
    "spectators",
    "cheerleaders",
    "each",
    "another",
    "together",
    "mother",
    "father",
    "officers",
    "workers",
    "opponent",
)


@dataclass(frozen=True)
class Thing:
    """``words`` name it; ``imagenet`` and ``coco`` are the numbers of its classes; ``names`` are other languages'."""

    name: str
    words: tuple[str, ...]
    imagenet: tuple[int, ...] = ()
    coco: tuple[int, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@cache
def things() -> tuple[Thing, ...]:
    """Every thing in the file. Raises KeyError or ValueError when the file is not as it should be."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Thing(
            name,
            tuple(entry["words"]),
            tuple(_numbers(entry.get("imagenet", ()))),
            tuple(COCO.index(label) for label in entry.get("coco", ())),
            names_of(name),
        )
        for name, entry in table.items()
    )


def names_of(name: str) -> Mapping[str, str]:
    """What other languages call it, as far as their catalogues say."""
    words = {language: catalogue(FOLDER, language).tables.get("words", {}) for language in languages(FOLDER)}
    return {language: known[name] for language, known in words.items() if name in known}


def _numbers(ranges: Sequence[str]) -> Iterator[int]:
    """ "151-268" stands for both ends and all between."""
    for text in ranges:
        first, _, last = text.partition("-")
        yield from range(int(first), int(last or first) + 1)
