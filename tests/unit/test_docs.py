"""README and docs/: what they show is what there is."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import flask
import pytest
from werkzeug.exceptions import HTTPException

from models.contract.parameters import Parameter, check_all
from models.contract.pictures import STILL
from models.contract.registry import find_demos
from scripts import tables
from webapp.config import Config, load
from webapp.engine.streams import Answer, Stream
from webapp.errors import BY_CODE
from webapp.http import api, pages
from webapp.lesson.queries import value_of
from webapp.live.live import Live
from webapp.live.uploads import Uploads
from webapp.metrics import Metrics

ROOT = Path(__file__).parents[2]
README, OPERATIONS = ROOT / "README.md", ROOT / "docs/operations.md"
PROTOCOL, ADDING = ROOT / "docs/protocol.md", ROOT / "docs/adding-a-demo.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
SCREENSHOTS = ROOT / "docs" / "screenshots"
MAKEFILE = (ROOT / "Makefile").read_text()
SERVER = "http://localhost:5000"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def fenced(page: Path, language: str) -> list[str]:
    """The contents of a page's code blocks in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """What its headings are called in links."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


# -- what is copied from the code ------------------------------------------------------------------------


def test_the_example_demos_are_those_that_run() -> None:
    names = ("negative", "loudness", "drifting")
    assert fenced(ADDING, "python") == [(ROOT / f"tests/demos/{name}/demo.py").read_text() for name in names]


@each_page
def test_tables_are_current(page: Path) -> None:
    text = page.read_text()
    assert tables.renew(text) == text, "run: python -m scripts.tables"


def test_there_is_a_table_for_the_settings_and_for_every_demo() -> None:
    assert tables.names(OPERATIONS.read_text()) == ["settings"]
    for name in find_demos():
        assert tables.names((ROOT / f"docs/demos/{name}.md").read_text()) == [name]


def test_every_setting_has_its_reason() -> None:
    assert [name for name, field in Config.model_fields.items() if not field.description] == []


def test_a_stale_table_is_seen() -> None:
    text = OPERATIONS.read_text()
    assert tables.renew(text.replace("| `PORT` | `5000` |", "| `PORT` | `80` |")) == text
    with pytest.raises(KeyError):
        tables.renew("<!-- table: nothing -->\n<!-- end of table -->")


def test_every_code_stands_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d{3}) \|", PROTOCOL.read_text(), re.MULTILINE)
    assert {code: int(status) for code, status in rows} == {code: kind.status for code, kind in BY_CODE.items()}


def test_every_series_of_the_metrics_is_named() -> None:
    named = set(re.findall(r"^\| `(hype_\w+)", OPERATIONS.read_text(), re.MULTILINE))
    registered = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name for metric in Metrics().registry.collect()
    }
    gauges = set(re.findall(r'metrics\.gauge\("(\w+)"', (ROOT / "webapp/factory.py").read_text()))
    assert gauges
    assert named == registered | gauges


