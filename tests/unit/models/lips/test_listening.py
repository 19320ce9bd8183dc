"""The lips demo's stream: in pieces as at once, after gaps, with less look-ahead; its pictures; the baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.contract.demo import Memory, Sample
from models.contract.parameters import check_all
from models.lips import loudness
from models.lips.demo import LipsDemo
from models.lips.shapes import outlines
from models.lips.sound import HOP, WINDOW
from models.lips.visemes import MOUTH, VISEMES
from models.toolkit import memory as codec
from tests.support.demos import loaded

PIECE = 640
CASES = Path(__file__).parents[3] / "js" / "models" / "lips-mouths.json"


@pytest.fixture(scope="module")
def demo() -> LipsDemo:
    return loaded(LipsDemo())


def streamed(demo: LipsDemo, sound: np.ndarray, gaps: tuple[int, ...] = (), **given: object) -> list[dict[str, Any]]:
    """The data of each piece, the memory as bytes in between."""
    memory: Memory = {}
    answers = []
    for number, start in enumerate(range(0, len(sound) - PIECE + 1, PIECE)):
        sample = Sample(sound[start : start + PIECE], gap=number in gaps)
        answer = demo.run(sample, check_all(demo.params, given), memory)
        memory = codec.unpack("lips", codec.pack("lips", answer.memory))
        answers.append(answer.data)
    return answers


def mouths(answers: list[dict[str, Any]]) -> np.ndarray:
    return np.array([mouth for data in answers for mouth in data["mouth"]])


@pytest.mark.parametrize("ahead", [0, 40, 80])
def test_pieces_say_what_the_whole_says_and_each_frame_is_told_once(demo: LipsDemo, ahead: int) -> None:
    sound = demo.example()[: 40 * PIECE]
    answers = streamed(demo, sound, ahead=ahead)
    whole = demo.run(Sample(sound), check_all(demo.params, {"ahead": ahead})).data
    np.testing.assert_allclose(mouths(answers), whole["mouth"], atol=0.002)
    told = [data["told"] + place for data in answers for place in range(len(data["mouth"]))]
    heard = [data["heard"] + place for data in answers for place in range(len(data["mel"]))]
    assert told == list(range(80 - ahead // 20))
    assert heard == list(range(80))
    assert [one for data in answers for one in data["closed"]] == whole["closed"]


def test_a_piece_of_two_hops_is_answered_whole_and_a_look_ahead_late(demo: LipsDemo) -> None:
    answers = streamed(demo, demo.example()[: 10 * PIECE])
    assert [len(data["mel"]) for data in answers] == [2] * 10
    assert [len(data["mouth"]) for data in answers] == [0, 0] + [2] * 8
    assert answers[-1]["behind"] == pytest.approx(0.08 + WINDOW / 2 / 16_000)
    now = streamed(demo, demo.example()[: 3 * PIECE], ahead=0)
    assert [len(data["mouth"]) for data in now] == [2, 2, 2]
    assert now[-1]["behind"] == pytest.approx(WINDOW / 2 / 16_000)


def test_lips_close_in_been_made_amiable_himself(demo: LipsDemo) -> None:
    closed = np.array(demo.run(Sample(demo.example()), check_all(demo.params, {})).data["closed"])
    assert np.sum(closed[1:] & ~closed[:-1]) >= 4
    assert closed.mean() < 0.3


def test_after_a_gap_the_count_goes_on_and_the_voice_begins_anew(demo: LipsDemo) -> None:
    sound = demo.example()[: 30 * PIECE]
    answers = streamed(demo, sound, gaps=(15,))
    assert [data["heard"] for data in answers] == list(range(0, 60, 2))
    assert answers[15]["mouth"] == []
    assert answers[17]["told"] == 30
    assert not np.allclose(answers[17]["mouth"], streamed(demo, sound)[17]["mouth"], atol=0.01)


def test_look_ahead_may_change_in_the_middle(demo: LipsDemo) -> None:
    memory: Memory = {}
    told = []
    for number in range(12):
        params = check_all(demo.params, {"ahead": 0 if number >= 6 else 80})
        answer = demo.run(Sample(demo.example()[number * PIECE : (number + 1) * PIECE]), params, memory)
        memory = answer.memory
        told.append((answer.data["told"], len(answer.data["mouth"])))
    assert told[5] == (6, 2)
    assert told[6] == (12, 2)


def test_what_is_remembered_is_small(demo: LipsDemo) -> None:
    memory = demo.run(Sample(demo.example()), check_all(demo.params, {})).memory
    assert len(codec.pack("lips", memory)) < 5000


def test_silence_opens_no_mouth_and_a_loud_sound_opens_the_baseline(demo: LipsDemo) -> None:
    quiet = np.random.default_rng(0).normal(0, 0.0001, 16_000).astype(np.float32)
    data = demo.run(Sample(quiet), check_all(demo.params, {})).data
    assert max(data["loudness"]) == 0
    assert set(data["said"][20:]) == {"sil"}
    loud = demo.run(Sample(demo.example()), check_all(demo.params, {})).data["loudness"]
    assert max(loud) == 1
    assert min(loud) < 0.2


def test_loudness_of_a_stream_fades_and_never_looks_ahead() -> None:
    windows = np.stack([np.full(WINDOW, level) for level in (0.5, 0.05, 0.05)])
    opening, loudest = loudness.followed(windows)
    assert opening[0] == pytest.approx(1)
    assert opening[1] < opening[2] < 0.25, "20 dB less, beside a loudest that fades"
    later, _ = loudness.followed(windows[1:], loudest)
    assert later[0] > opening[2]
    assert loudness.followed(np.zeros((0, WINDOW)), 0.3)[1] == 0.3


def test_a_drawn_mouth_opens_closes_and_is_the_one_that_the_page_draws() -> None:
    opened, shut = (outlines(MOUTH[VISEMES.index("aa")], closed=closed) for closed in (False, True))
    assert np.ptp(opened.inside[:, 1]) > 0.8
    assert np.ptp(shut.inside[:, 1]) == 0
    assert np.ptp(outlines(MOUTH[VISEMES.index("U")], closed=False).lips[:, 0]) < np.ptp(
        outlines(MOUTH[VISEMES.index("I")], closed=False).lips[:, 0]
    )
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        made = outlines(case["weights"], closed=case["closed"])
        for name, polygon in made._asdict().items():
            np.testing.assert_allclose(polygon, case[name], atol=1e-4)


def test_a_moment_is_drawn_as_a_face_and_a_sentence_as_a_strip(demo: LipsDemo) -> None:
    params = check_all(demo.params, {})
    sound = demo.example()
    moment, whole = Sample(sound[:PIECE]), Sample(sound)
    face = demo.render(moment, demo.run(moment, params), params)
    strip = demo.render(whole, demo.run(whole, params), params)
    assert (face.shape, strip.shape) == ((480, 640, 3), (360, 960, 3))
    alone = demo.render(moment, demo.run(moment, params), check_all(demo.params, {"beside": False}))
    assert (face != alone).any()


def test_frames_end_with_pieces() -> None:
    assert (WINDOW - HOP + PIECE - WINDOW) % HOP == 0
