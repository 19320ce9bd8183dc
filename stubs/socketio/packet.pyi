from typing import Any

CONNECT: int
DISCONNECT: int
EVENT: int
ACK: int
BINARY_EVENT: int

class Packet:
    packet_type: int
    data: Any
    namespace: str | None
    id: int | None
    attachment_count: int
    attachments: list[bytes]
    def __init__(
        self,
        packet_type: int = ...,
        data: Any = None,
        namespace: str | None = None,
        id: int | None = None,
        binary: bool | None = None,
        encoded_packet: Any = None,
    ) -> None: ...
    def encode(self) -> Any: ...
    def decode(self, encoded_packet: Any) -> int | None: ...
    def add_attachment(self, attachment: Any) -> bool: ...
    @classmethod
    def data_is_binary(cls, data: Any) -> bool: ...
    @classmethod
    def deconstruct_binary(cls, data: Any) -> tuple[Any, list[bytes]]: ...
    @classmethod
    def reconstruct_binary(cls, data: Any, attachments: list[bytes]) -> Any: ...
