"""The networks as StableHLO with their weights in it: exported from TensorFlow, run by JAX, on a GPU or a processor."""
