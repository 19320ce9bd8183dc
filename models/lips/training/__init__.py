"""How the lips network was trained and is measured; nothing that serves imports it."""
