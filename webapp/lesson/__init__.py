"""What the teacher has set, and what is locked: plain state that /live and the class know."""
