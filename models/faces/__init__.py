"""Faces that nobody has."""