class Wire:
    """Stands where python-socketio's server does and keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, tuple[dict[str, object], bytes | None]]] = []

    def on(self, *_: object, **__: object) -> None: ...

    def emit(self, event: str, body: tuple[dict[str, object], bytes | None], **_: object) -> None:
        self.sent.append((event, body))


def test_the_protocols_examples_have_the_fields_that_are_sent() -> None:
    wire = Wire()
    pose = find_demos()["pose"]
    live = Live(wire, None, {"pose": pose}, load(), Uploads(), Metrics())  # type: ignore[arg-type]
    stream = Stream("s", "v", "pose", check_all(pose.params, {}))
    stages = dict.fromkeys(("wait", "decode", "predict", "render", "encode", "total"), 1.0)
    live._reply(Answer(stream, 1, 0.0, timing=stages))
    ((event, (head, _)),) = wire.sent
    (block,) = fenced(PROTOCOL, "json")
    shown = [json.loads(text.replace("<JPEG>", "null").replace("[…]", "[]")) for text in block.split("\n\n")]
    by_event = {message[0]: message[1] for message in shown if isinstance(message, list)}
    opened = next(message for message in shown if isinstance(message, dict) and message["ok"])
    assert set(by_event[event]) == set(head)
    assert set(by_event[event]["timing"]) == set(stages)
    assert set(opened) == set(live._opened(stream, pose))
    assert opened["params"] == stream.params


PIXELS = [README, PROTOCOL, ROOT / "docs/demos/colorization.md", *(ROOT / "models/colorization").glob("texts.*.toml")]


@pytest.mark.parametrize("page", PIXELS, ids=lambda page: page.name)
def test_how_large_a_picture_may_be_is_the_same_everywhere(page: Path) -> None:
    kept, taken = STILL.most_kept / 1e6, STILL.max_pixels / 1e6
    told = {float(number.replace(",", ".")) for number in re.findall(r"([\d.,]+\d) megapixels", page.read_text())}
    assert told
    assert told <= {kept, taken}


def test_the_page_has_the_servers_numbers() -> None:
    queue = (ROOT / "models/colorization/page/queue.js").read_text()
    content = (ROOT / "static/js/shared/stage/content.js").read_text()
    assert f"MOST_PIXELS = {STILL.most_kept:_};" in queue
    assert f"MOST_BYTES = {Config.model_fields['max_upload_bytes'].default:_};" in content
    assert set(re.findall(r'"(\w+)"', content[content.index("SERVED") :].partition(";")[0])) == {
        name.lower() for name in STILL.formats
    }


@pytest.mark.parametrize("name", list(find_demos()))
def test_a_demos_example_data_is_json(name: str) -> None:
    (block,) = fenced(ROOT / f"docs/demos/{name}.md", "json")
    assert json.loads(block)


# -- what is pointed to ----------------------------------------------------------------------------------


@each_page
def test_links_and_pictures_are_there(page: Path) -> None:
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        path, _, anchor = target.partition("#")
        if urlsplit(target).scheme:
            continue
        file = (page.parent / path).resolve() if path else page
        if file.is_relative_to(SCREENSHOTS) and not SCREENSHOTS.exists():
            continue
        assert file.is_relative_to(ROOT), target
        if not file.exists() or (anchor and anchor not in anchors(file)):
            missing.append(target)
    assert missing == []


@each_page
def test_files_that_are_named_are_there(page: Path) -> None:
    folders = "webapp|models|scripts|static/js|tests|benchmarks|docs"
    names = re.findall(rf"`((?:{folders})/[\w/.-]+\.(?:py|js|toml|md))`", prose(page))
    assert [name for name in names if not (ROOT / name).exists()] == []


@each_page
def test_modules_that_are_run_are_there(page: Path) -> None:
    modules = re.findall(r"python -m ((?:benchmarks|scripts|models)\.[\w.]+)", page.read_text())
    places = {name: ROOT / name.replace(".", "/") for name in modules}
    assert [
        name
        for name, place in places.items()
        if not place.with_suffix(".py").exists() and not (place / "__main__.py").exists()
    ] == []


@each_page
def test_make_has_what_is_named(page: Path) -> None:
    code = [*re.findall(r"`([^`\n]+)`", prose(page)), *"".join(fenced(page, "sh")).splitlines()]
    targets = [found[1] for text in code if (found := re.match(r"make ([a-z-]+)", text))]
    assert [target for target in targets if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)] == []


def test_makes_targets_are_seen() -> None:
    assert re.search(r"^serve:", MAKEFILE, re.MULTILINE)
    assert {"Start", "Demos"} <= {title.title() for title in anchors(README)}


@each_page
def test_settings_that_are_named_exist(page: Path) -> None:
    known = {name.upper() for name in Config.model_fields} | {
        "PYTHON",
        "ARGS",
        "HTTPS_PROXY",
        "SIGKILL",
        "INFO",
        "MEMORY_LIMIT",
        "WAYS",
    }
    named = set(re.findall(r"`([A-Z][A-Z_]{2,})(?:=[^`]*)?`", prose(page)))
    assert named - known == set()


# -- what must not be there ------------------------------------------------------------------------------


@each_page
def test_nothing_of_this_machine_and_no_registrys_host(page: Path) -> None:
    text = page.read_text()
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s)>`\"…]+", text)}
    assert {host for host in hosts if not _is_example(host)} == set()
    assert not re.search(r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com))\b", text)


def _is_example(host: str | None) -> bool:
    return (
        host in {None, "", "localhost", "127.0.0.1", "name"}
        or str(host).endswith(".example.org")
        or (str(host).startswith("192.168."))
    )


# -- the README's commands -------------------------------------------------------------------------------


def commands() -> list[list[str]]:
    """Every command of the README's ``sh`` blocks, as words."""
    return [shlex.split(line) for block in fenced(README, "sh") for line in block.splitlines() if line.strip()]


def curls() -> Iterator[tuple[list[str], str]]:
    for words in commands():
        if words[0] == "curl":
            (url,) = [word for word in words if word.startswith("http")]
            yield words, url


def test_the_readme_has_only_commands_that_are_known() -> None:
    assert [words for words in commands() if words[0] != "curl"] == [["make", "serve"], ["make", "test"]]
    assert len(list(curls())) >= 5
    assert "make test" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize(("words", "url"), list(curls()), ids=lambda value: value if isinstance(value, str) else "")
def test_what_curl_asks_for_is_there(words: list[str], url: str) -> None:
    assert url.startswith(SERVER)
    assert {word for word in words if word.startswith("-")} <= {"-o", "-F", "-H", "-c", "-b", "--data-binary"}
    app = flask.Flask("docs")
    app.register_blueprint(pages.bp)
    app.register_blueprint(api.bp)
    method = "POST" if {"-F", "--data-binary"} & set(words) else "GET"
    address = urlsplit(url)
    try:
        endpoint, values = app.url_map.bind("localhost").match(address.path, method)
    except HTTPException as error:
        pytest.fail(f"{method} {address.path}: {error}")
    if endpoint == "api.run":
        demo = find_demos()[values["name"]]
        check_all(demo.params, _typed(demo.params, address.query))
    if endpoint == "pages.clip":
        assert values["file"] in pages.BUILTIN


def _typed(params: tuple[Parameter, ...], query: str) -> dict[str, object]:
    """A query's values as the kinds that are declared, as the API reads them."""
    kinds = {p.name: p for p in params}
    return {name: value_of(kinds.get(name), text) for name, text in parse_qsl(query, strict_parsing=True)}
