"""The pictures that are there from the beginning: what can be painted, and in whose style."""

PHOTOGRAPHS = {
    "astronaut": ("astronaut.png", "An astronaut"),
    "cat": ("chelsea.png", "A cat"),
    "rocket": ("rocket.jpg", "A rocket"),
    "coffee": ("coffee.png", "A cup of coffee"),
    "pagoda": ("china.jpg", "A pagoda"),
}
"""The file of the assets and the label of each."""
DRAWN = {"swirls": "Swirls", "mosaic": "Mosaic", "hatching": "Ink lines"}
"""Pictures of the demo's own folder that serve as styles."""
FLOWER = "flower.jpg"
