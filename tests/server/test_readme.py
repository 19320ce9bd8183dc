"""The README's curl commands, in their order, against a real server with the real models."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.server import ROOT, Server

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl was not found on this machine"),
]


def commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.startswith("curl ")]


def test_the_readmes_curl_commands_work(tmp_path: Path) -> None:
    upload = ""
    with Server(demos="pose,style") as server:
        for command in commands():
            line = command.replace("http://localhost:5000", f"http://localhost:{server.port}")
            words = [word.replace("=ID", f"={upload}") for word in shlex.split(line)]
            done = subprocess.run([*words, "--fail", "--silent"], cwd=tmp_path, capture_output=True, timeout=60)
            assert done.returncode == 0, command
            if "-o" in words:
                data = (tmp_path / words[words.index("-o") + 1]).read_bytes()
                assert data.startswith(b"\xff\xd8" if words[-1].endswith(".jpg") else b"\x89PNG"), command
            elif "/api/uploads" in line:
                upload = json.loads(done.stdout)["id"]
            elif "/api/demos/pose" in line:
                assert len(json.loads(done.stdout)["data"]["people"]) == 1
            else:
                assert done.stdout, command
    assert upload
