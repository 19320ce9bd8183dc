"""What demos are made of: frames, devices, runtimes, weights, networks that several share."""
