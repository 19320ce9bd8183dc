"""A filter: one frame a second is judged, and the sequence decides."""
