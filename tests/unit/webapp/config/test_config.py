"""Settings: what the server refuses to start with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.settings import refused
from webapp.config import (
    LOOPBACK,
    Config,
    load,
)
from webapp.lan.network import Network

ROOT = Path(__file__).resolve().parents[4]


def test_out_of_the_box_it_is_for_this_machine_alone() -> None:
    config = load()
    assert config.host in LOOPBACK
    assert config.listen_host == "127.0.0.1"
    assert (config.lan, config.debug, config.proxies) == (False, False, 0)
    assert (config.port, config.async_mode) == (5000, "eventlet")


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "HOST": "::1",
        "PORT": "8080",
        "ASYNC_MODE": "threading",
        "WORKERS": "3",
        "THREADS": "2",
        "LAN": "1",
        "DEVICE": "cpu",
        "DEMOS": "pose, style",
        "ORIGINS": "https://a.example,https://b.example,",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    config = load()
    assert (config.host, config.port, config.async_mode, config.lan) == ("::1", 8080, "threading", True)
    assert (config.worker_count, config.worker_threads, config.device) == (3, 2, "cpu")
    assert config.demos == ("pose", "style")
    assert config.origins == ("https://a.example", "https://b.example")
    assert config.listen_host == "0.0.0.0"


@pytest.mark.parametrize("text", ["/a{0}/b", '["/a", "/b"]', "{0}/a{0}/b{0}"])
def test_folders_of_demos_from_the_environment(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DEMO_PATH", text.format(os.pathsep) if "{" in text else text)
    assert load().demo_path == (Path("/a"), Path("/b"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("WORKERS", "0"),
        ("WORKERS", "65"),
        ("WORKERS", "many"),
        ("WORKERS", "-1"),
        ("WORKERS", "1.5"),
        ("WORKERS", "²"),
        ("THREADS", "none"),
        ("ASYNC_MODE", "gevent"),
        ("DEVICE", "tpu"),
        ("ENGINE", "slurm"),
        ("LOG_LEVEL", "LOUD"),
        ("FRAME_DEADLINE", "0"),
        ("FRAME_DEADLINE", "nan"),
        ("MESSAGE_RATE", "-1"),
        ("WINDOW", "0"),
        ("PROXIES", "-1"),
        ("LAN", "perhaps"),
        ("DEMO_PATH", "[broken"),
        ("API_RATE", "abc"),
        ("API_RATE", " "),
        ("API_RATE", "0 per second"),
        ("API_RATE", "20/s"),
        ("API_RATE", "20 per second; nothing"),
        ("API_RATE", "99999999999 per second"),
        ("MESSAGE_QUEUE", "somewhere"),
        ("MESSAGE_QUEUE", "redis://"),
        ("MESSAGE_QUEUE", "amqp://host"),
        ("ORIGINS", "demo.example.org"),
        ("ORIGINS", "https://demo.example.org/"),
        ("ORIGINS", "https://a b"),
        ("ORIGINS", "ftp://demo.example.org"),
        ("ORIGINS", "https://user@demo.example.org"),
        ("TRUSTED_HOSTS", "https://demo.example.org"),
        ("TRUSTED_HOSTS", "demo.example.org:8080"),
        ("TRUSTED_HOSTS", "[fd00::1]"),
        ("TRUSTED_HOSTS", "demo example"),
    ],
)
def test_nonsense_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert refused().startswith(name)


NUMBERS = {name: field.annotation for name, field in Config.model_fields.items() if field.annotation in (int, float)}
"""Every setting that is a number; a new one is tried as well."""


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_no_number_may_be_below_its_sense_or_without_end(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    wrong = ["-1", "nan", "inf", "-inf", "1e300", "9" * 30, "", "many", "0x10"]
    default = Config.model_fields[name].default
    for value in wrong:
        monkeypatch.setenv(name.upper(), value)
        assert refused().startswith(name.upper()), value
    monkeypatch.setenv(name.upper(), str(default))
    assert getattr(load(), name) == default


MAY_BE_NOTHING = {"proxies", "ray_replicas", "ray_cpus", "ray_gpus", "breaker_pause", "drain_seconds"}


@pytest.mark.parametrize("name", sorted(set(NUMBERS) - MAY_BE_NOTHING))
def test_zero_of_what_is_needed_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name.upper(), "0")
    assert refused().startswith(name.upper())


@pytest.mark.parametrize("value", ["        ", "            ", " a good token", "a good token ", "a good\ttoken"])
def test_a_token_that_nobody_can_type_is_refused(value: str) -> None:
    assert "TEACHER_TOKEN" in refused(teacher_token=value)
    assert load(teacher_token="correct horse battery").teacher_token


def test_rates_may_be_several() -> None:
    assert load(api_rate="20 per second; 300 per minute").api_rate


def test_an_empty_folder_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As compose gives it where nothing is set; the doctor and the backup take it so, too."""
    monkeypatch.setenv("DATA_DIR", "")
    assert load().data_dir == Config.model_fields["data_dir"].default


