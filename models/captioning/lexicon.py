"""The captions' English words and what they are in Brazilian Portuguese: the lexicon beside this file, read once.

Nouns stand with their gender ("m", "f") and "p" where they are plural already; adjectives in the masculine singular;
verbs in the infinitive. English plurals and verb forms are told by their endings.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.captioning.inflection import GERUND, PARTICIPLE, PLURAL, SINGULAR, plural

if TYPE_CHECKING:
    from models.captioning.nounphrases import Phrase

(FILE,) = Path(__file__).parent.glob("lexicon.*.toml")
LANGUAGE = FILE.name.split(".")[1]
"""The tag of the language that the rules of ``models.captioning.portuguese`` speak: the file's name has it."""

_IRREGULAR = {
    "run": "ran",
    "sit": "sat",
    "stand": "stood",
    "take": "taken",
    "throw": "thrown",
    "ride": "ridden ridding",
    "make": "made",
    "hold": "held",
    "catch": "caught",
    "fall": "fallen",
    "break": "broken",
    "drive": "driven",
    "see": "seen",
    "be": "been",
    "give": "given",
    "wear": "worn",
    "lay": "laid",
    "lie": "lying",
    "hang": "hung",
    "tie": "tied tying",
    "bend": "bent",
    "light": "lit",
    "hide": "hidden",
    "write": "written",
    "show": "shown",
    "leave": "left",
    "freeze": "frozen",
    "bite": "bitten",
    "go": "gone goes",
    "do": "done does",
    "have": "has had having",
    "put": "put",
    "set": "set",
    "hit": "hit",
    "cut": "cut",
    "read": "read",
    "cast": "cast",
    "die": "dying",
}
_DOUBLED = "bdgmnprtl"


@dataclass(frozen=True)
class Verb:
    """An English verb form. form: SINGULAR ("runs"), PLURAL ("run"), GERUND or PARTICIPLE.

    is_base: whether a participle looks like the base ("set").
    """

    lemma: str
    form: int
    is_base: bool = False


class Lexicon:
    """The tables of the file. Raises KeyError or ValueError when one is not as it should be."""

    def __init__(self, file: Path = FILE) -> None:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        self.nouns = {word: _noun(entry) for word, entry in tables["nouns"].items()}
        self.adjectives: dict[str, str] = tables["adjectives"]
        self.verbs: dict[str, str] = tables["verbs"]
        self.prepositions: dict[str, str] = tables["prepositions"]
        self.adverbs: dict[str, str] = tables["adverbs"]
        self._complements: dict[str, dict[str, str]] = tables["complements"]
        sets = {name: frozenset(words.split()) for name, words in tables["sets"].items()}
        self.determiners, self.possessives = sets["determiners"], sets["possessives"]
        self.clothes, self.mass, self.body = sets["clothes"], sets["mass"], sets["body"]
        self.things = sets["things"]
        self._games, self._instruments, self._mostly_verbs = sets["games"], sets["instruments"], sets["mostly_verbs"]

    @cached_property
    def _forms(self) -> dict[str, Verb]:
        found: dict[str, Verb] = {}
        for lemma in self.verbs:
            for word, verb in _forms_of(lemma):
                found.setdefault(word, verb)
        return found

    def verb(self, word: str) -> Verb | None:
        """What form of which verb a word is; None for no verb."""
        return self._forms.get(word)

    def is_mostly_verb(self, word: str) -> bool:
        """Whether a word that is a noun too is a verb where nothing says otherwise."""
        verb = self.verb(word)
        return verb is not None and (verb.lemma in self._mostly_verbs or word not in self.nouns)

    def noun(self, words: str) -> tuple[str, str, bool] | None:
        """A noun of one word or several: Portuguese, gender, whether plural; None for none."""
        if words in self.nouns:
            return self.nouns[words]
        for ending, instead in (("ves", "f"), ("ves", "fe"), ("ies", "y"), ("es", ""), ("s", "")):
            stem = words.removesuffix(ending) + instead
            if words.endswith(ending) and stem in self.nouns:
                text, gender, is_plural = self.nouns[stem]
                return (text if is_plural else plural(text)), gender, True
        return None

    def complement(self, verb: str, preposition: str) -> str | None:
        """What a verb makes of an English preposition, where it has a way of its own."""
        return self._complements.get(verb, {}).get(preposition)

    def with_object(self, verb: str, thing: Phrase | None) -> tuple[str, bool]:
        """A verb's infinitive, which may depend on its object, and whether it has the object in it already."""
        head = thing.head if thing is not None else ""
        if verb == "play" and head in self._games:
            return "jogar", False
        if verb == "play" and head in self._instruments:
            return "tocar", False
        if verb == "ride":
            return self._riding(thing)
        if verb == "take" and head not in {"picture", "pictures", "photo", "photos", "photograph", "photographs"}:
            return ("fazer" if head in {"break", "walk", "nap", "turn", "ride"} else "pegar"), False
        return self.verbs[verb], False

    def _riding(self, thing: Phrase | None) -> tuple[str, bool]:
        if thing is None or not thing.head:
            return "andar", False
        if thing.head in {"wave", "waves"}:
            return "pegar", False
        if thing.head in {"horse", "horses", "bull", "pony", "camel", "camels", "elephant"}:
            return "montar", False
        alone = {"bike": "bicicleta", "bikes": "bicicleta", "bicycle": "bicicleta", "bicycles": "bicicleta"}
        alone |= {"skateboard": "skate", "motorcycle": "moto", "motorcycles": "moto", "scooter": "patinete"}
        if thing.head in alone and not thing.has_adjectives:
            return f"andar de {alone[thing.head]}", True
        return "andar em", False


def _noun(entry: str) -> tuple[str, str, bool]:
    text, _, kind = entry.rpartition(" ")
    if not text or kind not in {"m", "f", "mp", "fp"}:
        raise ValueError(f"a noun needs its gender: {entry!r}")
    return text, kind[0], kind.endswith("p")


def _forms_of(lemma: str) -> list[tuple[str, Verb]]:
    """Every form of an English verb, as far as endings tell."""
    stems = {lemma, lemma.removesuffix("e")} if lemma.endswith("e") and not lemma.endswith("ee") else {lemma}
    doubled = {lemma + lemma[-1]} if lemma[-1] in _DOUBLED and lemma[-2:-1] in set("aeiou") else set()
    third = lemma[:-1] + "ies" if lemma.endswith("y") and lemma[-2] not in "aeou" else lemma + "s"
    words = [(lemma, Verb(lemma, PLURAL)), (third, Verb(lemma, SINGULAR)), (lemma + "es", Verb(lemma, SINGULAR))]
    words += [(stem + "ing", Verb(lemma, GERUND)) for stem in sorted(stems | doubled)]
    for own in _IRREGULAR.get(lemma, "").split():
        kind = GERUND if own.endswith("ing") else SINGULAR if own.endswith("s") else PARTICIPLE
        if own != lemma:
            words.append((own, Verb(lemma, kind)))
    past = {lemma[:-1] + "ied"} if lemma.endswith("y") and lemma[-2] not in "aeou" else set()
    past |= {stem + "ed" for stem in stems | doubled}
    return words + [(one, Verb(lemma, PARTICIPLE)) for one in sorted(past)]


@cache
def lexicon() -> Lexicon:
    """The file, read once."""
    return Lexicon()
