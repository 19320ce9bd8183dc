"""A real browser before a real server: what visitors see."""
