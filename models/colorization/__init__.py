"""Colour for grey pictures: trained here, live, and for old photographs."""
