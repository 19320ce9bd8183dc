from collections.abc import Callable
from typing import Any

class WebSocketWSGI:
    support_legacy_versions: bool
    def __init__(self, handler: Callable[[Any], Any], server: Any) -> None: ...
    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any: ...
