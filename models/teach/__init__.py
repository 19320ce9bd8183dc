"""Teach it yourself: features of a picture, from which the page learns what the visitor calls it."""
