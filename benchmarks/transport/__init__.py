"""What Socket.IO costs beside a bare WebSocket."""

BARE = "/socket.io/bare"
"""Where the bare WebSocket listens."""
