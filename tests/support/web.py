"""HTTP by hand, so that a test may send any Host, Origin or body."""

from __future__ import annotations

import http.client
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def code(self) -> str:
        """The error's code, or an empty string."""
        return str(self.json.get("error", {}).get("code", ""))

    @property
    def cookie(self) -> str:
        """What a browser would send back."""
        return "; ".join(value.partition(";")[0] for value in self.headers.get_all("Set-Cookie", []))


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    host: str = "127.0.0.1",
    timeout: float = 60.0,
    source: str = "",
) -> Reply:
    """One request on a connection of its own, from the address ``source`` of this machine."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout, source_address=(source, 0) if source else None)
    try:
        sent = {"Connection": "close", **(headers or {})}
        connection.request(method, path, body or None, sent)
        response = connection.getresponse()
        return Reply(response.status, response.msg, response.read())
    finally:
        connection.close()


def multipart(data: bytes, field: str = "image", filename: str = "photo.jpg", kind: str = "image/jpeg") -> Any:
    """A form with one file: its body and its headers."""
    border = secrets.token_hex(8)
    head = f'--{border}\r\nContent-Disposition: form-data; name="{field}"; filename="{filename}"\r\n'
    body = head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + data + f"\r\n--{border}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={border}"}
