"""Visitors of a FastRTC stream, by aiortc, a line of JSON at the end."""

from __future__ import annotations

import argparse
import asyncio
import fractions
import json
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame

from benchmarks.peers import stamp
from benchmarks.peers.apps import frames
from benchmarks.peers.log import WARM_UP, Log


class Camera(VideoStreamTrack):
    """Numbered frames at a steady rate."""

    def __init__(self, pictures: list[Any], fps: float, log: Log) -> None:
        super().__init__()
        self._pictures, self._fps, self._log = pictures, fps, log
        self._number, self._begun = 0, time.monotonic()

    async def recv(self) -> VideoFrame:
        number = self._number
        self._number += 1
        await asyncio.sleep(max(0.0, self._begun + number / self._fps - time.monotonic()))
        frame = VideoFrame.from_ndarray(self._pictures[number % len(self._pictures)], format="rgb24")
        frame.pts, frame.time_base = int(number * 90000 / self._fps), fractions.Fraction(1, 90000)
        self._log.sent(number % len(self._pictures))
        return frame


async def watch(track: Any, log: Log) -> None:
    while time.monotonic() < log.end:
        try:
            frame = await asyncio.wait_for(track.recv(), 5)
        except (MediaStreamError, TimeoutError):
            return
        log.saw(stamp.read(frame.to_ndarray(format="gray")), picture=frame)


async def count(connection: RTCPeerConnection, log: Log) -> None:
    """Bytes of the connection from the log's start to its end."""

    async def so_far() -> tuple[int, int]:
        transports = [one for one in (await connection.getStats()).values() if one.type == "transport"]
        return sum(one.bytesSent for one in transports), sum(one.bytesReceived for one in transports)

    await asyncio.sleep(max(0.0, log.start - time.monotonic()))
    before = await so_far()
    await asyncio.sleep(max(0.0, log.end - 0.05 - time.monotonic()))
    after = await so_far()
    log.carried_in_all(after[0] - before[0], after[1] - before[1])


async def visit(base: str, pictures: list[Any], fps: float, log: Log) -> dict[str, Any]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    name, watching = uuid.uuid4().hex[:12], []

    @connection.on("track")
    def _(track: Any) -> None:
        watching.append(asyncio.create_task(watch(track, log)))

    connection.createDataChannel("text")
    connection.addTrack(Camera(pictures, fps, log))
    await connection.setLocalDescription(await connection.createOffer())
    offer = {"sdp": connection.localDescription.sdp, "type": connection.localDescription.type, "webrtc_id": name}
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        answer = (await client.post("/webrtc/offer", json=offer)).json()
        if "sdp" not in answer:
            await connection.close()
            return {**log.summary(), "refused": answer.get("meta", {}).get("error", "refused")}
        await connection.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
        await client.post(f"/begin/{name}")
    await count(connection, log)
    await asyncio.gather(*watching, return_exceptions=True)
    await connection.close()
    return log.summary()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("clip")
    parser.add_argument("--visitors", type=int, default=1)
    parser.add_argument("--every", type=float, default=1 / 30)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--truth", type=Path, help="what the model makes of each frame without coding, as N.png")
    options = parser.parse_args()
    pictures = frames.load(options.clip, int((options.seconds + WARM_UP) / options.every) + 50, jpeg=False)
    start = time.monotonic() + WARM_UP
    logs = [Log(start, options.seconds, options.truth) for _ in range(options.visitors)]
    print(json.dumps(await asyncio.gather(*(visit(options.base, pictures, 1 / options.every, log) for log in logs))))


if __name__ == "__main__":
    asyncio.run(main())
