"""A frame as a painting: 26 trained styles, or any picture as the style."""
