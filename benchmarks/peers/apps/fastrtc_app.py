"""The model behind FastRTC: a video stream there and back.

python -m benchmarks.peers.apps.fastrtc_app PORT MODEL [--skip] [--limit N]
"""

from __future__ import annotations

import argparse

import uvicorn
from fastapi import FastAPI
from fastrtc import Stream, VideoStreamHandler

from benchmarks.peers import task

parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("model")
parser.add_argument("--skip", action="store_true", help="skip_frames")
parser.add_argument("--limit", type=int, help="concurrency_limit; FastRTC's own unless given")
options = parser.parse_args()
model = task.of(options.model)


def handle(bgr):  # type: ignore[no-untyped-def]
    return model(bgr[..., ::-1].copy())[..., ::-1].copy() if not options.model.isdigit() else model(bgr)


stream = Stream(
    VideoStreamHandler(handle, skip_frames=options.skip),
    modality="video",
    mode="send-receive",
    concurrency_limit=options.limit or "default",
    server_rtc_configuration={"iceServers": []},
)
app = FastAPI()
stream.mount(app)


@app.post("/begin/{visitor}")
async def begin(visitor: str) -> None:
    """What FastRTC's own page does at the start: until then frames go back as they came."""
    stream.set_input(visitor, None)


uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="warning")
