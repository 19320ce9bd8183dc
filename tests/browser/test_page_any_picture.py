"""Whatever file a visitor has: shown by what is in it, or said why not and what to do, once."""

from __future__ import annotations

import base64
import io
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, Route

from tests.support.scenes import scene
from tests.support.server import Server

from .conftest import Visits
from .visits import Visit, until

HAND_OVER = """({ how, name, type, content }) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const event = how === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
}"""

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(2000)
SVG = "<svg xmlns='http://www.w3.org/2000/svg' {}><rect width='9' height='9'/></svg>"
NOTHING = "nothing to see"
UNSHOWABLE = "cannot "


def saved(kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    scene().save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A Matroska film, and an MP4 with sound alone."""
    folder = tmp_path_factory.mktemp("films")
    asked = {
        "film.mkv": ["testsrc=size=320x240:rate=15:duration=2", "-c:v", "libvpx", "-b:v", "500k"],
        "sound.mp4": ["sine=duration=1", "-c:a", "libopus", "-strict", "-2"],
    }
    for name, (source, *coding) in asked.items():
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, *coding, folder / name], check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def served_any() -> Iterator[Server]:
    with Server(demos="mirror", threads="auto") as server:
        yield server


@pytest.fixture
def visit(visits: Visits, browser: Browser, served_any: Server) -> Visit:
    made: Visit = visits(browser, served_any.url, locale="en", expect=("media/example.jpg", "shared/gonegonegone"))
    return made


def hand_over(page: Page, how: str, name: str, content: bytes, field: str = "#picture-file") -> None:
    """As a visitor does: chosen in a field, pasted or dropped. No file says what type it has."""
    if how == "choose":
        page.set_input_files(field, FilePayload(name=name, mimeType="", buffer=content))
        return
    coded = base64.b64encode(content).decode()
    page.evaluate(HAND_OVER, {"how": how, "name": name, "type": "", "content": coded})


def test_a_demo_takes_a_file_by_what_is_in_it(visit: Visit, films: dict[str, bytes]) -> None:
    page = visit.open("/demos/mirror")
    shown = [
        ("choose", "photo.jfif", saved("JPEG"), "picture"),
        ("paste", "", saved("PNG"), "picture"),
        ("drop", "no extension", saved("WEBP"), "picture"),
        ("drop", "film.mkv", films["film.mkv"], "file"),
        ("choose", "wrong.mp4", saved("GIF"), "picture"),
    ]
    for how, name, content, source in shown:
        hand_over(page, how, name, content)
        page.wait_for_selector(f"#page[data-source='{source}'][data-state='live']")
        visit.wait_answers(1, since=0)
        assert page.inner_text("#veil-what") == "", (how, name)


SHARE = """(content) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], "IMG_1.heic"));
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
  const field = Object.assign(document.createElement("input"), { type: "file", name: "image" });
  field.files = data.files;
  form.append(field);
  document.body.append(form);
  form.submit();
}"""
"""What a phone's menu sends to the installed site, as the manifest asks for it."""


def test_a_shared_picture_is_shown_in_the_demo_that_its_visitor_chooses(visit: Visit) -> None:
    page = visit.open("/")
    with page.expect_navigation(url="**/?shared=*"):
        page.evaluate(SHARE, base64.b64encode(saved("JPEG")).decode())
    assert "Your picture is here." in page.inner_text(".welcome__shared")
    page.click(".works__list h3 a")
    page.wait_for_selector("#page[data-source='picture'][data-state='live']")
    visit.wait_answers(1, since=0)
    assert "shared=" not in visit.query()
    visit.open("/demos/mirror?shared=gonegonegone")
    visit.wait_says("no longer here")


BAD = {
    "IMG_0001": (HEIC, "HEIC", "Most Compatible"),
    "sound.mp4": (b"", NOTHING, "more than sound"),
    "empty.svg": (SVG.format("width='0' height='0'").encode(), NOTHING, "Choose another"),
    "huge.svg": (SVG.format("width='40000' height='40000'").encode(), UNSHOWABLE, "JPEG"),
    "torn.png": (saved("PNG")[:200], UNSHOWABLE, "JPEG"),
}


def test_what_cannot_be_shown_is_said_once(visit: Visit, films: dict[str, bytes]) -> None:
    page = visit.open("/demos/mirror")
    for number, (name, (content, what, step)) in enumerate(BAD.items()):
        hand_over(page, ("drop", "paste", "choose")[number % 3], name, content or films[name])
        visit.wait_state("problem")
        until_in(what, page.locator("#veil-what"))
        assert step in page.inner_text("#veil-next"), name
        assert page.evaluate(COUNT_TRIES) == 0, f"{name} is tried again and again"
        before = visit.answered()
        hand_over(page, "drop", "good", saved("JPEG"))
        page.wait_for_selector("#page[data-state='live']")
        visit.wait_answers(1, since=before)  # it says so in the line in which the next refusal is to stand
    hand_over(page, "paste", "words.txt", b"words and nothing else")
    visit.wait_says("cannot show that file")


