"""Visitors of a Gradio page that streams: the requests that its own front end makes, a line of JSON at the end.

A frame is posted as a data URL to the open event, each ``--every`` seconds; results come by server-sent events and
name a file, which is then fetched.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

from benchmarks.peers.apps import frames
from benchmarks.peers.log import WARM_UP, Log


class Visitor:
    """One page, its event and what it saw."""

    def __init__(self, base: str, jpegs: list[bytes], every: float, log: Log) -> None:
        self._base, self._jpegs, self._every, self.log = base, jpegs, every, log
        self._session = uuid.uuid4().hex[:12]
        self._client = httpx.AsyncClient(base_url=f"{base}/gradio_api", timeout=60)
        self._event, self._number = "", 0
        self._fetching: set[asyncio.Task[None]] = set()

    def _body(self) -> dict[str, Any]:
        number = self._number
        self._number += 1
        url = "data:image/jpeg;base64," + base64.b64encode(self._jpegs[number]).decode()
        self.log.sent(number)
        return {
            "data": [{"path": None, "url": url, "meta": {"_type": "gradio.FileData"}}],
            "fn_index": 0,
            "session_hash": self._session,
            "event_data": None,
            "trigger_id": 1,
        }

    async def run(self) -> None:
        await self._join()
        reader = asyncio.create_task(self._read())
        due = time.monotonic()
        while (now := time.monotonic()) < self.log.end and self._number < len(self._jpegs):
            due = max(due + self._every, now)
            await asyncio.sleep(due - now)
            await self._post(f"/stream/{self._event}")
        reader.cancel()
        await asyncio.gather(reader, *self._fetching, return_exceptions=True)

    async def _post(self, path: str) -> httpx.Response:
        answer = await self._client.post(path, json=self._body())
        self.log.carried(up=len(answer.request.content), down=len(answer.content))
        return answer

    async def _join(self) -> None:
        answer = await self._post("/queue/join")
        self._event = answer.json()["event_id"]

    async def _read(self) -> None:
        async with self._client.stream("GET", "/queue/data", params={"session_hash": self._session}) as lines:
            async for line in lines.aiter_lines():
                self.log.carried(down=len(line) + 1)
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] in ("process_streaming", "process_completed", "process_generating"):
                    self._fetch(message)
                if message["msg"] == "process_completed":
                    await self._join()

    def _fetch(self, message: dict[str, Any]) -> None:
        for value in message["output"].get("data") or []:
            if isinstance(value, dict) and value.get("url"):
                task = asyncio.create_task(self._show(value["url"]))
                self._fetching.add(task)
                task.add_done_callback(self._fetching.discard)

    async def _show(self, url: str) -> None:
        data = (await self._client.get(url)).content
        self.log.carried(down=len(data))
        self.log.saw(frames.number_in(data), data)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("clip")
    parser.add_argument("--visitors", type=int, default=1)
    parser.add_argument("--every", type=float, default=0.5)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--truth", type=Path, help="what the model makes of each frame without coding, as N.png")
    options = parser.parse_args()
    jpegs = frames.load(options.clip, int((options.seconds + WARM_UP) / options.every) + 50, jpeg=True)
    start = time.monotonic() + WARM_UP
    visitors = [
        Visitor(options.base, jpegs, options.every, Log(start, options.seconds, options.truth))
        for _ in range(options.visitors)
    ]
    await asyncio.gather(*(visitor.run() for visitor in visitors))
    print(json.dumps([visitor.log.summary() for visitor in visitors]))


if __name__ == "__main__":
    asyncio.run(main())
