"""The class: the room's namespace, the teacher, the wall, the presenter, the ballots."""
