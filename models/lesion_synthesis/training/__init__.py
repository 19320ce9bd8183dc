"""How the generator of lesions was trained, and how it is measured; serving never gets here."""
