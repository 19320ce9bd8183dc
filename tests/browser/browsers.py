"""The Chromium that the browser tests drive."""

from __future__ import annotations

import base64
import functools
import hashlib
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
)
"""What Playwright switches off; of such flags only the last one counts."""
ADDRESS_LINE = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled")
"""The list below the address line: two pages of the browser's own, which it would load for each window."""

QUIET = (
    f"--disable-features={','.join((*PLAYWRIGHTS, *ADDRESS_LINE))}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser that runs as root, without a screen, and asks nobody for anything."""

FAR_NAME = "lab.test"
"""A name that leads to this machine and that browsers do not take for it, so that plain HTTP is not secure there."""

ALLOW = "--use-fake-ui-for-media-stream"
DENY = "--use-fake-ui-for-media-stream=deny"
FAKE_CAMERA = "--use-fake-device-for-media-stream"
NO_CAMERA = "--use-fake-device-for-media-stream=device-count=0"


def refuse(why: str) -> NoReturn:
    """Skip the test with one line, or fail where browser tests are demanded (REQUIRE_BROWSER=1)."""
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"{why} (REQUIRE_BROWSER=1)", pytrace=False)
    pytest.skip(why)


@functools.cache
def chromium() -> str | None:
    """The machine's Chromium, else Playwright's own, else None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def launch(playwright: Playwright, *flags: str) -> Browser:
    """A headless browser with further flags."""
    return playwright.chromium.launch(
        executable_path=chromium(),
        headless=True,
        args=[*QUIET, f"--host-resolver-rules=MAP {FAR_NAME} 127.0.0.1", *flags],
    )


def with_camera(footage: Path) -> tuple[str, ...]:
    """Flags for a browser whose camera shows a Motion JPEG file, without asking."""
    return ALLOW, FAKE_CAMERA, f"--use-file-for-fake-video-capture={footage}"


def trusting(authority: Path) -> tuple[str, ...]:
    """Flags for a browser that trusts one more certificate authority: what its key vouches for, nothing else."""
    key = x509.load_pem_x509_certificate(authority.read_bytes()).public_key()
    form = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    mark = base64.b64encode(hashlib.sha256(form).digest()).decode()
    return (f"--ignore-certificate-errors-spki-list={mark}",)
