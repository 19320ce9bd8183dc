"""How the radio student was trained and is measured; nothing that serves imports it."""
