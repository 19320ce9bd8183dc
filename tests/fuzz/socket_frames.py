"""Frames that no page would send, made up at random, sent to a real server, while a healthy visitor is served beside.

    python -m tests.fuzz.socket_frames --mode eventlet --seconds 600 --seed 1

Fragments, control frames, namespaces, acknowledgements and packets of Engine.IO, whole, mutated and mixed. It fails
when the visitor beside waits too long or gets no right answer, when the web process takes too much memory, ends, leaves
something behind or logs a traceback. The same seed sends the same sessions; how they fall together in time differs.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import socket
import sys
import time
from dataclasses import dataclass, field

import websocket

from tests.support import pictures
from tests.support.beside import Beside
from tests.support.client import Client, Refused
from tests.support.lean_socket import BINARY, CLOSE, PING, PONG, TEXT, packed
from tests.support.server import Server
from tests.support.visitors import assert_healthy, assert_quiet

OPEN_AT_ONCE = 25
"""Connections that are kept open beside the one that is written to."""
LONGEST = 3_000_000
"""Bytes that are sent over and over at once; making more would hold up the visitor beside, who is in this process."""
NAMESPACES = ("/live", "/room", "/", "/never", "", "/live?x=1", "/" + "n" * 300, "/live,/room")
PACKETS = (
    "0",
    "1",
    "2",
    "2probe",
    "3",
    "3probe",
    "4",
    "5",
    "6",
    "7",
    "",
    "x",
    "40",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "47",
    '42{n},["open",{{"v":1,"demo":"mirror"}}]',
    '42{n},{i}["open",{{"v":1,"demo":"mirror","params":{{"gain":{i}}}}}]',
    '42{n},["open",{{"v":1,"demo":"loudness"}}]',
    '42{n},["open",{{"v":1,"demo":"drifting","render":"layers"}}]',
    '42{n},["frame",{{"stream":"x","seq":{i}}}]',
    '42{n},["seen",{{"stream":"x","seq":{i}}}]',
    '42{n},["params",{{}}]',
    '42{n},["close",{{"stream":"x"}}]',
    '42{n},["connect"]',
    '42{n},["disconnect","x"]',
    '42{n},["*"]',
    "42{n},[{i}]",
    "42{n},null",
    "42{n},",
    '42{n},["watch"]',
    '42{n},["unwatch"]',
    '42{n},["here",{{"v":1,"page":"/"}}]',
    '42{n},["seen",{{"seq":{i}}}]',
    '42{n},["agree",{{"agreed":true}}]',
    '42{n},["lead",{{"locked":true}}]',
    "40{n},",
    '40{n},{{"a":{i}}}',
    "41{n},",
    "43{n},{i}[]",
    '43{n},{i}["x",{{}}]',
    "43{n},{i}null",
    '44{n},"x"',
    '451-{n},["frame",{{"stream":"x","seq":{i}}},{{"_placeholder":true,"num":0}}]',
    '451-{n},["sound",{{"stream":"x","seq":{i}}},{{"_placeholder":true,"num":0}}]',
    '451-{n},["tile",{{}},{{"_placeholder":true,"num":0}}]',
    '45{i}-{n},["frame",{{"_placeholder":true,"num":{i}}}]',
    '461-{n},{i}[{{"_placeholder":true,"num":0}}]',
    '450-{n},["frame"]',
    '42{n},["x",' + "[" * 150 + "]" * 150 + "]",
    '42{n},["x"' + ",{{}}" * 5000 + "]",
)
NUMBERS = ("0", "1", "7", "-1", "999999999999", "1e999", "9" * 400, "NaN", "")
OPCODES = (0, TEXT, BINARY, 3, 7, CLOSE, PING, PONG, 11, 15)
PAYLOADS = (b"", b"x", b"\xff\xd8", b"\xff" * 125, b"\0" * 126, b"4" * 70_000, b"x" * 1_100_000, pictures.GOOD)


@dataclass
class Found:
    sessions: int = 0
    frames: int = 0
    sent: int = 0
    kept: list[Client] = field(default_factory=list)


def packet(chance: random.Random) -> bytes:
    pattern = chance.choice(PACKETS)
    text = pattern.format(n=chance.choice(NAMESPACES), i=chance.choice(NUMBERS)) if "{" in pattern else pattern
    return text.encode()


def frames(chance: random.Random) -> bytes:
    """One message, in one or more frames."""
    content = packet(chance) if chance.random() < 0.75 else chance.choice(PAYLOADS)
    opcode = chance.choice((TEXT, TEXT, BINARY)) if chance.random() < 0.85 else chance.choice(OPCODES)
    if chance.random() < 0.7:
        return packed(opcode, content)
    pieces, whole = chance.randint(2, 6), b""
    for number in range(pieces):
        part = content[len(content) * number // pieces : len(content) * (number + 1) // pieces]
        frame = bytearray(packed(opcode if number == 0 else 0, part))
        if number < pieces - 1 or chance.random() < 0.1:
            frame[0] &= 0x7F
        whole += frame
        if chance.random() < 0.3:
            whole += packed(chance.choice((PING, PONG)), b"between")
    return whole


def mutated(chance: random.Random, data: bytes) -> bytes:
    """With bits turned, bytes cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed)) if changed else 0
        if chance.random() < 0.5:
            at = min(at, 13)  # the head is where it hurts
        match chance.randrange(4):
            case 0 if changed:
                changed[at] ^= 1 << chance.randrange(8)
            case 1:
                del changed[at : at + chance.randint(1, 9)]
            case 2:
                changed[at:at] = changed[at : at + 300]
            case _:
                changed[at:at] = chance.randbytes(chance.randint(1, 9))
    return bytes(changed)


