"""The registry: what it finds and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.contract.registry import RegistryError, find_demos

GOOD = """
from models.contract.demo import Demo

class Mirror{suffix}(Demo):
    name = "{name}"
    title = "Mirror"
    summary = "Turns the picture round."
"""


def add(parent: Path, name: str, text: str) -> Path:
    folder = parent / name
    folder.mkdir()
    (folder / "demo.py").write_text(text)
    return folder


def test_the_demos_of_this_package_are_found() -> None:
    demos = find_demos()
    assert {"pose", "style"} <= set(demos)
    assert list(demos) == sorted(demos)
    assert all(demo.folder.name == name for name, demo in demos.items())


def test_a_further_folder_is_looked_into(tmp_path: Path) -> None:
    folder = add(tmp_path, "mirror", GOOD.format(name="mirror", suffix=""))
    (folder / "helper.py").write_text("ANSWER = 42\n")
    (folder / "demo.py").write_text("from .helper import ANSWER\n" + (folder / "demo.py").read_text())
    (tmp_path / "no_demo").mkdir()
    demos = find_demos([tmp_path])
    assert demos["mirror"].folder == folder.resolve()
    assert "no_demo" not in demos


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    add(tmp_path, "pose", GOOD.format(name="pose", suffix=""))
    with pytest.raises(RegistryError, match="Two demos are called 'pose'"):
        find_demos([tmp_path])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("import nosuchmodule", "cannot be imported: No module named 'nosuchmodule'"),
        ("x = (", "cannot be imported"),
        ("1 / 0", "cannot be imported: division by zero"),
        ("from models.contract.demo import Demo", "one subclass of Demo, not 0"),
        (GOOD.format(name="other", suffix="A") + GOOD.format(name="other", suffix="B"), "not 2"),
        (GOOD.format(name="another", suffix=""), "must be its folder's"),
        (GOOD.format(name="other", suffix="").replace("title", "headline"), "its title is missing"),
        (GOOD.format(name="other", suffix="") + "    max_batch = 0\n", "max_batch"),
        (
            GOOD.format(name="other", suffix="")
            + "    from models.contract.parameters import Switch\n"
            + "    params = (Switch(name='a', label='A', help='', default=True),) * 2\n",
            "the same name",
        ),
    ],
)
def test_what_breaks_the_contract_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    add(tmp_path, "other", text)
    with pytest.raises(RegistryError, match=complaint):
        find_demos([tmp_path])


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="no folder"):
        find_demos([tmp_path / "nowhere"])
