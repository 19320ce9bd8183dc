"""Socket.IO packets of strangers: whatever cannot be read becomes an event that a handler answers.

python-socketio lets a malformed packet raise out of its receive loop, and runs the server's own lifecycle
handlers when a client emits an event named ``connect`` or ``disconnect``. Here both turn into plain events.
"""

from __future__ import annotations

from typing import Any

from socketio.packet import ACK, BINARY_EVENT, CONNECT, DISCONNECT, EVENT, Packet

NAMESPACE = "/live"
MALFORMED = "\N{REPLACEMENT CHARACTER}malformed"
"""The event that stands for a packet which is none; no client can send it by this name by chance."""
RESERVED = frozenset({"*", "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
"""Names with a meaning of their own to python-socketio; ``*`` would reach the catch-all handler unannounced."""
MOST_ATTACHMENTS = 1


class SafePacket(Packet):
    """A packet whose reading never raises. Binary values stand at the top level of an event's arguments only."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.packet_type == EVENT and self.data is None:
            self._malformed()  # an empty message, or JSON like null or {}, which is never handed to decode

    def decode(self, encoded_packet: Any) -> int:
        if not isinstance(encoded_packet, str):
            return self._malformed()  # engine.io hands on JSON as what it is, and takes true for a type
        try:
            count: int = super().decode(encoded_packet) or 0
            return self._checked(count)
        except (ValueError, TypeError, RecursionError, LookupError):
            return self._malformed()

    def add_attachment(self, attachment: Any) -> bool:
        try:
            if not isinstance(attachment, bytes):
                raise TypeError("an attachment must be binary")
            return bool(super().add_attachment(attachment))
        except (ValueError, TypeError, RecursionError, LookupError):
            self._malformed()
            self.packet_type = BINARY_EVENT
            return True

    def _checked(self, count: int) -> int:
        if self.packet_type in (CONNECT, DISCONNECT):
            return 0
        if self.packet_type == ACK and isinstance(self.data, list):
            return 0  # an answer to a question that was never asked: looked up, not found, ignored
        if self.packet_type not in (EVENT, BINARY_EVENT) or not isinstance(self.data, list) or not self.data:
            return self._malformed()
        if not isinstance(self.data[0], str) or count > MOST_ATTACHMENTS:
            return self._malformed()
        if (self.packet_type == BINARY_EVENT) != (count > 0):
            return self._malformed()
        if self.data[0] in RESERVED or self.data[0] == MALFORMED:
            self.data[0] = f"reserved name {self.data[0]}"
        return count

    def _malformed(self) -> int:
        self.packet_type, self.namespace, self.id = EVENT, NAMESPACE, None
        self.data, self.attachment_count = [MALFORMED], 0
        self.attachments: list[bytes] = []
        return 0

    @classmethod
    def data_is_binary(cls, data: Any) -> bool:
        """Whether an event's arguments hold bytes; a walk through every number of the data would cost time."""
        return isinstance(data, list | tuple) and any(isinstance(item, bytes) for item in data)

    @classmethod
    def deconstruct_binary(cls, data: Any) -> tuple[list[Any], list[bytes]]:
        attachments: list[bytes] = []
        plain: list[Any] = []
        for item in data:
            if isinstance(item, bytes):
                plain.append({"_placeholder": True, "num": len(attachments)})
                attachments.append(item)
            else:
                plain.append(item)
        return plain, attachments

    @classmethod
    def reconstruct_binary(cls, data: Any, attachments: list[bytes]) -> Any:
        return [cls._fill(item, attachments) for item in data]

    @staticmethod
    def _fill(item: Any, attachments: list[bytes]) -> Any:
        if isinstance(item, dict) and item.get("_placeholder") is True:
            return attachments[item["num"]]
        return item
