"""Visitors of this project's app, sending and composing as its page does, a line of JSON at the end."""

from __future__ import annotations

import argparse
import json
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.footage import clip, page_pictures
from benchmarks.peers.log import WARM_UP, Log
from benchmarks.visitor import Visitor
from models.contract.demo import Answer, Demo, Params, Sample
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.edges import classic
from tests.support.client import Client

DEMOS = Path(__file__).parents[1] / "demos"


class Composing(Visitor):
    """Notes when a frame went out, and its answer; what the page makes of the two is worked out when all is over."""

    def __init__(self, client: Client, demo: Demo, params: dict[str, Any], shots: list[bytes], fps: float, log: Log):
        super().__init__(client, demo.name, params, shots, fps, "layers")
        self._demo, self._params, self.log = demo, check_all(demo.params, params), log

    def _send_if_due(self, now: float) -> None:
        before = self._seq
        super()._send_if_due(now)
        if self._seq > before:
            self.log.sent(before)

    def _take(self, event: Any, start: float) -> None:
        super()._take(event, start)
        if event.name == "result":
            self.log.saw(event.body["seq"], partial(self._composed, event.body, list(event.images)))

    def _composed(self, body: dict[str, Any], images: list[bytes]) -> Any:
        """RGB uint8 (480, 640, 3): the answer on the very frame of the camera that it is of."""
        coded = (np.frombuffer(image, np.uint8) for image in images)
        layers = {name: _decoded(one) for name, one in zip(body["layers"], coded, strict=True)}
        frame = clip()[body["seq"] % len(clip())].copy()
        if self._demo.page_makes:
            layers = _with_kernels(frame, layers, body["data"], self._params)
        drawn = self._demo.render(Sample(frame), Answer(body["data"], layers), self._params)
        assert drawn is not None, "the demos that are compared draw"
        return cv2.resize(drawn, (640, 480))


def _decoded(coded: Any) -> Any:
    """Grey (H, W) or RGB (H, W, 3), as it was sent."""
    picture: Any = cv2.imdecode(coded, cv2.IMREAD_UNCHANGED)
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def _with_kernels(frame: Any, layers: dict[str, Any], data: dict[str, Any], params: Params) -> dict[str, Any]:
    """What came of edges and what its page makes itself of the camera's frame (models/edges/page/kernels.js)."""
    small = cv2.resize(frame, (data["width"], data["height"]), interpolation=cv2.INTER_AREA)
    makers: dict[str, Any] = {"sobel": classic.sobel, "laplacian": classic.laplacian}
    whole = {}
    for way in data["ways"]:
        name = way["name"]
        maker = makers.get(name)
        whole[name] = np.uint8(255 * maker(classic.grey(small), params["smooth"]) + 0.5) if maker else layers[name]
    return whole


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("demo")
    parser.add_argument("params", type=json.loads)
    parser.add_argument("--visitors", type=int, default=1)
    parser.add_argument("--every", type=float, default=1 / 30)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--truth", type=Path, help="what the model makes of each frame without coding, as N.png")
    options = parser.parse_args()
    demo = find_demos([DEMOS])[options.demo]
    shots = page_pictures(demo, options.params, options.visitors)
    start = time.monotonic() + WARM_UP
    logs = [Log(start, options.seconds, options.truth) for _ in range(options.visitors)]

    def visit(log: Log) -> None:
        with Client(options.base) as client:
            visitor = Composing(client, demo, options.params, shots, 1 / options.every, log)
            visitor.run(options.seconds, warm_up=max(0.0, start - time.monotonic()))
            log.carried_in_all(*visitor.seen.carried)

    threads = [threading.Thread(target=visit, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([log.summary() for log in logs]))


if __name__ == "__main__":
    main()
