"""The class in the room: who is here, what the teacher wants, one picture on every screen, the wall."""
