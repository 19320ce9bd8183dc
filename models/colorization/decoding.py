"""How the network's probabilities become colours by default: chosen on the dev split, see card.md."""

TEMPERATURE = 1.0
"""Of the annealed mean."""
SATURATION = 1.35
"""What ab is multiplied by."""
BOLDNESS = 0.05
"""The power of the bins' rarity by which probabilities are multiplied."""
