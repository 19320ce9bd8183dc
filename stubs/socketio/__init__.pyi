# What is subclassed here of python-socketio; everything else counts as Any.
from typing import Any

def __getattr__(name: str) -> Any: ...
