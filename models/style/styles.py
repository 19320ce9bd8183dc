"""The 26 styles as a visitor chooses them.

Nothing in the weights says which painting each style was learned from, so the names say what one sees.
"""

from __future__ import annotations

from models.contract.parameters import Option

NAMES = (
    "Golden pastel",
    "Yellow and black ink",
    "Soft charcoal",
    "Blue and red shards",
    "Crimson and cream",
    "Bold orange strokes",
    "Midnight spots",
    "Yellow on deep blue",
    "Coloured pencil",
    "Scattered petals",
    "Burnt brown oil",
    "Ochre etching",
    "Lilac haze",
    "Woven green",
    "Pale blue mist",
    "Leaded glass",
    "Blue crayon",
    "Red brick weave",
    "Olive woodcut",
    "Blue and gold swirls",
    "Deep red",
    "Cut paper",
    "Thick dark outlines",
    "Evening fog",
    "Teal print",
    "Rough bronze strokes",
)

OPTIONS = tuple(
    Option(value=str(index), label=name, thumbnail=f"thumbs.jpg#{index}") for index, name in enumerate(NAMES)
)
