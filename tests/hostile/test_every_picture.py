"""Every kind of picture over HTTP: as data, as a JPEG, and as an uploaded style. Right, or refused with a sentence."""

from __future__ import annotations

import functools

import numpy as np

from models.toolkit.frames import encode_jpeg
from tests.support import pictures
from tests.support.picturematrix import FAMILIES, Case
from tests.support.server import Server

JPEG = {"Accept": "image/jpeg"}
EVERY = 101
"""Of the pictures that can be shown every so many, and of each family's refused ones two: prime to all that the matrix
is made of, so that each depth, packing and orientation has its turn."""


@functools.cache
def chosen() -> list[Case]:
    number, picked = 0, []
    for family in FAMILIES.values():
        refused = 0
        for case in family():
            number += 1
            if case.shows is None:
                refused += 1
            if number % EVERY == 0 if case.shows is not None else refused <= 2:
                picked.append(case)
    return picked


def test_each_is_right_or_refused_in_every_way_of_asking(server: Server) -> None:
    shown = refused = 0
    for case in chosen():
        data = server.post("/api/demos/mirror?flip=false", case.data)
        picture = server.post("/api/demos/mirror?flip=false", case.data, JPEG)
        upload = server.post("/api/uploads", case.data)
        if case.shows is None:
            refused += 1
            for reply in (data, picture, upload):
                assert (reply.status, reply.code) == (400, "bad_image"), (case.name, reply.body)
                assert reply.json["error"]["message"].endswith("."), case.name
            continue
        shown += 1
        height, width = case.shows.shape[:2]
        assert (data.status, data.json["data"]["shape"]) == (200, [height, width, 3]), (case.name, data.body)
        expected = pictures.decode(encode_jpeg(np.round(case.shows).astype(np.uint8)))
        assert picture.status == 200, (case.name, picture.body)
        assert np.abs(pictures.decode(picture.body).astype(int) - expected).mean() < 3, case.name
        assert (upload.status, upload.json["width"], upload.json["height"]) == (201, width, height), case.name
    assert (shown, refused) == (57, 10)