COUNT_TRIES = """async () => {
  let tries = 0;
  const before = window.createImageBitmap;
  window.createImageBitmap = (...given) => { tries += 1; return before(...given); };
  for (let frame = 0; frame < 20; frame += 1) await new Promise((next) => requestAnimationFrame(next));
  window.createImageBitmap = before;
  return tries;
}"""


def test_an_svg_that_says_no_size_is_shown_or_said(visit: Visit) -> None:
    page = visit.open("/demos/mirror")
    hand_over(page, "drop", "without-size.svg", SVG.format("").encode())
    visit.wait_state("live", "problem")
    until(lambda: visit.state() == "problem" or visit.answered() > 0, visit.says)
    assert page.evaluate(COUNT_TRIES) == 0


def test_the_playground_takes_the_same_files(visit: Visit, films: dict[str, bytes]) -> None:
    page = visit.open("/playground/live?source=picture:chelsea.png")
    page.wait_for_selector('#live[data-drawn="true"]')
    for name, (content, what, step) in BAD.items():
        hand_over(page, "drop", name, content or films[name])
        page.wait_for_selector('#live[data-phase="problem"]')
        assert what in page.inner_text("#veil-what"), name
        assert step in page.inner_text("#veil-next"), name
        hand_over(page, "paste", "", saved("JPEG"))
        page.wait_for_selector('#live[data-phase="still"]')
    hand_over(page, "choose", "film", films["film.mkv"], "#own-file")
    page.wait_for_selector('#live[data-phase="on"]')


def test_an_uploaded_picture_may_be_of_any_kind(visit: Visit) -> None:
    page = visit.open("/demos/mirror")
    control = page.locator("[data-param='picture']")
    field = control.locator("input[type=file]")
    field.wait_for(state="attached")
    kinds = {"a": saved("TIFF"), "b.jfif": saved("JPEG"), "c": saved("BMP"), "d": saved("AVIF")}
    for name, content in kinds.items():
        field.set_input_files(FilePayload(name=name, mimeType="", buffer=content))
        until(lambda: "160 × 120" in control.inner_text(), control.inner_text)
        control.get_by_role("button", name="Remove").click()
        until(lambda: "160 × 120" not in control.inner_text(), control.inner_text)
    field.set_input_files(FilePayload(name="IMG_1", mimeType="", buffer=HEIC))
    until(lambda: "Most Compatible" in control.inner_text(), control.inner_text)


def test_old_photographs_may_be_of_any_kind(reader: Visit) -> None:
    """What is sent of each; the server's part is tested with the server."""
    page = reader.open("/demos/colorization?source=picture:astronaut.png")
    sent: list[bytes] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data_buffer or b"")
        route.fulfill(status=200, content_type="image/jpeg", body=saved("JPEG"))

    page.route("**/api/demos/colorization*", answer)
    page.click("#photos summary")
    large = io.BytesIO()
    Image.effect_noise((4200, 3300), 90).save(large, "JPEG", quality=85)
    files = {
        "scan": (saved("TIFF"), ("TIFF", 160, 120)),
        "old.gif": (saved("GIF"), ("JPEG", 160, 120)),
        "small.jfif": (saved("JPEG"), ("JPEG", 160, 120)),
        "large": (large.getvalue(), ("JPEG", 4004, 3146)),
    }
    refused = {
        "IMG_2": (HEIC, "Most Compatible"),
        "film.mov": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "not a picture"),
        "nothing": (b"", "empty"),
    }
    contents = {name: content for name, (content, _) in (files | refused).items()}
    payloads = [FilePayload(name=name, mimeType="", buffer=content) for name, content in contents.items()]
    page.set_input_files("#photos-file", payloads)
    said = {name: page.locator(".photos__item").filter(has=page.get_by_text(name, exact=True)) for name in contents}
    for name in files:
        until_in("160 × 120", said[name])
    for name, (_, words) in refused.items():
        until_in(words, said[name])
    for (content, expected), data in zip(files.values(), sent, strict=True):
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.format, *picture.size) == expected
        assert (data == content) == (expected[0] == "TIFF" or (len(content) < 100_000 and content[:2] == b"\xff\xd8"))


def until_in(words: str, place: Locator) -> None:
    until(lambda: words in place.inner_text(), place.inner_text)
