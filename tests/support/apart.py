"""Runs a module in a network of its own, where it can make up interfaces and change them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from tests.support.server import ROOT


def in_a_network_of_its_own(module: str, *args: str) -> None:
    """Skips where this system lets nobody have one; AssertionError with its traceback where the module fails."""
    unshare, ip = shutil.which("unshare"), shutil.which("ip") or shutil.which("ip", path="/usr/sbin:/sbin")
    if unshare is None or ip is None:
        pytest.skip("this system has no unshare, or no ip, to make up interfaces with")
    alone = [unshare, "--map-root-user", "--net"]
    probe = f"{ip} link add probe0 type veth peer name probe1"
    if subprocess.run([*alone, "sh", "-c", probe], capture_output=True).returncode:
        pytest.skip("this system lets nobody make up a network")
    command = [*alone, sys.executable, "-m", module, *args]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, re.sub(r"(?s)^.*(?=Traceback)", "", ended.stderr)[-3000:]
