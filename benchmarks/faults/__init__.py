"""Visitors who stream while the machine, the network and other visitors do their worst."""
