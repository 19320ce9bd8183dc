"""What the fake camera shows, and what a recording holds: both through ffmpeg."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from models.assets.assets import CACHE

CLIP = "carphone.mp4"
"""A man who talks in a car: there is a person in every frame."""


CARD = "drawbox=x=60:y=150:w=120:h=168:color=0xC8162A:t=fill"
"""A red card beside the man."""
CARD_AT_TIMES = f"{CARD}:enable='between(t,4,9)'"
"""The same from the fourth to the ninth of twelve seconds."""


def make(folder: Path, drawn: str = "") -> Path:
    """The clip as Motion JPEG, 640 × 480, which Chromium shows in a loop.

    drawn: a filter of ffmpeg's, put over three rounds of it.
    """
    clip = CACHE / CLIP
    target = folder / "camera.mjpeg"
    filters = ",".join(filter(None, ("scale=640:480", drawn)))
    loops = ["-stream_loop", "2"] if drawn else []
    command = ["ffmpeg", "-v", "error", "-y", "-threads", "1", *loops, "-i", str(clip), "-vf", filters]
    command += ["-pix_fmt", "yuvj420p", "-q:v", "4", "-an", str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return target


def probe(file: Path) -> tuple[str, int, int, float]:
    """A video's codec, width, height and seconds from first picture to last, by the pictures' own times."""
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries"]
    command += ["stream=codec_name,width,height:packet=pts_time", "-of", "json", str(file)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    stream, times = said["streams"][0], [float(packet["pts_time"]) for packet in said["packets"]]
    return stream["codec_name"], stream["width"], stream["height"], max(times) - min(times)


def told(file: Path) -> float:
    """The duration in seconds that a video's header tells, as players show it; 0 where it tells none."""
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(file)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return float(said["format"].get("duration", 0))


def pictures(file: Path, width: int, height: int) -> list[list[list[int]]]:
    """All pictures of a video, each reduced to rows of colours, one after the other."""
    command = ["ffmpeg", "-v", "error", "-threads", "1", "-i", str(file), "-vf", f"scale={width}:{height}:flags=area"]
    command += ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL).stdout
    size = 3 * width * height
    return [[list(raw[at : at + 3]) for at in range(start, start + size, 3)] for start in range(0, len(raw), size)]
