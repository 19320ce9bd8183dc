"""Sound to frames, phones to mouths, and the network's stream, without a recording."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from models.lips import weights
from models.lips.closing import closed, closed_next
from models.lips.network import LOOK_AHEAD, LipNet, Shape, names
from models.lips.sound import BANDS, FRAME_RATE, HOP, SAMPLE_RATE, WINDOW, Listener, frames_in, heard
from models.lips.training import data, evaluate, packs, rooms, scores, synthesis
from models.lips.training.realigning import realigned
from models.lips.training.targets import met, mouths, onsets, phones_at, targets
from models.lips.visemes import CLOSED, MOUTH, OPEN, PHONES, PRESS, VISEME_OF, VISEMES, WEIGHTS, to_visemes
from models.training import measuring


def noise(seconds: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, int(seconds * SAMPLE_RATE)).astype(np.float32)


def random_net() -> LipNet:
    shape, rng = Shape(16, 24), np.random.default_rng(0)
    return LipNet(shape, {name: rng.normal(0, 0.3, size) for name, size in names(shape).items()})


def test_every_phone_has_a_viseme_and_every_viseme_a_mouth() -> None:
    assert set(VISEME_OF.tolist()) == set(range(len(VISEMES)))
    assert MOUTH.shape == (len(VISEMES), len(WEIGHTS))
    assert [PHONES[i] for i in np.flatnonzero(VISEME_OF == CLOSED)] == ["p", "b", "m"]
    together = to_visemes(np.eye(len(PHONES), dtype=np.float32))
    np.testing.assert_array_equal(together.argmax(1), VISEME_OF)
    np.testing.assert_allclose(together.sum(1), 1)


@pytest.mark.parametrize("piece", [1, 7, 160, 320, 333, 4096])
def test_a_stream_in_pieces_is_heard_as_the_whole(piece: int) -> None:
    sound = noise(0.5) if piece > 1 else noise(0.1)
    listener = Listener()
    frames = np.concatenate([listener(sound[i : i + piece]) for i in range(0, len(sound), piece)])
    assert len(frames) == frames_in(len(sound))
    np.testing.assert_allclose(frames, heard(sound), atol=1e-4)


def test_no_frame_knows_what_follows() -> None:
    sound = noise(1.0)
    changed = sound.copy()
    changed[8000:] = 0.5
    before = frames_in(8000)
    np.testing.assert_array_equal(heard(sound)[:before], heard(changed)[:before])


def test_loudness_of_the_microphone_is_levelled_in_time() -> None:
    quiet, loud = heard(0.02 * noise(12.0)), heard(noise(12.0))
    assert np.abs(quiet[0] - loud[0]).mean() > 1
    assert np.abs(quiet[-1] - loud[-1]).mean() < 0.1


def test_too_little_sound_gives_no_frame() -> None:
    assert heard(noise(0)[: WINDOW - 1]).shape == (0, BANDS)


def test_lips_meet_for_b_and_open_for_a() -> None:
    visemes = np.repeat([VISEMES.index("aa"), CLOSED, VISEMES.index("aa")], [40, 14, 40])
    mouth = mouths(visemes)
    assert mouth[20, OPEN] > 0.85
    assert mouth[20, PRESS] < 0.05
    assert mouth[47, PRESS] > 0.95
    assert mouth[47, OPEN] < 0.1


def test_targets_follow_the_events() -> None:
    events = [(0.0, 0), (0.5, PHONES.index("m")), (0.7, PHONES.index("aa"))]
    phones, mouth = targets(events, 60)
    assert phones[int(0.6 * FRAME_RATE)] == PHONES.index("m")
    assert phones[int(0.8 * FRAME_RATE)] == PHONES.index("aa")
    assert mouth.shape == (60, len(WEIGHTS))
    assert phones_at(events, np.array([-1.0, 0.5, 9.0])).tolist() == [0, PHONES.index("m"), PHONES.index("aa")]


def test_a_closure_counts_once_and_only_near() -> None:
    state = np.zeros(50, bool)
    state[10:14] = state[30:33] = True
    assert onsets(state).tolist() == [10, 30]
    assert met(np.array([10, 30]), np.array([12, 13, 40])) == 1
    assert met(np.array([10]), np.array([7])) == 1
    assert met(np.array([10]), np.array([6])) == 0
    assert met(np.array([10]), np.array([16])) == 0


def test_a_perfect_answer_scores_one_and_a_wrong_one_less() -> None:
    visemes = np.repeat([0, CLOSED, 9, CLOSED, 5], 10)
    opening = MOUTH[visemes, OPEN]
    right = scores.Answer(visemes, opening, visemes, opening, (visemes == CLOSED).astype(float))
    found = scores.figures(scores.sums(right, 0.5))
    assert found == pytest.approx(dict.fromkeys(found, 1.0))
    wrong = right._replace(told=np.zeros_like(visemes), opened=1 - opening, closing=np.zeros(50))
    found = scores.figures(scores.sums(wrong, 0.5))
    assert found["frames"] == pytest.approx(0.2)
    assert found["opening"] == pytest.approx(-1)
    assert found["closure_f1"] == 0


def test_the_network_says_what_was_heard_a_look_ahead_ago() -> None:
    net, frames = random_net(), np.random.default_rng(3).normal(size=(40, BANDS)).astype(np.float32)
    whole = net.whole(frames)
    assert whole.visemes.shape == (40, len(VISEMES))
    memory = net.begin()
    live = [net.step(memory, frame) for frame in frames]
    np.testing.assert_allclose(live[30].mouth, whole.mouth[30 - LOOK_AHEAD], atol=1e-6)
    np.testing.assert_allclose(whole.visemes.sum(1), 1, atol=1e-5)


def test_diphthongs_glide_and_glottal_stops_are_not_seen() -> None:
    events = packs.phone_events([(0, 0.1, "h#"), (0.1, 0.2, "ay"), (0.2, 0.25, "q"), (0.25, 0.3, "bcl")])
    assert [PHONES[phone] for _, phone in events] == ["sil", "aa", "ih", "b"]
    assert events[2][0] == pytest.approx(0.16)
    with pytest.raises(packs.PackError, match="xyz"):
        packs.phone_events([(0, 1, "xyz")])


def test_ipa_of_both_languages_becomes_phones() -> None:
    events = synthesis.ipa_events([(0.1, "m"), (0.2, "ɐ̃ʊ̃"), (0.3, "tʃ"), (0.4, "_:")])
    assert [PHONES[phone] for _, phone in events] == ["sil", "m", "aa", "uh", "t", "sh", "sil"]
    assert events[3][0] == pytest.approx(0.255)


def test_resampling_keeps_a_tone() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(22050) / 22050).astype(np.float32)
    again = synthesis.resampled(tone, 22050, SAMPLE_RATE)
    np.testing.assert_allclose(again, np.sin(2 * np.pi * 440 * np.arange(SAMPLE_RATE) / SAMPLE_RATE), atol=1e-3)


def test_speaking_faster_moves_the_events() -> None:
    speech = packs.Speech(noise(1.0), [(0.0, 0), (0.5, 3)], "a", "b")
    faster = rooms.quicker(speech, 1.25)
    assert len(faster.sound) == pytest.approx(0.8 * SAMPLE_RATE, abs=1)
    assert faster.events[1][0] == pytest.approx(0.4)


def test_noise_is_as_loud_as_it_is_said_to_be() -> None:
    rng = np.random.default_rng(0)
    for slope in (0.0, 1.0, 2.0):
        assert rooms.coloured(16000, slope, rng).std() == pytest.approx(1, abs=1e-3)


def test_speakers_are_in_one_part_only() -> None:
    speakers = [f"dr{i}-xxx{i}" for i in range(10)]
    train, choose, report = packs.parted(speakers)
    assert sorted(train + choose + report) == speakers
    assert (len(train), len(choose), len(report)) == (7, 1, 2)
    assert packs.parted(reversed(speakers)) == (train, choose, report)


def write_pack(folder: Path, speakers: list[str]) -> Path:
    for number, speaker in enumerate(speakers):
        home = folder / "speech" / "timit" / speaker
        home.mkdir(parents=True)
        for sentence in ("sa1", f"si{number}"):
            sound = (noise(1.2, number) * 32767).astype(np.int16)
            with wave.open(str(home / f"{sentence}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(SAMPLE_RATE)
                file.writeframes(sound.tobytes())
            (home / f"{sentence}.phn").write_text("0 4000 h#\n4000 8000 bcl\n8000 16000 aa\n16000 19200 h#\n")
    return folder


def test_the_evaluation_leaves_out_who_was_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = write_pack(tmp_path / "pack", ["one", "two", "three"])
    net = random_net()
    file = tmp_path / "weights.npz"
    arrays = {name: net.weights[name] for name in names(net.shape)}
    weights.save(file, net.shape, arrays, ["one"], ["sa1", "si0"], 0.5)
    assert evaluate.main(["--data", str(pack), "--weights", str(file), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found = json.loads(out)
    assert sorted(found["by_speaker"]) == ["three", "two"]
    assert (found["sentences"], found["with_sentences_heard_from_others"]["sentences"]) == (2, 4)
    assert found["weights_sha256"] == measuring.sha256(file)
    assert evaluate.main(["--data", str(pack), "--weights", str(file), "--all", "--json"]) == 0
    assert "one" in json.loads(capsys.readouterr().out)["by_speaker"]


def test_variants_are_chosen_by_the_speaker_kept_apart_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write_pack(tmp_path / "pack", [f"dr{i}-xxx{i}" for i in range(10)])
    net, file = random_net(), tmp_path / "weights.npz"
    weights.save(file, net.shape, {name: net.weights[name] for name in names(net.shape)}, [], [], 0.5)
    assert evaluate.main(["--data", str(pack), "--weights", str(file), "--choosing", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["speakers"], found["sentences"]) == (1, 1), "sa1 is read by everybody"
    assert "by_speaker" not in found
    assert "value" not in found, "nothing for the card"


@pytest.mark.parametrize("lost", [[], [9001], [5000, 20001], [4000, 12345, 30002]])
def test_samples_are_realigned_where_bytes_were_lost(lost: list[int]) -> None:
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    sound = (3000 * np.sin(2 * np.pi * 180 * time) * (1 + np.sin(7 * time))).astype("<i2")
    data = np.delete(np.frombuffer(sound.tobytes(), np.uint8), lost).tobytes()
    mended, switches = realigned(data)
    assert switches == len(lost)
    assert len(mended) == len(data) // 2
    shift = (len(lost) + 1) // 2
    np.testing.assert_allclose(mended[:1900], sound[:1900], atol=1)
    wrong = np.abs(mended[16000:-2].astype(int) - sound[16000 + shift : len(mended) + shift - 2])
    wrong_other = np.abs(
        mended[16000:-2].astype(int) - sound[16000 + len(lost) // 2 : len(mended) + len(lost) // 2 - 2]
    )
    assert min(np.median(wrong), np.median(wrong_other)) <= 1


def test_lips_do_not_flutter() -> None:
    closings = np.array([0.1, 0.6, 0.4, 0.55, 0.3, 0.2, 0.45, 0.6])
    assert closed(closings, 0.5).tolist() == [False, True, True, True, True, False, False, True]
    assert closed_next(False, 0.5, 0.5)


def test_a_pack_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(packs.PackError, match="timit"):
        packs.read(tmp_path)


def test_pieces_are_drawn_alike_by_the_same_seed() -> None:
    speech = packs.Speech(noise(4.0), [(0.0, 0), (1.0, 3)], "a", "b")
    corpus = data.prepared([speech], 2, np.random.default_rng(0))
    first, again = (data.draw([(corpus, 1.0)], 3, np.random.default_rng(5)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert first[0].shape == (3, data.LENGTH + LOOK_AHEAD, BANDS)
    assert HOP * FRAME_RATE == SAMPLE_RATE
