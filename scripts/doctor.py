"""Looks whether this machine can serve the site, and says what to do where it cannot: make doctor

Standard library alone at the top: it runs before anything is installed. Settings come from the environment, as for
serving. Exit code 1 when something would keep visitors from using the site.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DISK_GB = 2.0
MEMORY_GB = 2.0
MARKS = {"good": "✓", "bad": "✗", "note": "–"}
DEVICES = "import tensorflow as tf; print(*[d.device_type for d in tf.config.list_physical_devices()])"


@dataclass(frozen=True)
class Finding:
    """``state`` is good, bad (visitors are kept out) or note. ``remedy`` is the next step, empty where all is well."""

    state: str
    what: str
    remedy: str = ""


def main() -> int:
    """Look at everything and print it. Returns the exit code."""
    bad = 0
    for name, look in CHECKS.items():
        for finding in _looked(look):
            bad += finding.state == "bad"
            sys.stdout.write(f"{MARKS[finding.state]} {name}: {finding.what}\n")
            if finding.remedy:
                sys.stdout.write(f"    {finding.remedy}\n")
    sys.stdout.write("\nReady to serve.\n" if not bad else f"\n{bad} to mend before serving.\n")
    return 1 if bad else 0


def _looked(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except Exception as error:  # one look that fails must not hide the others
        yield Finding("bad", f"could not be looked at ({type(error).__name__}: {error})", "Run make setup, then again.")


def python() -> Iterator[Finding]:
    found = "{}.{}.{}".format(*sys.version_info[:3])
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        yield Finding("bad", found, "Install Python 3.11, 3.12 or 3.13; TensorFlow has no build for this one.")
    elif not (ROOT / ".venv" / "bin" / "python").exists():
        yield Finding("bad", f"{found}, but nothing is installed yet", "Run make setup.")
    else:
        yield Finding("good", found)


def processor() -> Iterator[Finding]:
    from models.contract.processor import lacking_here

    if lacks := lacking_here():
        yield Finding(
            "bad",
            f"it has no {lacks}, and TensorFlow's builds end by SIGILL without",
            "Take a machine made after 2012; in a virtual one let the host's processor through (QEMU: -cpu host).",
        )
    else:
        yield Finding("good", f"{os.cpu_count()} cores, with what TensorFlow's builds need")


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(ROOT).free / 1e9
    needed = 0.1 if (ROOT / ".venv").exists() else DISK_GB
    state = "good" if free >= needed else "bad"
    yield Finding(state, f"{free:.1f} GB free", "" if state == "good" else f"Free {needed:g} GB on this disk.")
    folder = data_dir()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(nearest, os.W_OK):
        yield Finding(
            "note",
            f"{folder} cannot be written: secret, votes and certificate are lost at each stop",
            "Let this user write there, or name another folder with DATA_DIR.",
        )


def memory() -> Iterator[Finding]:
    with contextlib.suppress(OSError):
        text = Path("/proc/meminfo").read_text(encoding="ascii")
        free = int(text.split("MemAvailable:")[1].split()[0]) / 1e6
        state = "good" if free >= MEMORY_GB else "note"
        yield Finding(
            state,
            f"{free:.1f} GB available",
            "" if state == "good" else "A worker takes 1 to 2 GB: DEMOS=pose needs less.",
        )


def port() -> Iterator[Finding]:
    number, host = int(os.environ.get("PORT", "5000")), os.environ.get("HOST", "127.0.0.1")
    host = "0.0.0.0" if os.environ.get("LAN") == "1" else host  # noqa: S104  as serving would
    try:
        with socket.create_server((host, number)):
            yield Finding("good", f"{number} on {host} is free")
    except OSError as error:
        yield Finding(
            "bad",
            f"{number} on {host} cannot be used ({error.strerror})",
            f"Stop what uses it (this server, perhaps), or make serve PORT={number + 1}.",
        )


def gpu() -> Iterator[Finding]:
    said = _said(["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"], 20)
    if said is None:
        yield Finding(
            "note",
            "none answers (nvidia-smi); models run on the processor",
            "If there is one, install its driver, then make setup.",
        )
        return
    yield Finding("good", said.replace("\n", "; "))
    devices = _said([str(ROOT / ".venv/bin/python"), "-c", DEVICES], 180)
    if devices is None:
        yield Finding("bad", "TensorFlow cannot be imported", "Run make setup.")
    elif "GPU" in devices.split():
        yield Finding("good", "TensorFlow sees it")
    else:
        yield Finding(
            "bad",
            "TensorFlow does not see it",
            "Run make setup: it installs the build for GPUs. Else renew the driver.",
        )


def models() -> Iterator[Finding]:
    from models.assets import assets
    from scripts import vendor

    wanted = {name: asset for name, asset in assets.manifest().items() if not asset.optional}
    broken = [name for name, asset in wanted.items() if not assets.is_intact(assets.CACHE / asset.file, asset)]
    if broken:
        yield Finding("bad", f"missing or damaged: {', '.join(broken)}", "Run make assets.")
    else:
        yield Finding("good", f"{len(wanted)} files verified by SHA-256")
    if not vendor.is_complete():
        yield Finding("bad", "the pages' scripts and fonts are not there", "Run make setup.")


def camera() -> Iterator[Finding]:
    """Browsers give the camera to secure origins alone."""
    if os.environ.get("LAN") == "1":
        yield Finding("good", "given by browsers on https, and on localhost")
    elif os.environ.get("ORIGINS", "").startswith("https://"):
        yield Finding("good", f"given by browsers on {os.environ['ORIGINS'].split(',')[0]}")
    else:
        yield Finding(
            "note",
            "given by browsers on this machine alone, as localhost",
            "For phones and laptops of a class: make serve LAN=1.",
        )


def certificate() -> Iterator[Finding]:
    folder = data_dir() / "tls"
    if os.environ.get("LAN") != "1" and not folder.exists():
        yield Finding("note", "none; LAN=1 makes one at its first start")
        return
    if not (folder / "site.pem").is_file():
        yield Finding("note", "none yet; it is made at the first start with LAN=1")
        return
    yield from _looked_at(folder)


def _looked_at(folder: Path) -> Iterator[Finding]:
    from cryptography import x509

    for key in sorted(folder.glob("*.key")):
        if stat.S_IMODE(key.stat().st_mode) & 0o077:
            yield Finding("bad", f"{key.name} can be read by others", f"chmod 600 {key}")
    found = x509.load_pem_x509_certificate((folder / "site.pem").read_bytes())
    until = f"{found.not_valid_after_utc:%Y-%m-%d}"
    if found.not_valid_after_utc - datetime.now(UTC) < timedelta(days=1):
        yield Finding("bad", f"good until {until}", "Restart the server: it makes a new one.")
        return
    from webapp.config import load
    from webapp.lan.network import host_names, lan_addresses

    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    has = {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}
    config = load(lan=True)
    missing = sorted(host_names(config, lan_addresses(config)) - has)
    if missing:
        yield Finding(
            "note",
            f"good until {until}, but not for {', '.join(missing)}",
            "The next start makes one for them; devices need not trust anything anew.",
        )
    else:
        yield Finding("good", f"good until {until}, for {len(has)} names and addresses")


def votes() -> Iterator[Finding]:
    """The file is only read: it may be in use."""
    import sqlite3

    from webapp.classroom import votefile

    file = data_dir() / "votes.sqlite"
    try:
        if not file.exists():
            yield Finding("note", "none yet; the file is made at the first start")
        elif votefile.form_of(file) > votefile.VERSION:
            yield Finding(
                "bad",
                f"{file} was written by a newer version, so votes are off",
                "Run that version, or move the file elsewhere: then votes begin anew.",
            )
        elif not os.access(file, os.R_OK | os.W_OK):
            yield Finding("bad", f"{file} may not be written, so votes are off", _owner_remedy(file))
        else:
            yield Finding("good", f"{votefile.count(file)} votes")
    except sqlite3.Error as error:
        if votefile.trouble_of(error) is votefile.Trouble.DAMAGED:
            yield Finding(
                "note",
                f"{file} is damaged: the next start puts it aside and begins anew",
                "A copy of earlier votes may be in DATA_DIR/backups.",
            )
        else:
            yield Finding("bad", f"{file} cannot be read ({error}), so votes are off", _owner_remedy(file))
    for kept in votefile.aside(file):
        remedy = f"sqlite3 {kept} .recover shows what can still be read; delete it when you do not need it."
        yield Finding("note", f"damaged, put aside: {kept.name}", remedy)


def _owner_remedy(file: Path) -> str:
    return f"Let this user read and write it (chown, chmod 600), or move {file.name} elsewhere."


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / "var")


def _said(command: list[str], seconds: float) -> str | None:
    """What a command printed, or None where it cannot be run or fails."""
    try:
        ended = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout.strip() if ended.returncode == 0 else None


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "Python": python,
    "Processor": processor,
    "Disk": disk,
    "Memory": memory,
    "Port": port,
    "GPU": gpu,
    "Models": models,
    "Camera": camera,
    "Certificate": certificate,
    "Votes": votes,
}

if __name__ == "__main__":
    sys.exit(main())
