"""Brazilian Portuguese word forms by rule: plurals, genders, verb forms, and the contractions of prepositions. Pure."""

from __future__ import annotations

_PLURALS = {"mão": "mãos", "irmão": "irmãos", "pão": "pães", "cão": "cães", "cidadão": "cidadãos", "chão": "chãos"}
_SAME_IN_PLURAL = ("s", "x")
_LINKS = frozenset({"de", "do", "da", "dos", "das", "a", "à", "em", "com", "sem", "para", "por"})
_SHORT_AR = {"al": "ais", "el": "éis", "ol": "óis", "ul": "uis"}

_IRREGULAR = {
    "fazer": ("faz", "fazem", "fazendo", "feito"),
    "ir": ("vai", "vão", "indo", "ido"),
    "vir": ("vem", "vêm", "vindo", "vindo"),
    "ver": ("vê", "veem", "vendo", "visto"),
    "ler": ("lê", "leem", "lendo", "lido"),
    "ter": ("tem", "têm", "tendo", "tido"),
    "conter": ("contém", "contêm", "contendo", "contido"),
    "manter": ("mantém", "mantêm", "mantendo", "mantido"),
    "ser": ("é", "são", "sendo", "sido"),
    "dar": ("dá", "dão", "dando", "dado"),
    "dizer": ("diz", "dizem", "dizendo", "dito"),
    "sair": ("sai", "saem", "saindo", "saído"),
    "cair": ("cai", "caem", "caindo", "caído"),
    "subir": ("sobe", "sobem", "subindo", "subido"),
    "rir": ("ri", "riem", "rindo", "rido"),
    "sorrir": ("sorri", "sorriem", "sorrindo", "sorrido"),
    "querer": ("quer", "querem", "querendo", "querido"),
    "construir": ("constrói", "constroem", "construindo", "construído"),
    "incluir": ("inclui", "incluem", "incluindo", "incluído"),
    "fluir": ("flui", "fluem", "fluindo", "fluído"),
    "cobrir": ("cobre", "cobrem", "cobrindo", "coberto"),
    "abrir": ("abre", "abrem", "abrindo", "aberto"),
    "escrever": ("escreve", "escrevem", "escrevendo", "escrito"),
    "conduzir": ("conduz", "conduzem", "conduzindo", "conduzido"),
    "saber": ("sabe", "sabem", "sabendo", "sabido"),
    "acender": ("acende", "acendem", "acendendo", "aceso"),
    "prender": ("prende", "prendem", "prendendo", "preso"),
    "expor": ("expõe", "expõem", "expondo", "exposto"),
    "morrer": ("morre", "morrem", "morrendo", "morto"),
    "fugir": ("foge", "fogem", "fugindo", "fugido"),
    "perder": ("perde", "perdem", "perdendo", "perdido"),
    "sacudir": ("sacode", "sacodem", "sacudindo", "sacudido"),
    "tossir": ("tosse", "tossem", "tossindo", "tossido"),
}
_ENDINGS = {"ar": ("a", "am", "ando", "ado"), "er": ("e", "em", "endo", "ido"), "ir": ("e", "em", "indo", "ido")}
SINGULAR, PLURAL, GERUND, PARTICIPLE = range(4)


def plural(noun: str) -> str:
    """ "bola de futebol" → "bolas de futebol"; an adjective that follows agrees."""
    first, _, rest = noun.partition(" ")
    if not rest:
        return _plural(first)
    following, _, tail = rest.partition(" ")
    if following in _LINKS or first.endswith("-"):
        return f"{_plural(first)} {rest}"
    return " ".join(part for part in (_plural(first), _plural(following), tail) if part)


def _plural(word: str) -> str:
    stem, dash, rest = word.partition("-")
    if dash and rest.split("-")[0] in _LINKS:
        return f"{_plural(stem)}-{rest}"
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("ão"):
        return word[:-2] + "ões"
    if word.endswith("m"):
        return word[:-1] + "ns"
    if word[-2:] in _SHORT_AR:
        return word[:-2] + _SHORT_AR[word[-2:]]
    if word.endswith("ível"):
        return word[:-2] + "eis"
    if word.endswith("il"):
        return word[:-1] + "s"
    if word.endswith("ês"):
        return word[:-2] + "eses"
    if word.endswith(("r", "z")):
        return word + "es"
    return word if word.endswith(_SAME_IN_PLURAL) else word + "s"


def agreeing(adjective: str, gender: str, is_plural: bool) -> str:
    """An adjective, given in the masculine singular, for "m" or "f". One that ends in "=" never changes."""
    if adjective.endswith("="):
        return adjective[:-1]
    head, _, rest = adjective.partition(" ")
    if head in _LINKS or head in {"ao", "contra", "acima", "fora", "debaixo", "no"}:
        return adjective
    if head == "mais":
        return f"{head} {agreeing(rest, gender, is_plural)}"
    head = _feminine(head) if gender == "f" else head
    if head.endswith("vel") and is_plural:
        head = head[:-2] + "eis"
    elif is_plural:
        head = _plural(head)
    return f"{head} {rest}".strip()


def _feminine(word: str) -> str:
    known = {"bom": "boa", "mau": "má", "alemão": "alemã", "nu": "nua"}
    if word in known:
        return known[word]
    if word.endswith("o"):
        return word[:-1] + "a"
    if word.endswith("ês"):
        return word[:-2] + "esa"
    return word + "a" if word.endswith("or") and word not in {"maior", "menor", "inferior", "superior"} else word


def conjugated(infinitive: str, form: int) -> str:
    """A verb's third person of the present, gerund or masculine participle; what follows the verb's word stays."""
    head, _, rest = infinitive.partition(" ")
    if head == "se":
        return f"se {conjugated(rest, form)}"
    if head in _IRREGULAR:
        found = _IRREGULAR[head][form]
    else:
        stem, ending = head[:-2], _ENDINGS[head[-2:]][form]
        if head.endswith("ear") and form in (SINGULAR, PLURAL):
            stem += "i"
        found = stem + ending
    return f"{found} {rest}".strip()


_CONTRACTED = {
    ("em", "o"): "no",
    ("em", "a"): "na",
    ("de", "o"): "do",
    ("de", "a"): "da",
    ("por", "o"): "pelo",
    ("por", "a"): "pela",
    ("a", "o"): "ao",
    ("a", "a"): "à",
    ("em", "ele"): "nele",
    ("em", "ela"): "nela",
    ("de", "ele"): "dele",
    ("de", "ela"): "dela",
}


def contracted(preposition: str, following: str) -> str:
    """ "em frente a", "o prédio" → "em frente ao prédio"; what does not contract is joined by a space."""
    before, _, last = preposition.rpartition(" ")
    first, _, rest = following.partition(" ")
    several = first.endswith("s") and first[:-1] in {"o", "a", "ele", "ela"}
    joined = _CONTRACTED.get((last, first[:-1] if several else first))
    if joined is None:
        return f"{preposition} {following}".strip()
    return " ".join(part for part in (before, joined + "s" * several, rest) if part)