def test_the_number_of_workers_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERS", "many")
    assert refused() == "WORKERS: must be auto or a number from 1 to 64."


@pytest.mark.parametrize("value", ["*", "[]", "null", "https://a.example,*", " * ", "[] ,https://a.example"])
def test_origins_that_switch_the_check_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ORIGINS", value)
    assert "ORIGINS" in refused()


def test_no_origins_does_not_mean_no_check() -> None:
    """python-socketio takes an empty list for: everybody."""
    assert load(origins="").origins == ()
    assert len(Network(load(origins="")).origins) > 0
    assert "*" not in Network(load()).origins


def test_a_star_for_a_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", "a.example, *")
    assert "TRUSTED_HOSTS" in refused()


@pytest.mark.parametrize(
    "where", [{"lan": True}, {"host": "0.0.0.0"}, {"host": "192.168.1.5"}, {"host": "::"}, {"host": ""}]
)
def test_debug_is_for_loopback_alone(where: dict[str, Any]) -> None:
    assert "DEBUG" in refused(debug=True, **where)
    assert not load(**where).debug


@pytest.mark.parametrize("host", sorted(LOOPBACK))
def test_debug_on_loopback(host: str) -> None:
    assert load(debug=True, host=host).debug


def test_settings_do_not_change_while_it_runs() -> None:
    with pytest.raises(Exception, match="frozen"):
        load().port = 1


def test_the_number_of_threads_shares_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.config.cores", lambda: 8)
    assert load().worker_threads == 8
    assert load(workers=3).worker_threads == 2
    assert load(workers=16).worker_threads == 1


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"body_budget": 39}, {"BODY_BUDGET", "MAX_UPLOAD_BYTES"}),
        ({"max_upload_bytes": 300_000_000}, {"BODY_BUDGET", "MAX_UPLOAD_BYTES"}),
        ({"body_budget_per_address": 39}, {"BODY_BUDGET_PER_ADDRESS", "MAX_UPLOAD_BYTES"}),
        ({"body_budget_per_visitor": 39}, {"BODY_BUDGET_PER_VISITOR", "MAX_UPLOAD_BYTES"}),
        (
            {"max_upload_bytes": 10_000, "max_frame_bytes": 1_900_000, "body_budget_per_visitor": 1},
            {"BODY_BUDGET_PER_VISITOR", "MAX_FRAME_BYTES"},
        ),
        ({"ray_replicas": 5}, {"RAY_REPLICAS", "RAY_MAX_REPLICAS"}),
    ],
)
def test_settings_that_contradict_each_other_are_refused(values: dict[str, Any], names: set[str]) -> None:
    assert names <= set(refused(**values).replace(",", " ").replace(":", " ").split())


def test_settings_that_just_agree_are_taken() -> None:
    assert load(body_budget=40, body_budget_per_address=40, body_budget_per_visitor=40).body_budget == 40
    assert load(max_upload_bytes=1_000_000).max_upload_bytes == 1_000_000
    assert load(ray_replicas=4).ray_replicas == 4


def test_the_largest_upload_is_one_number_wherever_it_is_told() -> None:
    default = Config.model_fields["max_upload_bytes"].default
    megabytes = f"{default // 1_000_000} MB"
    told = {
        "README.md": f"up to {megabytes}",
        "docs/operations.md": f"| `MAX_UPLOAD_BYTES` | `{default}` |",
        "static/js/shared/stage/content.js": f"MOST_BYTES = {default:_};",
        "models/colorization/texts.en.toml": f"larger than {megabytes}",
        "models/colorization/texts.pt-BR.toml": f"mais de {megabytes}",
    }
    for name, text in told.items():
        assert text in (ROOT / name).read_text(), name
