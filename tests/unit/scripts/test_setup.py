"""Set-up: what is skipped, what is chosen, and that pins, locks and notices agree."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from models.assets.clients import explain
from scripts import setup, third_party, vendor

ROOT = Path(__file__).parents[3]


@pytest.fixture
def stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(setup, "STAMPS", tmp_path)
    return tmp_path


def test_a_step_runs_once_for_each_key(stamps: Path) -> None:
    runs: list[int] = []

    def step() -> None:
        runs.append(1)

    for key, mode, expected in [
        ("a", "serve", 1),
        ("a", "serve", 1),
        ("a", "dev", 2),  # tests need more than serving does
        ("a", "serve", 2),  # and what they need holds all that serving does
        ("b", "serve", 3),
    ]:
        setup.once("step", mode, key, lambda: True, step)
        assert len(runs) == expected
    setup.once("step", "serve", "b", lambda: False, step)  # what it made is gone
    assert len(runs) == 4
    (stamps / "step").write_text("nonsense")
    setup.once("step", "serve", "b", lambda: True, step)
    assert len(runs) == 5


def test_serving_after_testing_installs_nothing(stamps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(setup, "VENV", stamps)
    monkeypatch.setattr(setup, "PYTHON", stamps / "pyvenv.cfg")
    (stamps / "pyvenv.cfg").write_text("version = 3.11.7\n")
    monkeypatch.setattr(setup, "runs", lambda command: False)  # no GPU
    monkeypatch.setattr(setup, "pip_install", lambda file: installed.append(file.name))
    for mode in ("serve", "serve", "dev", "serve", "dev"):
        setup.install_python(mode)
    assert installed == ["requirements.txt", "requirements-dev.txt"]


def test_a_failing_step_is_not_stamped(stamps: Path) -> None:
    def step() -> None:
        raise setup.SetupError("no")

    with pytest.raises(setup.SetupError):
        setup.once("step", "serve", "a", lambda: True, step)
    assert not (stamps / "step").exists()


def test_the_build_of_tensorflow_follows_the_machine(stamps: Path) -> None:
    assert [file.name for file in setup.requirement_files("serve", False)] == ["requirements.txt"]
    assert [file.name for file in setup.requirement_files("dev", False)] == ["requirements-dev.txt"]
    assert [file.name for file in setup.requirement_files("serve", True)] == ["requirements-gpu.txt"]
    gpu, tools = setup.requirement_files("dev", True)
    assert gpu.name == "requirements-gpu.txt"
    text = tools.read_text()
    assert "tensorflow-cpu==" not in text
    assert "pytest==" in text
    assert len(third_party.pins(text)) == len(third_party.pins((ROOT / "requirements-dev.txt").read_text())) - 1


def test_a_change_of_any_input_changes_the_key(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a")
    first = setup.digest([file], "x")
    assert setup.digest([file], "x") == first
    assert setup.digest([file], "y") != first
    file.write_text("b")
    assert setup.digest([file], "x") != first


def test_missing_model_files_are_noticed_though_there_is_a_stamp(tmp_path: Path) -> None:
    manifest = tmp_path / "assets.toml"
    manifest.write_text('[asset.a]\nfile = "a"\nsize = 3\n[asset.b]\nfile = "b"\nsize = 9\noptional = true\n')
    assert not setup.has_assets(manifest)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "a").write_text("xyz")
    assert setup.has_assets(manifest)
    (tmp_path / "cache" / "a").write_text("xy")
    assert not setup.has_assets(manifest)


@pytest.mark.parametrize(
    "name",
    [f"requirements{end}.txt" for end in ("", "-gpu", "-dev", "-node", "-ray", "-peers-gradio", "-peers-fastrtc")],
)
def test_every_package_is_pinned_with_hashes_and_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=[a-z])", text)
    assert len(blocks) == len(third_party.pins(text))
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?://|--index-url|--find-links", text)


def test_all_requirements_files_agree_on_what_they_share() -> None:
    pins = {
        name: set(third_party.pins((ROOT / f"{name}.txt").read_text()))
        for name in ("requirements", "requirements-gpu", "requirements-dev")
    }
    assert pins["requirements"] < pins["requirements-dev"]
    differing = pins["requirements"] - pins["requirements-gpu"]
    assert {name for name, _ in differing} <= {"tensorflow-cpu"}


def test_the_lock_file_names_no_registry_and_checks_everything() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    package = json.loads((ROOT / "package.json").read_text())
    entries = {path: entry for path, entry in lock["packages"].items() if path}
    assert all("integrity" in entry and "resolved" not in entry for entry in entries.values())
    wanted = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert all(entries[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())


def test_the_notices_are_current() -> None:
    rows = re.findall(r"^\| (\S+) \| ([^|]+?) \| ([^|]+) \|", (ROOT / "THIRD_PARTY.md").read_text(), re.MULTILINE)
    listed = {(name, version) for name, version, _ in rows if name not in ("what", "---")}
    expected = {pin for file in third_party.RUNTIME for pin in third_party.pins((ROOT / file).read_text())}
    others = (
        *third_party.node_rows(),
        *third_party.asset_rows(),
        *third_party.trained_rows(),
        *third_party.recording_rows(),
    )
    expected |= {(row.name, row.version) for row in others}
    assert listed == expected, "run `make third-party`"
    assert all(licence.strip() for _, _, licence in rows)


def test_weights_that_were_trained_here_name_their_data() -> None:
    weights = {f"{file.parent.name}/{file.name}" for file in ROOT.glob("models/*/weights.npz")}
    assert weights
    assert {row.name for row in third_party.trained_rows()} == weights


def test_vendor_copies_licences_beside_scripts_and_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "SOURCE", tmp_path / "node_modules")
    monkeypatch.setattr(vendor, "TARGET", tmp_path / "vendor")
    with pytest.raises(vendor.VendorError, match="is missing"):
        vendor.copy()
    for name, source in vendor.files().items():
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    vendor.copy()
    assert vendor.is_complete()
    assert (tmp_path / "vendor" / "fonts" / "literata-latin-wght-italic.woff2").exists()
    assert len(list((tmp_path / "vendor").rglob("*.LICENSE"))) == 3


@pytest.mark.parametrize(
    ("version", "suits"), [("3.10", False), ("3.11", True), ("3.13", True), ("3.14", False), (None, False)]
)
def test_python_is_chosen_by_its_version(tmp_path: Path, version: str | None, suits: bool) -> None:
    """A PATH with one python3 that says it is that version, or with none at all."""
    commands = tmp_path / "bin"
    commands.mkdir()
    if version:
        major, minor = version.split(".")
        fake = commands / "python3"
        fake.write_text(
            "#!/bin/sh\n"
            f'case "$2" in *exit*) [ {minor} -ge 11 ] && [ {minor} -le 13 ];; *) echo "Python {major}.{minor}";; esac\n'
        )
        fake.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find_python.sh")],
        env={"PATH": str(commands)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is suits
    if suits:
        assert done.stdout.strip() == "python3"
    else:
        assert "This app needs Python 3.11, 3.12 or 3.13; found" in done.stderr
        assert (f"Python {version}" if version else "no Python 3") in done.stderr


def test_pip_s_hash_error_is_said_plainly() -> None:
    said = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
    assert "its hash differs" in explain(said, "The Python packages", "pypi", setup.AGAIN)
