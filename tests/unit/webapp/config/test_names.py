"""Settings that name hosts and origins: kept as browsers send them."""

from __future__ import annotations

import pytest

from webapp.config import ConfigError, load


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("Lab-7.Example", "lab-7.example"),
        ("hörsaal.example", "xn--hrsaal-wxa.example"),
        ("HÖRSAAL.example.", "xn--hrsaal-wxa.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("課堂。example", "xn--cks929i.example"),
        ("xn--hrsaal-wxa.example", "xn--hrsaal-wxa.example"),
        ("192.168.1.5", "192.168.1.5"),
        ("fd00::7", "fd00::7"),
    ],
)
def test_host_names_are_kept_as_browsers_send_them(given: str, sent: str) -> None:
    assert load(trusted_hosts=given).trusted_hosts == (sent,)


@pytest.mark.parametrize("name", ["a..b", ".example", "ö" * 63, "x" * 64, "."])
def test_what_is_no_host_name_is_said_and_no_traceback(name: str) -> None:
    with pytest.raises(ConfigError, match="TRUSTED_HOSTS"):
        load(trusted_hosts=name)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("https://Hörsaal.example", "https://xn--hrsaal-wxa.example"),
        ("HTTPS://lab.example:443", "https://lab.example"),
        ("http://lab.example:80", "http://lab.example"),
        ("http://lab.example:443", "http://lab.example:443"),
        ("https://lab.example.:8443", "https://lab.example:8443"),
        ("http://[FD00::7]:8080", "http://[fd00::7]:8080"),
        ("https://[::1]:443", "https://[::1]"),
    ],
)
def test_origins_are_kept_as_browsers_send_them(given: str, sent: str) -> None:
    assert load(origins=given).origins == (sent,)
