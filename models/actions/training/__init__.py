"""Training on recorded motion seen by drawn cameras, and measuring on people not trained on."""
