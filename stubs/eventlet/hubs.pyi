from typing import Any

def trampoline(
    fd: Any,
    read: bool | None = None,
    write: bool | None = None,
    timeout: float | None = None,
    timeout_exc: type[BaseException] = ...,
    mark_as_closed: Any = None,
) -> Any: ...
