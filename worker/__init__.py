"""The worker process: it computes. ``python -m worker`` starts one."""
