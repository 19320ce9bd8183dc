"""Noun phrases of captions: read in English, told in Portuguese with agreement. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.captioning.inflection import GERUND, PARTICIPLE, agreeing, conjugated, contracted
from models.captioning.lexicon import Lexicon

_LONGEST_NOUN = 4
_BEFORE = {"other": "outro", "another": "outro", "same": "mesmo", "first": "primeiro", "second": "segundo"}
_BEFORE |= {"third": "terceiro", "various": "vário", "multiple": "vário", "several": "vário", "many": "muito"}
_BEFORE |= {"both": "os dois", "few": "pouco", "all": "todos", "good": "bom", "great": "ótimo"}
_NUMBERS = {"two": "dois", "2": "dois", "three": "três", "3": "três", "four": "quatro", "4": "quatro", "five": "cinco"}
_NUMBERS |= {"5": "cinco", "six": "seis", "6": "seis", "seven": "sete", "eight": "oito", "8": "oito", "both": "os dois"}
_BALLS = frozenset({"basketball", "football", "volleyball", "baseball"})
"""Games without an article, balls with one."""
_GROUPS = frozenset({"grupo", "multidão", "monte", "bando"})


@dataclass(frozen=True)
class Phrase:
    """determiners and all in English; text: the noun with what follows it, in Portuguese; head: its English noun."""

    determiners: tuple[str, ...]
    text: str
    gender: str
    is_plural: bool
    head: str = ""
    has_adjectives: bool = False
    is_pronoun: bool = False

    def told(self, *, is_bare: bool, is_after: str, lexicon: Lexicon) -> str:
        """With its determiners. is_bare: without any article; is_after: the preposition before it, if any."""
        if self.is_pronoun:
            return self.text
        found = [self._determiner(word, lexicon) for word in self.determiners if not (is_bare and word in {"a", "an"})]
        if not self.determiners and not is_bare and is_after and is_after != "on foot" and self.head in lexicon.mass:
            found = [agreeing("o", self.gender, self.is_plural)]
        return " ".join(part for part in (*found, self.text) if part)

    def _determiner(self, word: str, lexicon: Lexicon) -> str:
        if word in {"a", "an", "one"}:
            return "" if self.is_plural or "another" in self.determiners else ("uma" if self.gender == "f" else "um")
        if word in {"the"} or (word in lexicon.possessives and self.head in lexicon.body):
            return agreeing("o", self.gender, self.is_plural)
        if word in lexicon.possessives:
            return {"m": "seu", "f": "sua"}[self.gender] + "s" * self.is_plural
        if word == "some":
            singular, several = ("alguma", "algumas") if self.gender == "f" else ("algum", "alguns")
            return several if self.is_plural else singular
        if word in {"this", "these", "that", "those"}:
            return agreeing("este", "m", False)[:-1] + ("a" if self.gender == "f" else "e") + "s" * self.is_plural
        if word in _NUMBERS:
            number = _NUMBERS[word]
            return number.replace("os dois", "as duas").replace("dois", "duas") if self.gender == "f" else number
        if word in {"no", "any"}:
            return {"m": "nenhum", "f": "nenhuma"}[self.gender]
        if word == "each":
            return "cada"
        if word == "all":
            return {"m": "todos os", "f": "todas as"}[self.gender]
        return agreeing(_BEFORE.get(word, ""), self.gender, self.is_plural) if word in _BEFORE else ""


def phrase_at(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[Phrase, int] | None:
    """The noun phrase that begins at a place, and where it ends; None where none does."""
    start = at
    determiners: list[str] = []
    while at < len(words) and words[at] in lexicon.determiners and _noun(words, at, lexicon, 2) is None:
        determiners.append(words[at])
        at += 1
    modifiers, at = _modifiers(words, at, lexicon, is_noun_sure=bool(determiners))
    noun = _noun(words, at, lexicon)
    if noun is None:
        return _without_noun(words, start, at, determiners, modifiers, lexicon)
    if noun[-1] == 1 and not determiners and not modifiers and _is_rather_verb(words, at, lexicon):
        return None
    phrase, at = _with_nouns(words, at, determiners, modifiers, lexicon)
    if at < len(words) and words[at] == "'s":
        owned = phrase_at(words, at + 1, lexicon)
        if owned is not None:
            of = phrase.told(is_bare=False, is_after="", lexicon=lexicon)
            thing = replace(owned[0], determiners=("the",), text=f"{owned[0].text} {contracted('de', of)}")
            return thing, owned[1]
    return phrase, at


def _is_rather_verb(words: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """A bare word that can be a verb, with an article or a preposition after it, is one: "jumps over a fence"."""
    verb = lexicon.verb(words[at])
    if verb is None:
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    return (
        at > 0
        and (after in lexicon.determiners or after in lexicon.prepositions or verb.form == GERUND)
        and lexicon.is_mostly_verb(words[at])
    )


def _noun(words: Sequence[str], at: int, lexicon: Lexicon, least: int = 1) -> tuple[str, str, bool, int] | None:
    """The longest noun at a place: Portuguese, gender, whether plural, number of English words."""
    for count in range(_LONGEST_NOUN, least - 1, -1):
        if at + count <= len(words):
            found = lexicon.noun(" ".join(words[at : at + count]))
            if found is not None:
                return (*found, count)
    return None


def _modifiers(
    words: Sequence[str], at: int, lexicon: Lexicon, *, is_noun_sure: bool
) -> tuple[list[tuple[str, bool]], int]:
    """Adjectives before a noun, and whether each is joined to the one before by "and"."""
    found: list[tuple[str, bool]] = []
    is_joined = False
    while at < len(words):
        if _noun(words, at, lexicon, 2) is not None:
            break
        adjective = _adjective(words, at, lexicon, is_noun_sure=is_noun_sure or bool(found))
        if adjective is None:
            break
        found.append((adjective, is_joined))
        at, is_joined = at + 1, False
        is_pair = words[at : at + 1] == ["and"] and words[at - 1] in lexicon.adjectives
        if is_pair and words[at + 1 : at + 2] and words[at + 1] in lexicon.adjectives:
            is_joined = _ends_in_noun(words, at + 1, lexicon)
            at += is_joined
    return found, at


def _ends_in_noun(words: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    while at < len(words) and words[at] in lexicon.adjectives:
        at += 1
    return at < len(words) and lexicon.noun(words[at]) is not None


def _adjective(words: Sequence[str], at: int, lexicon: Lexicon, *, is_noun_sure: bool) -> str | None:
    """A word as an adjective in the masculine singular, where a noun follows somewhere."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    is_followed = following in lexicon.adjectives or lexicon.noun(following) is not None or following == "and"
    if word in lexicon.adjectives:
        if lexicon.noun(word) is None:
            return lexicon.adjectives[word]
        return lexicon.adjectives[word] if is_followed and following not in lexicon.prepositions else None
    verb = lexicon.verb(word)
    if not is_noun_sure or verb is None or not is_followed or following == "and" or lexicon.noun(word) is not None:
        return None
    infinitive = lexicon.verbs[verb.lemma]
    if infinitive.startswith("ficar "):
        return infinitive.removeprefix("ficar ")
    if verb.form == GERUND:
        return conjugated(infinitive, GERUND) + "="
    return conjugated(infinitive.removeprefix("se "), PARTICIPLE) if verb.form == PARTICIPLE else None


