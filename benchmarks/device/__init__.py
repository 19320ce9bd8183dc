"""Poses computed in the visitor's own browser, beside those that this app's server computes."""
