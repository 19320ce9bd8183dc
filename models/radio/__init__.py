"""Seen through a wall by radio: a simulated radar, and a student network that sees nothing but its two heat maps."""
