"""Captions in Portuguese by rule, and the lexicon: every word that the network can write has a translation."""

from __future__ import annotations

import numpy as np
import pytest

from models.captioning import weights
from models.captioning.inflection import GERUND, PARTICIPLE, PLURAL, SINGULAR, agreeing, conjugated, contracted, plural
from models.captioning.lexicon import lexicon
from models.captioning.portuguese import translated


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("a brown dog is running through the grass", "um cachorro marrom está correndo pela grama"),
        ("two girls are sitting on a red bench", "duas meninas estão sentadas em um banco vermelho"),
        ("a man in a black shirt is playing a guitar", "um homem de camisa preta está tocando um violão"),
        (
            "a group of people are standing in front of a building",
            "um grupo de pessoas está de pé em frente a um prédio",
        ),
        ("a person jumps over the fence", "uma pessoa pula por cima da cerca"),
        ("two black and white dogs play in the snow", "dois cachorros pretos e brancos brincam na neve"),
        ("a woman is holding a ball while sitting", "uma mulher está segurando uma bola enquanto está sentada"),
        ("a man and a woman are posing for a picture", "um homem e uma mulher estão posando para uma foto"),
        ("a child is trying to catch a ball", "uma criança está tentando pegar uma bola"),
        ("a man is riding a bike down the street", "um homem está andando de bicicleta pela rua"),
        ("a dog with a stick in its mouth", "um cachorro com um graveto na boca"),
        ("a group of people in bathing suits run at night", "um grupo de pessoas de roupas de banho corre à noite"),
        ("a dog is standing on its hind legs", "um cachorro está de pé nas patas traseiras"),
        ("a person is playing with a basketball", "uma pessoa está brincando com uma bola de basquete"),
        ("a cup is sitting on a table", "uma xícara está em uma mesa"),
    ],
)
def test_sentences(english, portuguese) -> None:
    assert translated(english) == portuguese


def test_every_word_that_can_be_written_is_known() -> None:
    with np.load(weights.FILE, allow_pickle=False) as arrays:
        vocabulary = arrays["vocabulary"].tobytes().decode().split("\n")[4:]
    words = lexicon()
    known = {*words.adjectives, *words.prepositions, *words.adverbs, *words.determiners}
    known |= {"is", "are", "was", "were", "be", "been", "and", "or", "but", "while", "whilst"}
    assert [word for word in vocabulary if word not in known and not (words.noun(word) or words.verb(word))] == []


def test_every_word_alone_can_be_told() -> None:
    with np.load(weights.FILE, allow_pickle=False) as arrays:
        vocabulary = arrays["vocabulary"].tobytes().decode().split("\n")[4:]
    rng = np.random.default_rng(0)
    for word in vocabulary:
        assert "~" not in translated(word)
    for _ in range(300):  # whatever a dream says gets an answer
        assert isinstance(translated(" ".join(rng.choice(vocabulary, 12))), str)


def test_forms() -> None:
    assert [plural(word) for word in ("cão", "animal", "homem", "bola de futebol", "ônibus", "flor")] == [
        "cães",
        "animais",
        "homens",
        "bolas de futebol",
        "ônibus",
        "flores",
    ]
    assert [agreeing("preto", "f", True), agreeing("azul", "m", True), agreeing("rosa=", "f", True)] == [
        "pretas",
        "azuis",
        "rosa",
    ]
    assert [conjugated("pular", form) for form in (SINGULAR, PLURAL, GERUND, PARTICIPLE)] == [
        "pula",
        "pulam",
        "pulando",
        "pulado",
    ]
    assert conjugated("se preparar", GERUND) == "se preparando"
    assert [contracted("em", "a rua"), contracted("em frente a", "os prédios"), contracted("de", "um cão")] == [
        "na rua",
        "em frente aos prédios",
        "de um cão",
    ]
