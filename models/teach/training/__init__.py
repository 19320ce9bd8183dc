"""Measuring what the page learns, with the very script that the page runs."""
