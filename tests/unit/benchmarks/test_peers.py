"""What a visitor of benchmarks/peers notes, and how the pictures are judged."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.peers import stamp
from benchmarks.peers.__main__ import install
from benchmarks.peers.log import KEPT, Log
from models.toolkit.frames import encode_jpeg
from tests.support.server import ROOT

PICTURE = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 256, (480, 640, 3), np.uint8), (9, 9), 3)


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    cv2.imwrite(str(tmp_path / "5.png"), cv2.cvtColor(PICTURE, cv2.COLOR_RGB2BGR))
    return tmp_path


def seen(truth: Path | None, quality: int) -> dict[str, float]:
    """What a log says of one picture, frame 65 of the clip of 60: the sixth."""
    log = Log(time.monotonic() - 1, 3.0, truth)
    log.sent(65)
    log.saw(65, encode_jpeg(stamp.draw(PICTURE.copy(), 65), quality))
    return log.summary()


def test_pictures_are_compared_with_the_truth_of_their_frame(truth: Path) -> None:
    good, poor = seen(truth, 95), seen(truth, 20)
    assert good["psnr"] > poor["psnr"] + 3
    assert good["ssim"] > poor["ssim"]
    assert good["ssim"] > 0.9  # the number in the first rows does not count


def test_without_a_truth_nothing_is_compared() -> None:
    assert seen(None, 90)["psnr"] is None


def test_a_picture_may_be_made_only_when_it_is_compared(truth: Path) -> None:
    log = Log(time.monotonic() - 1, 3.0, truth)
    log.sent(65)
    log.saw(65, lambda: PICTURE)
    assert log.summary()["ssim"] == pytest.approx(1)


def test_few_pictures_are_kept_and_each_frame_counts_once(truth: Path) -> None:
    log = Log(time.monotonic(), 10.0, truth)
    for number in range(100):
        log.sent(number)
        log.saw(number, b"")
        log.saw(number, b"")
    log.carried(up=2000, down=500)
    assert log.summary()["fps"] == pytest.approx(100 / (log.end - log.start))
    assert (log.summary()["kb_up"], log.summary()["kb_down"]) == (0.02, 0.005)
    assert len(log._kept) <= KEPT


@pytest.mark.parametrize("rival", ["gradio", "fastrtc"])
def test_a_rival_is_installed_from_pins_with_hashes(rival: str) -> None:
    command = install(rival, Path("python"))
    assert "--require-hashes" in command
    pins = command[command.index("-r") + 1]
    assert command[-2:] == ["-r", pins], "nothing is asked for by name"
    asked = (ROOT / "requirements" / f"peers-{rival}.in").read_text()
    assert f"\n{rival}==" in asked
    assert f"\n{rival}==" in Path(pins).read_text()
