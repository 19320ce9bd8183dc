"""Which container it is, by its first bytes, and the walk that goes with it."""

from __future__ import annotations

from collections.abc import Callable

from models.contract.containers import jpeg, png, tiff, webp
from models.contract.containers.base import Accept, Header

FORMATS: dict[str, Callable[[bytes, Accept], Header]] = {
    "JPEG": jpeg.read,
    "PNG": png.read,
    "WEBP": webp.read,
    "TIFF": tiff.read,
}


def kind_of(data: bytes) -> str:
    """The format that the first bytes name; empty for none of ours."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == png.SIGNATURE:
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return "TIFF" if data[:4] in tiff.SIGNATURES else ""


def read(data: bytes, accept: Accept) -> Header:
    """Walk a picture of a kind that ``kind_of`` knows. Raises ContainerError, and whatever ``accept`` raises."""
    return FORMATS[kind_of(data)](data, accept)
