"""Pages, the HTTP API, what the gallery knows of the demos, votes and joining over HTTP, languages."""
