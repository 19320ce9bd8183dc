"""What sizes the style networks take; read where TensorFlow must not be imported."""

MULTIPLE = 4
"""Height and width must be multiples of this: both networks halve them twice."""
SMALLEST = 16
"""The smallest height and width."""
