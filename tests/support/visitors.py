"""Visitors and what they must see; a site that is healthy."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import numpy as np

from tests.support import pictures
from tests.support.client import Client, Event
from tests.support.server import Server
from tests.support.waiting import eventually

COMES_BACK = {"model_loading", "model_restarting", "timeout"}
"""Problems after which the next frame is worth sending."""


def good_frame(
    client: Client,
    stream: str,
    seq: int,
    image: bytes = pictures.GOOD,
    timeout: float = 60.0,
    event_name: str = "frame",
) -> Event:
    """The first result for this picture, or this ``sound``, sending it again while a model comes back; the last seq is
    in it."""
    end = time.monotonic() + timeout
    while (event := client.answer(stream, seq, image, event_name=event_name)).name != "result":
        assert event.body["code"] in COMES_BACK, event.body
        assert time.monotonic() < end, f"after {timeout:g} s still {event.body}"
        time.sleep(0.1)
        seq += 1
    return event


def assert_healthy(server: Server, timeout: float = 60.0) -> None:
    """A visitor who comes now opens the mirror and sees the picture turned round."""
    with Client(server.url) as client:
        opened = client.open("mirror")
        assert opened["ok"], opened
        event = good_frame(client, opened["stream"], 0, timeout=timeout)
        seen, expected = pictures.decode(event.image), pictures.halves()[:, ::-1]
        assert seen.shape == expected.shape
        difference = np.abs(seen.astype(int) - expected.astype(int)).mean()
        assert difference < 8, f"the mirrored picture is off by {difference:.1f} levels"
        assert event.body["data"]["count"] == 1
        assert client.call("close", {"stream": opened["stream"]}) == {"ok": True}


def assert_quiet(server: Server) -> None:
    """Nothing is left of those who have gone, and the log has no traceback."""
    gauges = (
        "hype_frames_waiting",
        "hype_frames_in_flight",
        "hype_streams",
        "hype_visitors",
        "hype_incoming_bytes",
        "hype_pictures",
    )

    def left() -> dict[str, float]:
        metrics = server.metrics()
        return {name: metrics[name] for name in gauges if metrics[name] != 0}

    try:
        eventually(lambda: not left(), "nothing is left")
    except AssertionError:
        raise AssertionError(f"still there after 30 s: {left()}") from None
    assert_no_traceback(server)


def assert_no_traceback(server: Server) -> None:
    log = server.log
    at = log.find("Traceback")
    assert at < 0, f"a traceback in the log:\n{log[max(0, at - 300) : at + 3000]}"


Answers = dict[int, list[tuple[str, Any]]]
"""How each seq was answered: ``result``, ``dropped`` or ``problem``, with the event."""


def gather(client: Client, found: Answers, wanted: Iterable[int], timeout: float) -> list[int]:
    """Note in ``found`` how seqs are answered until all the wanted ones are; those that are not by then."""
    end = time.monotonic() + timeout
    while missing := sorted(set(wanted) - set(found)):
        event = client.receive(end - time.monotonic())
        if event is None:
            return missing
        if "seq" not in event.body:
            continue
        found.setdefault(event.body["seq"], []).append((event.name, event))
        for seq in event.body.get("dropped", []):
            found.setdefault(seq, []).append(("dropped", event))
    return []


def answers(client: Client, seqs: Iterable[int], timeout: float = 30.0) -> Answers:
    """How each of these seqs was answered, all of them in that time."""
    found: Answers = {}
    missing = gather(client, found, list(seqs), timeout)
    assert not missing, f"without an answer: {missing[:20]}"
    return found


def ended(client: Client, timeout: float = 20.0) -> bool:
    """Whether the server ends the connection in that time."""
    end = time.monotonic() + timeout
    while not client.closed and time.monotonic() < end:
        client.receive(end - time.monotonic())
    return client.closed
