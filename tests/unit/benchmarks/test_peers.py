"""What a visitor of benchmarks/peers notes, and how the pictures are judged."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.peers import report, stamp
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


def cell(way: str, visitors: int = 1, **changed: Any) -> dict[str, Any]:
    """One that ran, of pose at ten frames a second."""
    figures = {
        "fps": 10.0,
        "p50": 40.0,
        "slope": 0.0,
        "refused": 0,
        "kb_up": 5.0,
        "kb_down": 1.0,
        "psnr": 30.0,
        "ssim": 0.9,
    }
    return {"model": "pose", "visitors": visitors, "offered": 10.0, "way": way, **figures, **changed}


def test_the_table_has_a_row_for_each_model_and_crowd() -> None:
    ours, rival = cell("ours", 16), cell("fastrtc", 16, slope=400.0, refused=15)
    rows = report.table([rival, ours, cell("gradio", 16, failed="no"), cell("ours", 4)]).splitlines()
    assert rows[2:] == [
        "| pose | 16 at 10 a second | 10.0, 40 ms | did not run | – | 10.0, 40 ms, +400 a second, 15 refused | – |"
    ]


def test_bytes_are_told_of_one_alone_and_of_one_of_four() -> None:
    found = [cell("ours"), cell("ours", 4, kb_up=3.0, ssim=0.8), cell("fastrtc", kb_down=7.0), cell("gradio tuned", 16)]
    (row,) = report.bytes_table(found).splitlines()[2:]
    assert row == (
        "| pose | 5.0 + 1.0 = 6.0 | 3.0 + 1.0 = 4.0 | – | 5.0 + 7.0 = 12.0 | 30.0 dB, 0.800 | 30.0 dB, 0.900 |"
    )


def test_a_cell_is_told_as_it_ends() -> None:
    assert report.line(cell("ours")) == (
        "pose, 1 at 10 a second, this app: 10.0, 40 ms, 5.0 + 1.0 = 6.0 kB, 30.0 dB, 0.900"
    )
    assert report.line(cell("gradio", failed="out of\nmemory")).endswith("Gradio 6.31.0: did not run: out of memory")