def _with_nouns(
    words: Sequence[str], at: int, determiners: list[str], modifiers: list[tuple[str, bool]], lexicon: Lexicon
) -> tuple[Phrase, int]:
    """The nouns of a phrase: the last is its head, those before it say of what kind it is."""
    kinds: list[str] = []
    noun = _noun(words, at, lexicon)
    while noun is not None:
        text, gender, is_plural, count = noun
        head, at = "_".join(words[at : at + count]), at + count
        noun = _noun(words, at, lexicon)
        if noun is None or _is_next_a_verb(words, at, lexicon):
            break
        kinds.append(text)
    if determiners and not kinds and head in _BALLS:
        text, gender = f"bola de {text}", "f"
    of = "".join(f" de {kind}" for kind in reversed(kinds))
    told = text + of + _told(modifiers, gender, is_plural)
    if text in _GROUPS and told == f"{text} grande":
        told = f"grande {text}"
    return Phrase(tuple(determiners), told, gender, is_plural, head, bool(modifiers)), at


def _is_next_a_verb(words: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Whether the word after a noun is its verb rather than the head of a longer name."""
    verb = lexicon.verb(words[at])
    return verb is not None and (verb.form != PARTICIPLE or verb.is_base) and lexicon.is_mostly_verb(words[at])


def _told(modifiers: list[tuple[str, bool]], gender: str, is_plural: bool) -> str:
    """Adjectives after their noun, the last first, those joined by "and" in their order."""
    groups: list[list[str]] = []
    for adjective, is_joined in modifiers:
        form = agreeing(adjective, gender, is_plural)
        if is_joined and groups:
            groups[-1] += ["e", form]
        else:
            groups.append([form])
    return "".join(f" {' '.join(group)}" for group in reversed(groups))


def _without_noun(
    words: Sequence[str],
    start: int,
    at: int,
    determiners: list[str],
    modifiers: list[tuple[str, bool]],
    lexicon: Lexicon,
) -> tuple[Phrase, int] | None:
    """ "Another", "the two", "a red one": pronouns."""
    if modifiers and determiners:
        text = f"{'um' if {'a', 'an'} & set(determiners) else 'o'}{_told(modifiers, 'm', False)}"
        return Phrase((), text, "m", False, is_pronoun=True), at
    known = {"another": ("outro", False), "others": ("outros", True), "other": ("outro", False), "one": ("um", False)}
    known |= {word: (number, True) for word, number in _NUMBERS.items()}
    known |= {"several": ("vários", True), "some": ("alguns", True), "many": ("muitos", True), "all": ("todos", True)}
    known |= {"her": ("ela", False), "his": ("o dele", False), "its": ("ele", False), "each": ("cada um", False)}
    if determiners and determiners[-1] in known:
        text, is_plural = known[determiners[-1]]
        article = ("os " if is_plural else "o ") if "the" in determiners[:-1] else ""
        return Phrase((), article + text, "m", is_plural, is_pronoun=True), at
    return None
