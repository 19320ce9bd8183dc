"""Skin lesions that nobody has."""
