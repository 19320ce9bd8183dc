"""What the demos have in common whose small StyleGAN makes pictures that are of nobody and nothing."""
