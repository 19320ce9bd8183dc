"""Training on drawn grapes, and measuring on real ones."""
