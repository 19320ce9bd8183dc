"""How the network's probabilities become colours by default: chosen on dev, see docs/demos/colorization.md."""

TEMPERATURE = 1.0
"""Of the annealed mean."""
SATURATION = 1.35
"""What ab is multiplied by."""
BOLDNESS = 0.0
"""The power of the bins' rarity by which probabilities are multiplied."""
NEAR_WHITE = (55.0, 97.0)
"""Between these L colours are held back more and more."""
HELD_BACK = 0.5
"""What is kept of a colour at the second of them."""
UNSURE = (0.3, 0.45)
"""Entropies, as shares of the largest possible: below the first nothing is held back, above the second all of it is."""
