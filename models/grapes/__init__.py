"""Grapes: berries outlined and counted, bunches followed; trained on drawn pictures alone."""
