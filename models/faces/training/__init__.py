"""How the generator of faces was trained, and how it is measured; serving never gets here."""
