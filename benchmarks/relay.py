"""A slow network in user space, for kernels that cannot delay: what comes goes on later, no faster than the rate.

    python -m benchmarks.relay --listen 5001 --to 5000 --megabits 100 --delay 5

One medium carries both directions of all connections, as a classroom's Wi-Fi does: a piece leaves when those before it
have left, takes its bits divided by the rate, and arrives ``--delay`` milliseconds after. While more than ``QUEUED``
wait, nothing more is read, so that who sends is slowed down as by a full queue. Connections end at the relay, so that
loss and TCP's own feeling for the rate are not in it; headers are counted, acknowledgements are not.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import deque
from collections.abc import Callable, Sequence

QUEUED = 0.05
"""Seconds of waiting bytes from which on nothing more is read: what tc's token bucket is given too."""
PAYLOAD, HEADERS = 1448, 66
"""Bytes of a full packet's content, and of its Ethernet, IP and TCP headers with time stamps."""


class Medium:
    """When what is sent arrives; seconds of any clock that moves forward. Pure."""

    def __init__(self, megabits: float, delay: float) -> None:
        """``megabits`` a second in all, ``delay`` in seconds each way."""
        self._rate, self._delay, self._free = megabits * 1e6 / 8, delay, 0.0

    def arrives(self, size: int, now: float) -> float:
        """A piece of so many bytes, sent now: when it is there."""
        packets = -(-size // PAYLOAD)
        self._free = max(self._free, now) + (size + packets * HEADERS) / self._rate
        return self._free + self._delay

    def queue(self, now: float) -> float:
        """Seconds until all that was sent has left."""
        return max(0.0, self._free - now)


class End(asyncio.Protocol):
    """One side of a connection through the relay."""

    def __init__(self, medium: Medium, made: Callable[[End], None]) -> None:
        self._medium, self._made, self._loop = medium, made, asyncio.get_running_loop()
        self._under_way = deque[bytes | None]()
        self.transport: asyncio.Transport
        self.other: End

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.pause_reading()  # until the other side is there
        self._made(self)

    def data_received(self, data: bytes) -> None:
        self._send(data)
        now = self._loop.time()
        if (queue := self._medium.queue(now)) > QUEUED:
            self.transport.pause_reading()
            self._loop.call_at(now + queue - QUEUED, self._go_on)

    def eof_received(self) -> bool:
        self._send(None)
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self._send(None)

    def _send(self, data: bytes | None) -> None:
        """On its way to the other side; None for the end."""
        if hasattr(self, "other"):
            self._under_way.append(data)
            self._loop.call_at(self._medium.arrives(len(data or b""), self._loop.time()), self._arrive)

    def _arrive(self) -> None:
        """The oldest of what is under way: of two calls at the same time the loop may make the later one first."""
        data = self._under_way.popleft()
        if data is None:
            self.other.transport.close()
        else:
            self.other.transport.write(data)

    def _go_on(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()


async def relay(listen: int, to: int, medium: Medium) -> None:
    """Serve until cancelled; both ports on this machine."""
    loop, joining = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    async def join(near: End) -> None:
        try:
            _, far = await loop.create_connection(lambda: End(medium, lambda _: None), "127.0.0.1", to)
        except OSError:
            near.transport.close()
            return
        near.other, far.other = far, near
        near.transport.resume_reading()
        far.transport.resume_reading()

    def come(near: End) -> None:
        task = loop.create_task(join(near))
        joining.add(task)
        task.add_done_callback(joining.discard)

    server = await loop.create_server(lambda: End(medium, come), "127.0.0.1", listen, backlog=1024)
    await server.serve_forever()


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relay", description="A slow network in user space.")
    parser.add_argument("--listen", type=int, required=True, help="port to listen on")
    parser.add_argument("--to", type=int, required=True, help="port to pass everything to")
    parser.add_argument("--megabits", type=float, default=100, help="a second, in both directions together")
    parser.add_argument("--delay", type=float, default=5, help="milliseconds each way")
    options = parser.parse_args(argv)
    asyncio.run(relay(options.listen, options.to, Medium(options.megabits, options.delay / 1000)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
