"""Pretrained files and footage: the manifest, fetching, verifying."""
