"""Training of the small StyleGAN in PyTorch, which is none of the project's dependencies; serving never gets here."""
