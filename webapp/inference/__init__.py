"""The engine: from a frame to a result."""
