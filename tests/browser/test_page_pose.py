"""Pose on the fake camera, as a visitor sees it."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from .visits import Visit, difference, mirrored, pick, spread, until

WATCH = """(wanted) => new Promise((resolve) => {
  const seen = [];
  let last = window.hype.stats().answered;
  const end = performance.now() + 120000;
  const look = () => {
    const { answered, lastData } = window.hype.stats();
    if (answered !== last) seen.push(lastData);
    last = answered;
    if (seen.length >= wanted || performance.now() > end) resolve(seen);
    else setTimeout(look, 4);
  };
  look();
})"""
"""The data of so many answered frames, one after the other."""


FILLED = """() => {
  const wide = (part) => part.getBoundingClientRect().width;
  const parts = [...document.querySelectorAll(".timing__part")].map(wide);
  return parts.reduce((sum, part) => sum + part, 0) / wide(document.querySelector(".timing__bar"));
}"""
"""The share of the bar that its parts fill."""


def test_finds_the_man_in_nearly_every_frame(visitor: Visit) -> None:
    page = visitor.start("/demos/pose")
    seen: list[dict[str, Any]] = page.evaluate(WATCH, 60)
    assert len(seen) >= 60
    found = sum(1 for data in seen if data["people"])
    assert found >= 0.95 * len(seen), f"somebody in {found} of {len(seen)} frames"
    person = max((data["people"][0] for data in seen if data["people"]), key=lambda one: one["keypoints"][0][2])
    left, top, right, bottom = person["box"]
    nose_x, nose_y, nose_score = person["keypoints"][0]
    assert nose_score > 0.5
    assert left < nose_x < right
    assert top < nose_y < bottom


def test_draws_moving_pictures_with_a_skeleton(visitor: Visit) -> None:
    page = visitor.start("/demos/pose?p.points=0", frames=3)
    assert visitor.state() == "live"
    first = visitor.colours()
    assert spread(first) > 15, "the canvas is blank"
    until(lambda: difference(visitor.colours(), first) > 0.5, lambda: "the canvas never changes")
    # The camera's own picture, turned round as a mirror, is what the skeleton is drawn on.
    seen: list[float] = []

    def lies_on_the_camera() -> bool:
        seen.append(difference(visitor.colours(), mirrored(visitor.colours("#preview video"))))
        return 0.1 < seen[-1] < 25

    until(lies_on_the_camera, lambda: f"they differ by {seen}")  # while an answer is under way the man moves on
    assert int(page.get_attribute("#page", "data-frames") or 0) > 3
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    assert box["width"] > 400


def test_skeleton_only_hides_the_picture(visitor: Visit) -> None:
    page = visitor.start("/demos/pose?source=picture:astronaut.png")
    bright = sum(map(sum, visitor.colours()))
    page.get_by_label("Skeleton only").check()
    until(lambda: sum(map(sum, visitor.colours())) < bright / 3, lambda: "the picture is as bright as before")
    visitor.wait_query("p.ground=1", "source=picture:astronaut.png")
    assert visitor.stats()["lastData"]["people"], "the astronaut is not found any more"


def test_the_live_meter_counts(visitor: Visit) -> None:
    page = visitor.start("/demos/pose", frames=10)

    def figure(name: str) -> str:
        return page.inner_text(f'[data-figure="{name}"]')

    until(lambda: figure("fps") != "–", lambda: "the meter shows nothing")
    until(lambda: float(figure("fps")) > 1, lambda: figure("fps"))
    assert 1 < int(figure("latency")) < 5000
    assert int(figure("dropped")) >= 0
    values = page.locator(".timing__legend li[data-part] .timing__value").all_inner_texts()
    assert len(values) == 7
    assert all(float(value) >= 0 for value in values)
    assert float(page.inner_text('.timing__legend li[data-part="predict"] .timing__value')) > 0.5
    assert page.evaluate(FILLED) > 0.9


def test_one_person_at_most_when_asked(visitor: Visit) -> None:
    visitor.start("/demos/pose?p.people=1&p.confidence=0.05")
    data = visitor.wait_data(lambda data: bool(data["people"]))
    assert len(data["people"]) == 1


def test_what_is_sent_has_the_size_that_the_network_sees(visitor: Visit) -> None:
    sent: list[tuple[int, int]] = []

    def look(payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            with Image.open(io.BytesIO(payload)) as picture:
                sent.append(picture.size)

    visitor.page.on("websocket", lambda socket: socket.on("framesent", look))
    page = visitor.start("/demos/pose", frames=3)
    assert set(sent) == {(256, 192)}
    pick(page, "p-size", "fine")
    visitor.wait_query("p.size=fine")
    # Asking the page lets what it sent be heard.
    until(lambda: visitor.answered() and sent[-1] == (320, 240), lambda: f"{sent[-1]} is sent")
    assert page.eval_on_selector("#canvas", "(canvas) => [canvas.width, canvas.height]") == [640, 480]
