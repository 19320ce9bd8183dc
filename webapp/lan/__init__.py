"""The class on a local network: a certificate that its devices can trust, an address to join, a name to find."""
