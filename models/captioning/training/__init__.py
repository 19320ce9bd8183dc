"""How the captioner was trained and is measured; the site imports nothing of it."""
