"""How the lesion network is trained and measured; nothing here is needed to serve it."""
