"""Bodies: their lengths, their chunks, and what the budget knows of them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.budget import MemoryBudget
from webapp.errors import Busy, InvalidFormat, TooLarge
from webapp.live.bodies import SMALL, Bodies, Chunks, claimed_length


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


def read(data: bytes, size: int = 7) -> bytes:
    chunks, found = Chunks(io.BytesIO(data)), b""
    while piece := chunks.read(size):
        assert len(piece) <= size
        found += piece
    assert chunks.ended
    return found


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=20), st.integers(1, 50))
def test_chunks_are_read_as_they_were_written(pieces: list[bytes], size: int) -> None:
    assert read(chunked(*pieces), size) == b"".join(pieces)


def test_extensions_and_trailers_are_passed_over() -> None:
    assert read(b"3;name=value\r\nabc\r\n0\r\nX: y\r\n\r\n") == b"abc"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n",
        b"zz\r\n",
        b"-1\r\nx\r\n",
        b"0x3\r\nabc\r\n",
        b"+3\r\nabc\r\n",
        b"3\r\nab",
        b"3\r\nabcd\r\n0\r\n\r\n",
        b"3\r\nabc\r\n",
        b"f" * 13 + b"\r\n",
        b"1" * 1000,
        b"0\r\n" + b"X: y\r\n" * 40,
        b"0\r\nX: " + b"y" * 1000,
        b"1\r\nx\r\n" * 2000 + b"0\r\n\r\n",
    ],
)
def test_what_is_no_chunk_is_refused(data: bytes) -> None:
    with pytest.raises(OSError, match=r"chunk|trailers"):
        read(data)


def test_lengths() -> None:
    assert claimed_length({}) == 0
    assert claimed_length({"CONTENT_LENGTH": "12"}) == 12
    assert claimed_length({"HTTP_TRANSFER_ENCODING": "Chunked"}) is None
    assert claimed_length({"CONTENT_LENGTH": "9" * 5000}) == 10**20 - 1
    for bad in (
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "1e3"},
        {"HTTP_TRANSFER_ENCODING": "gzip, chunked"},
        {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "3"},
    ):
        with pytest.raises(InvalidFormat):
            claimed_length(bad)


class Site:
    """An app behind the layer, and what it made of the last request."""

    def __init__(self, budget: MemoryBudget) -> None:
        self.budget, self.held = budget, -1
        self.error: Exception | None = None
        self.bodies = Bodies(self.app, budget, 100_000, lambda _: "", lambda: None)

    def app(self, environ: Any, start: Any) -> list[bytes]:
        try:
            data = environ["wsgi.input"].read()
            self.held = self.budget.held
        except Exception as error:
            self.error, data = error, b""
        start("200 OK", [])
        return [b"%d" % len(data)]

    def post(self, path: str, source: Any, **environ: Any) -> tuple[str, bytes]:
        said: list[str] = []
        answer = self.bodies(
            {"PATH_INFO": path, "REMOTE_ADDR": "a", "wsgi.input": source, **environ},
            lambda status, *_: said.append(status),
        )
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return said[0], body


@pytest.fixture
def site() -> Site:
    return Site(MemoryBudget(150_000, 150_000, 150_000))


def test_a_body_is_held_while_the_request_lasts(site: Site) -> None:
    assert site.post("/api/uploads", io.BytesIO(b"x" * 90_000), CONTENT_LENGTH="90000") == ("200 OK", b"90000")
    assert site.held == 90_000 - SMALL
    assert site.budget.held == 0


def test_no_more_is_read_than_a_request_has(site: Site) -> None:
    source = io.BytesIO(b"x" * 50 + b"the next request")
    assert site.post("/api/uploads", source, CONTENT_LENGTH="50")[1] == b"50"
    assert source.read() == b"the next request"


def test_too_long_by_its_length_the_app_is_not_asked(site: Site) -> None:
    for path, length in (("/api/uploads", 100_001), ("/api/votes/hype", SMALL + 1), ("/", SMALL + 1)):
        status, body = site.post(path, io.BytesIO(), CONTENT_LENGTH=str(length))
        assert status.startswith("413")
        assert b'"too_large"' in body
    assert site.held == -1


def test_too_long_in_chunks(site: Site) -> None:
    for path, size in (("/api/uploads", 100_001), ("/api/votes/hype", SMALL + 1)):
        site.post(path, Chunks(io.BytesIO(chunked(b"x" * size))), HTTP_TRANSFER_ENCODING="chunked")
        assert isinstance(site.error, TooLarge)
    assert site.budget.held == 0


def test_cut_off(site: Site) -> None:
    site.post("/api/uploads", io.BytesIO(b"x" * 9), CONTENT_LENGTH="10")
    assert isinstance(site.error, InvalidFormat)
    site.post("/api/uploads", Chunks(io.BytesIO(b"5\r\nab")), HTTP_TRANSFER_ENCODING="chunked")
    assert isinstance(site.error, InvalidFormat)
    assert site.budget.held == 0


def test_no_room(site: Site) -> None:
    with site.budget.open("a") as other:
        assert other.grow(100_000)
        site.post("/api/uploads", io.BytesIO(b"x" * 90_000), CONTENT_LENGTH="90000")
        assert isinstance(site.error, Busy)
        assert site.post("/api/votes/hype", io.BytesIO(b"x" * 100), CONTENT_LENGTH="100")[1] == b"100", "votes go on"
    assert site.budget.held == 0
