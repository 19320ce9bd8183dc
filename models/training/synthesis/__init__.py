"""What keeping, measuring and showing generators have in common; training them is models.training.stylegan."""