def session(chance: random.Random) -> list[bytes]:
    """What one connection sends, piece by piece."""
    found = [frames(chance) for _ in range(chance.randint(1, 30))]
    if chance.random() < 0.6:
        number = chance.randrange(len(found))
        found[number] = mutated(chance, found[number])
    if chance.random() < 0.1:
        data = frames(chance)
        found.append(data * min(chance.randint(2, 400), 1 + LONGEST // len(data)))
    return found


def attack(server: Server, chance: random.Random, found: Found) -> None:
    """One session over a connection of its own, which may stay open for a while."""
    source = f"127.{chance.randint(4, 9)}.0.{chance.randint(1, 20)}"
    try:
        client = Client(server.url, source=source, namespace=chance.choice(("/live", "/room")), timeout=20)
    except (Refused, websocket.WebSocketException, ConnectionError):
        return  # as good as cut off: there are limits for how many may come
    found.sessions += 1
    plain = client.ws.sock
    plain.settimeout(0.5)
    with contextlib.suppress(OSError):
        for data in session(chance):
            found.frames += 1
            found.sent += len(data)
            plain.sendall(data)
            if chance.random() < 0.3:
                plain.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    plain.recv(1 << 18)
                plain.settimeout(0.5)
    found.kept.append(client)
    while len(found.kept) > OPEN_AT_ONCE:
        _close(chance, found.kept.pop(chance.randrange(len(found.kept))))


def _close(chance: random.Random, client: Client) -> None:
    with contextlib.suppress(OSError):
        if chance.random() < 0.5:
            client.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.ws.sock.close()


def fuzz(server: Server, seed: int, seconds: float, inputs: int = sys.maxsize, least: int = 0) -> Found:
    """Sessions until the time is over or so many were sent, ``least`` of them however long they take. Raises
    AssertionError where the server does not stand.
    """
    found, number = Found(), 0
    workers = [worker.pid for worker in server.workers()]
    end = time.monotonic() + seconds
    with Beside(server, rate=20) as beside:
        while (time.monotonic() < end or found.sessions < least) and number < inputs:
            number += 1
            attack(server, random.Random(f"{seed} {number}"), found)
            assert beside.error is None, f"session {number} of seed {seed}: {beside.error!r}"
            assert server.process.poll() is None, f"session {number} of seed {seed} ended the server"
    for client in found.kept:
        _close(random.Random(0), client)
    assert_healthy(server)
    assert_quiet(server)
    assert [worker.pid for worker in server.workers()] == workers, "a worker was lost"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=("eventlet", "threading"), default="eventlet")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--inputs", type=int, default=sys.maxsize)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with Server(async_mode=asked.mode, demos="mirror,loudness,drifting") as server:
        found = fuzz(server, asked.seed, asked.seconds, asked.inputs)
    sent = f"{found.sessions} sessions, {found.frames} messages, {found.sent / 1e6:.0f} MB"
    print(f"{asked.mode}, seed {asked.seed}: {sent}")


if __name__ == "__main__":
    main()
