"""TensorFlow models. Nothing in this package knows of the web."""
