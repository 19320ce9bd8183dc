"""Words that have been used to insult people, and are therefore not said of a picture that may show one.

Networks have called people by the names of apes, and a label that hurts is no smaller a mistake for being improbable.
So the list is kept by hand and holds whatever a network believes. It covers English and Brazilian Portuguese, since
what is a plain noun in one is an insult in the other ("deer", "tree frog"). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

GROUPS: Mapping[str, str] = {
    "apes, monkeys and lemurs": "365-384",
    "named after apes or with a slur in the name": "164-166 168 252",  # Affenpinscher; coonhounds
    "pigs": "338 341-343 719",
    "cattle, sheep, goats, camels": "345-350 354-355 690",
    "large animals": "101 147-150 344 385-386",
    "birds": "7-8 23 80 83 136-137 996",
    "snakes, frogs, large lizards": "30-32 45 48 52-68",
    "vermin": "72-79 110-111 113-115 305 308 314 815",
    "beasts of prey and scavengers": "268 273-276 286 297 356-359 361",
    "the slow and the slovenly": "337 364 393",  # a sloth; a clownfish
    "things": "412 471 569 676 743 861",  # rubbish, a cannon, a muzzle, a prison, a toilet seat
}
"""Classes of ImageNet by their numbers, "7-8" standing for both ends and all between, and what they have in common."""

PRIMATES = frozenset({"monkey"})
"""Caption words that are never said, whatever the picture shows: nothing here is sure enough that it is no person."""

CAPTION_WORDS = PRIMATES | frozenset(
    {
        # animals
        *("animal", "animals", "camel", "camels", "chicken", "chickens", "cow", "cows", "creature", "crocodile"),
        *("deer", "elephant", "frog", "goat", "goats", "insect", "pig", "piggy", "seal", "sheep", "lambs", "snake"),
        *("turkeys", "bug", "boa"),
        # what is said of bodies, minds and lives
        *("fat", "overweight", "chubby", "hairy", "skinny", "skeleton", "monster", "devil", "evil", "scary", "strange"),
        *("clown", "clowns", "doll", "homeless", "dead", "begging", "silly", "mess", "dirty", "trash", "trashcan"),
        *("garbage", "litter", "stuffed"),
        # where somebody seems to come from, or what skin: a guess that nobody should make
        *(
            "african",
            "african-american",
            "asian",
            "oriental",
            "indian",
            "chinese",
            "japanese",
            "dark-skinned",
            "skinned",
        ),
        *("native", "european"),
        # nakedness
        *("naked", "topless", "scantily", "skimpy"),
    }
)
"""Words of captions that are not said where a person may be."""

STEMS = (
    *(
        "ape",
        "apes",
        "monkey",
        "monkeys",
        "gorilla",
        "chimpanzee",
        "orangutan",
        "gibbon",
        "siamang",
        "baboon",
        "macaque",
    ),
    *("langur", "colobus", "marmoset", "capuchin", "lemur", "indri", "titi", "guenon", "pig", "hog", "boar", "ox"),
    *("cow", "buffalo", "hen", "cock", "vulture", "snake", "cobra", "mamba", "python", "viper", "rattlesnake"),
    *("frog", "bullfrog", "toad", "cockroach", "slug", "worm", "flatworm", "tick", "hyena", "skunk", "polecat"),
    *("weasel", "sloth", "whale", "hippopotamus", "elephant", "coonhound", "trash", "garbage", "camel", "goat"),
    *("macaco", "macaca", "mico", "sagui", "bugio", "gorila", "chimpanzé", "orangotango", "gibão", "babuíno", "lêmure"),
    *("porco", "porca", "javali", "leitão", "boi", "vaca", "búfalo", "galinha", "galo", "urubu", "abutre", "cobra"),
    *("serpente", "víbora", "cascavel", "jiboia", "píton", "sapo", "rã", "perereca", "barata", "lesma", "verme"),
    *("carrapato", "aranha", "hiena", "gambá", "furão", "doninha", "preguiça", "baleia", "hipopótamo", "elefante"),
    *("veado", "burro", "jumento", "cadela", "cachorra", "piranha", "lixo", "camelo", "bode", "cabra", "ovelha"),
    *("carneiro", "canhão", "privada", "palhaço", "palhaços", "gordo", "gorda", "mosca"),
)
"""Whole words of either language that no name of a class outside the list may have; the tests look for them."""


def numbers(groups: Iterable[str]) -> frozenset[int]:
    """ "7-8 23" → {7, 8, 23}"""
    found: set[int] = set()
    for part in " ".join(groups).split():
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


IMAGENET = numbers(GROUPS.values())
"""The numbers of the classes whose names are not said."""


def may_be_said(words: Sequence[str], unsaid: frozenset[str]) -> bool:
    """Whether none of the words is among those that are not said."""
    return unsaid.isdisjoint(words)
