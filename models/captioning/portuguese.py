"""Captions in Brazilian Portuguese by rule: noun phrases with agreement, verbs with their complements, contractions.

What is translated is the language that the network writes, which is small: a subject, what it does, where, and what it
wears. Each word is translated by models.captioning.lexicon, its part of speech chosen by its neighbours. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from models.captioning.inflection import GERUND, PARTICIPLE, PLURAL, SINGULAR, agreeing, conjugated, contracted
from models.captioning.lexicon import Verb, lexicon
from models.captioning.nounphrases import Phrase, phrase_at

_LONGEST = 5
_TO_BE = frozenset({"is", "are", "was", "were", "be", "been", "am"})
_LINKS = frozenset({"and", "or", "but"})
_MIDDLE = {"while": "enquanto", "whilst": "enquanto", "as": "enquanto"}
_POSTURE = "ficar "
_NOBODY = Phrase((), "", "m", False)


@lru_cache(maxsize=512)
def translated(caption: str) -> str:
    """An English caption, words with a space between them, in Portuguese. A word that is not known stays English."""
    return Translation(caption.split()).text()


@dataclass
class _State:
    """subject: who does what is said; last: the thing named last; verb: the one whose complements may follow.

    is_finite: whether the clause has its verb. bare: nouns lose their article ("de camisa vermelha").
    """

    subject: Phrase = _NOBODY
    last: Phrase = _NOBODY
    verb: str = ""
    form: int = GERUND
    is_finite: bool = False
    is_bare: bool = False


class Translation:
    """One sentence on its way from English to Portuguese."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words, self._lexicon, self._at = list(words), lexicon(), 0
        self._found: list[str] = []
        self._state = _State()

    def text(self) -> str:
        while self._at < len(self._words):
            before = self._at
            for take in (self._there_is, self._while, self._link, self._to, self._being, self._adverb, self._place):
                if take():
                    break
            else:
                self._verb_or_noun()
            if self._at == before:  # a word that nothing knows
                self._say(self._words[self._at])
                self._at += 1
        return self._joined()

    # What is said

    def _say(self, text: str) -> None:
        if text:
            self._found.append(text)

    def _joined(self) -> str:
        text = ""
        for part in self._found:
            if part.startswith("~"):
                text = f"{text} {part[1:]}~"
            elif text.endswith("~"):
                text = contracted(text[:-1], part)
            else:
                text = f"{text} {part}"
        return " ".join(text.replace("~", "").split())

    # What is read

    def _word(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._words[place] if 0 <= place < len(self._words) else ""

    def _longest(self, table: dict[str, str], at: int = 0) -> tuple[str, int]:
        """The longest of a table's phrases that is next, and its number of words, 0 if none is."""
        for count in range(_LONGEST, 0, -1):
            words = self._words[self._at + at : self._at + at + count]
            if len(words) == count and " ".join(words) in table:
                return " ".join(words), count
        return "", 0

    def _phrase(self, at: int) -> tuple[Phrase, int] | None:
        return phrase_at(self._words, at, self._lexicon)

    def _there_is(self) -> bool:
        if self._word() != "there" or self._word(1) not in _TO_BE:
            return False
        self._say("há")
        self._at += 2
        return True

    def _while(self) -> bool:
        """While holding → enquanto segura; as a woman watches → enquanto uma mulher assiste."""
        if self._word() not in _MIDDLE:
            return False
        verb = self._lexicon.verb(self._word(1))
        if verb is not None and verb.form == GERUND:
            self._say("enquanto")
            self._at += 2
            self._say_verb(verb, PLURAL if self._state.subject.is_plural else SINGULAR)
            return True
        following = self._phrase(self._at + 1)
        if following is None:
            return False
        then = self._words[following[1]] if following[1] < len(self._words) else ""
        if self._word() == "as" and then not in _TO_BE and self._lexicon.verb(then) is None:
            return False
        self._say("enquanto")
        self._at += 1
        self._state = _State()
        return self._noun()

    def _link(self) -> bool:
        """And, with a verb like the one before, or another noun."""
        if self._word() not in _LINKS:
            return False
        self._say({"and": "e", "or": "ou", "but": "mas"}[self._word()])
        self._at += 1
        verb = self._lexicon.verb(self._word())
        subject, state = self._state.subject, self._state
        if verb is not None and (state.is_finite or verb.form == GERUND) and not self._is_noun_here():
            self._at += 1
            form = verb.form if verb.form in (GERUND, PARTICIPLE) else self._present()
            self._say_verb(verb, form)
        elif not state.is_finite and state.last is subject and self._noun():
            also = self._state.last
            gender = "f" if subject.gender == also.gender == "f" else "m"
            state.subject = replace(subject, gender=gender, is_plural=True)
        return True

    def _is_noun_here(self) -> bool:
        """Whether a word that could be a verb is rather a noun: another verb of the same clause follows."""
        found = self._phrase(self._at)
        if found is None:
            return False
        then = self._words[found[1]] if found[1] < len(self._words) else ""
        return then in _TO_BE

    def _to(self) -> bool:
        """To and a verb's base: an infinitive."""
        verb = self._lexicon.verb(self._word(1))
        if self._word() != "to" or verb is None or verb.form not in (PLURAL, SINGULAR):
            return False
        if verb.form == SINGULAR or (
            self._phrase(self._at + 1) is not None and self._state.verb in {"run", "walk", "go"}
        ):
            return False
        own = self._lexicon.complement(self._state.verb, "to")
        self._say("para" if own is None else own)
        self._at += 2
        self._say_verb(verb, -1)
        return True

    def _being(self) -> bool:
        """A form of to be with what follows: a verb, an adjective, a place."""
        if self._word() not in _TO_BE:
            return False
        self._at += 1
        self._state.is_finite = True
        subject = self._state.subject
        if self._word() == "being":
            self._at += 1
            verb = self._lexicon.verb(self._word())
            self._say("estão sendo" if subject.is_plural else "está sendo")
            if verb is not None and verb.form == PARTICIPLE:
                self._at += 1
                self._say_verb(verb, PARTICIPLE)
                self._agent()
            return True
        is_noun = self._phrase(self._at) is not None and self._lexicon.verb(self._word()) is None
        adjective = self._lexicon.adjectives.get(self._word())
        if is_noun and adjective is None and self._longest(self._lexicon.adverbs)[1] == 0:
            self._say("são" if subject.is_plural else "é")
            return True
        self._say("estão" if subject.is_plural else "está")
        verb = self._lexicon.verb(self._word())
        if verb is not None:
            self._at += 1
            self._state.last = subject
            self._say_verb(verb, verb.form if verb.form == GERUND else PARTICIPLE)
            if verb.form != GERUND:
                self._agent()
        elif adjective is not None:
            self._at += 1
            self._say(agreeing(adjective, subject.gender, subject.is_plural))
        return True

    def _agent(self) -> None:
        if self._word() == "by":
            self._at += 1
            self._say("~por")

    def _adverb(self) -> bool:
        """An adverb, or a preposition with nothing after it."""
        phrase, count = self._longest(self._lexicon.adverbs)
        if not count:
            return False
        is_place = phrase in self._lexicon.prepositions
        _, longer = self._longest(self._lexicon.prepositions)
        if longer > count or (is_place and self._begins_noun(self._at + count)):
            return False
        if phrase in self._lexicon.determiners and self._phrase(self._at) is not None:
            return False
        text = self._lexicon.adverbs[phrase]
        if self._lexicon.verb(phrase) is not None and not self._found:
            return False
        self._say(
            agreeing(text, self._state.subject.gender, self._state.subject.is_plural) if text == "juntos" else text
        )
        if text == "juntos":
            self._found[-1] = "juntas" if self._state.subject.gender == "f" else "juntos"
        self._at += count
        return True

    def _begins_noun(self, at: int) -> bool:
        """Whether a noun phrase begins there, rather than a verb: "swimming" in "in a pool, swimming"."""
        found = self._phrase(at)
        verb = self._lexicon.verb(self._words[at]) if at < len(self._words) else None
        is_named = found is not None and found[0].head.startswith(self._words[at])
        return found is not None and (is_named or verb is None or verb.form != GERUND)

    def _place(self) -> bool:
        """A preposition and what it belongs to."""
        phrase, count = self._longest(self._lexicon.prepositions)
        if not count:
            return False
        own = self._lexicon.complement(self._state.verb, phrase)
        self._at += count
        verb = self._lexicon.verb(self._word())
        found = self._phrase(self._at)
        if verb is not None and verb.form == GERUND and found is None:
            self._say({"in": "", "by": "", "for": "para", "after": "depois de", "before": "antes de"}.get(phrase, ""))
            self._at += 1
            self._say_verb(verb, -1 if phrase in {"for", "after", "before", "without"} else GERUND)
            return True
        text = own if own is not None else self._lexicon.prepositions[phrase]
        is_worn = phrase == "in" and found is not None and found[0].head in self._lexicon.clothes
        if is_worn:
            text = "de"
        if phrase in {"of", "by"} and self._state.verb in {"cover", "surround", "pull", "push", "watch"}:
            text = text if phrase == "of" else "por"
        self._say(f"~{text}" if text else "")
        self._state.is_bare = is_worn
        if found is not None:
            self._noun(is_after="" if is_worn or phrase in {"of", "with", "without", "like"} else phrase)
        return True

    # Nouns and verbs

    def _verb_or_noun(self) -> None:
        verb, found = self._lexicon.verb(self._word()), self._phrase(self._at)
        is_object = bool(self._state.verb) and self._found and not self._state.last.text
        if verb is None or (found is not None and (is_object or not self._found)):
            starts = verb is not None and verb.form == GERUND and not self._found
            if found is not None and not starts and self._noun():
                return
        if verb is not None:
            self._at += 1
            self._say_verb(verb, self._form_of(verb))

    def _form_of(self, verb: Verb) -> int:
        if verb.form == GERUND:
            return GERUND
        is_passive = verb.form == PARTICIPLE and not verb.is_base
        if is_passive:
            return PARTICIPLE
        return self._present()

    def _present(self) -> int:
        self._state.is_finite = True
        return PLURAL if self._state.subject.is_plural else SINGULAR

    def _noun(self, is_after: str = "") -> bool:
        found = self._phrase(self._at)
        if found is None:
            return False
        phrase, self._at = found
        self._say(phrase.told(is_bare=self._state.is_bare, is_after=is_after, lexicon=self._lexicon))
        self._state.last = phrase
        if not self._state.subject.text and not self._state.verb:
            self._state.subject = phrase
        if self._word() not in _LINKS:
            self._state.is_bare = False
        return True

    def _say_verb(self, verb: Verb, form: int) -> None:
        """A verb in one of its forms, -1 for the infinitive, with its object where that chooses the word."""
        found = self._phrase(self._at)
        of_whom = self._state.last if self._state.is_finite and form == PARTICIPLE else self._state.subject
        infinitive, is_told = self._lexicon.with_object(verb.lemma, found[0] if found else None)
        if is_told and found is not None:
            self._at = found[1]
        if infinitive.startswith(_POSTURE):
            is_thing = of_whom.head in self._lexicon.things
            is_there = is_thing and self._found[-1:] in (["está"], ["estão"])
            state = "parado" if is_thing else infinitive.removeprefix(_POSTURE)
            self._say("" if is_there else _posture(state, form, of_whom))
        elif form < 0:
            self._say(infinitive)
        elif form == PARTICIPLE:
            done, _, rest = conjugated(infinitive.removeprefix("se "), PARTICIPLE).partition(" ")
            self._say(f"{agreeing(done, of_whom.gender, of_whom.is_plural)} {rest}".strip())
        else:
            self._say(conjugated(infinitive, form))
        self._state.verb, self._state.form, self._state.last = verb.lemma, form, _NOBODY


def _posture(adjective: str, form: int, who: Phrase) -> str:
    """Sitting and standing are states in Portuguese: sentado, está sentado, ficar sentado."""
    state = adjective if adjective.startswith("de ") else agreeing(adjective, who.gender, who.is_plural)
    return {-1: f"ficar {state}", SINGULAR: f"está {state}", PLURAL: f"estão {state}"}.get(form, state)
