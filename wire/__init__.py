"""What the web process and its workers both speak; beside models/contract all that they share."""
