"""How the networks of the content demo were trained, and how they are measured."""
