"""The same model behind this app, behind Gradio and behind FastRTC, side by side.

    make bench-peers                                     a reduced grid, a quarter of an hour
    make bench-peers ARGS="--visitors 1 4 16 --fps 10 30 --models 20 50 200 pose style"     the whole grid

Sets Gradio and FastRTC up in environments of their own under var/peers (FastRTC needs an older Gradio). Each cell is a
fresh server on one half of the cores and its visitors on the other half, on loopback, 640 × 480, the same frames. A
number in each frame's pixels tells which frame a rival's result shows, an answer's own number which one it is of here,
where the page composes: useful frames are those seen for the first time, and latency is from sending a frame to having
all that its picture is made of. Some of the pictures are compared with what the model makes of the frame without any
coding (PSNR, SSIM). Each rival runs at its defaults and tuned (Gradio: stream_every of one camera frame and
concurrency_limit as many as visitors; FastRTC: skip_frames and that concurrency_limit).

Writes var/peers.json, the table of docs/performance.md, and all cells and a plot beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.peers import report, task
from models.assets import assets
from tests.support.server import ROOT

HOME = ROOT / "var" / "peers"
TRUTH = HOME / "truth"
WAYS = ("ours", "gradio", "gradio tuned", "fastrtc", "fastrtc tuned")


def python_of(rival: str) -> str:
    """The interpreter of a rival's own environment, made and filled when it is first needed."""
    folder = HOME / rival
    python = folder / "bin" / "python"
    if not (folder / "done").exists():
        print(f"Setting up {rival}.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run(install(rival, python), check=True)
        (folder / "done").touch()
    return str(python)


def install(rival: str, python: Path) -> list[str]:
    """The command that fills a rival's environment: pinned packages alone, each checked by its hash."""
    pins = ROOT / f"requirements-peers-{rival}.txt"
    return [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(pins)]


def truth_of(model: str) -> Path:
    """A folder with what the model makes of each frame, made when it is first needed."""
    name = "timed" if model.isdigit() else model
    folder = TRUTH / name
    if not folder.exists():
        print(f"Working out what {name} makes of the frames.", flush=True)
        clip = str(assets.path("carphone.mp4"))
        subprocess.run([sys.executable, "-m", "benchmarks.peers.truth", clip, model, folder], cwd=ROOT, check=True)
    return folder


def halves() -> tuple[list[int], list[int]]:
    """Cores for the server and cores for the visitors."""
    cores = sorted(os.sched_getaffinity(0))
    half = max(1, len(cores) // 2)
    return cores[-half:], cores[:half]


def commands(way: str, port: int, model: str, visitors: int, fps: float) -> tuple[list[str], list[str], dict[str, str]]:
    """The server's command, the visitors' command without their numbers, and the server's environment."""
    base, every = f"http://127.0.0.1:{port}", 1 / fps
    clip = str(assets.path("carphone.mp4"))
    tuned = way.endswith("tuned")
    if way == "ours":
        demo, params = ("timed", {"ms": int(model)}) if model.isdigit() else (model, task.PARAMS.get(model, {}))
        client = [sys.executable, "-m", "benchmarks.peers.apps.own_client", base, demo, json.dumps(params)]
        settings = {"PORT": str(port), "DEMOS": demo, "DEMO_PATH": str(ROOT / "benchmarks" / "peers" / "demos")}
        return (
            [sys.executable, "wsgi.py"],
            [*client, "--every", str(every)],
            {**settings, "LOG_LEVEL": "WARNING", "PRELOAD": "all"},
        )
    rival = way.split()[0]
    python = python_of(rival)
    app = [python, "-m", f"benchmarks.peers.apps.{rival}_app", str(port), model]
    client = [python, "-m", f"benchmarks.peers.apps.{rival}_client", base, clip]
    if rival == "gradio":
        app += ["--every", str(every), "--limit", str(visitors)] if tuned else []
        return app, [*client, "--every", str(every if tuned else 0.5)], {}
    app += ["--skip", "--limit", str(visitors)] if tuned else []
    return app, [*client, "--every", str(every)], {}


@contextmanager
def served(command: Sequence[str], cores: Sequence[int], environment: dict[str, str], url: str) -> Iterator[Any]:
    """A server on these cores, once it answers; ended with all its children."""
    process = subprocess.Popen(
        ["taskset", "--cpu-list", ",".join(map(str, cores)), *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        _wait_for(url, process)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            if error.code != 503:
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise RuntimeError(f"nothing answers at {url}")


def settled(base: str, demo: str, seconds: float = 120) -> None:
    """Wait until this app's demo is loaded, which begins once it answers, and the spare worker's start has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:
                state = json.load(answer)["demos"][demo]["state"]
            with urllib.request.urlopen(f"{base}/metrics", timeout=5) as answer:
                spare = b"hype_workers_spare 1.0" in answer.read()
            if state == "ready" and spare:
                return
        time.sleep(0.3)
    raise RuntimeError(f"{demo} is not loaded")


def megabytes(server: psutil.Process) -> float:
    """Memory of a server and its children."""
    family = [server, *server.children(recursive=True)]
    return float(sum(one.memory_info().rss for one in family) / 1e6)


def cell(way: str, model: str, visitors: int, fps: float, seconds: float) -> dict[str, Any]:
    """One server, one crowd, and what became of it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server_cores, client_cores = halves()
    app, client, settings = commands(way, port, model, visitors, fps)
    files = Path(tempfile.mkdtemp(prefix="hype-peers-"))
    others = "" if model.isdigit() else ":".join(path for path in sys.path if path.endswith("site-packages"))
    environment = {
        **os.environ,
        "GRADIO_TEMP_DIR": str(files),
        "GRADIO_ANALYTICS_ENABLED": "False",
        "LATER_PACKAGES": others,
        **settings,
    }
    ready = f"http://127.0.0.1:{port}/" + ("readyz" if way == "ours" else "")
    try:
        with served(app, server_cores, environment, ready) as server:
            if way == "ours":
                settled(f"http://127.0.0.1:{port}", settings["DEMOS"])
            before = megabytes(server)
            command = ["taskset", "--cpu-list", ",".join(map(str, client_cores)), *client]
            command += ["--visitors", str(visitors), "--seconds", str(seconds), "--truth", str(truth_of(model))]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds + 120)
            if done.returncode:
                raise RuntimeError((done.stderr.strip().splitlines() or ["it said nothing"])[-1])
            seen = json.loads(done.stdout.splitlines()[-1])
            grown = megabytes(server) - before
        disk = sum(file.stat().st_size for file in files.rglob("*") if file.is_file()) / 1e6
    finally:
        shutil.rmtree(files, ignore_errors=True)
    about = {"way": way, "model": model, "visitors": visitors, "offered": fps, "seconds": seconds}
    return {**about, **report.summary(seen), "memory_mb": grown, "disk_mb": disk}


def attempt(way: str, model: str, visitors: int, fps: float, seconds: float) -> dict[str, Any]:
    """A cell, or why there is none."""
    try:
        return cell(way, model, visitors, fps, seconds)
    except (RuntimeError, subprocess.TimeoutExpired, ValueError) as error:
        return {"way": way, "model": model, "visitors": visitors, "offered": fps, "failed": str(error)[:300]}


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--models", nargs="+", default=["50", "pose", "style"])
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--fps", type=float, nargs="+", default=[30])
    parser.add_argument("--ways", nargs="+", default=list(WAYS))
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "peers.json")
    parser.add_argument("--keep", action="store_true", help="keep the other cells that --out already holds")
    options = parser.parse_args(argv)
    if not options.keep:
        shutil.rmtree(TRUTH, ignore_errors=True)
    found: list[dict[str, Any]] = json.loads(options.out.read_text()) if options.keep and options.out.exists() else []
    for model in options.models:
        for visitors in options.visitors:
            for fps in options.fps:
                for way in options.ways:
                    one = attempt(way, model, visitors, fps, options.seconds)
                    print(report.line(one), flush=True)
                    found = [*(other for other in found if report.place(other) != report.place(one)), one]
                    options.out.parent.mkdir(exist_ok=True)
                    options.out.write_text(json.dumps(found, indent=1))
    report.write(found, ROOT / "docs")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
