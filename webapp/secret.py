"""The session secret: which are none, and how one is made and kept."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webapp.config import Config

KNOWN_SECRETS = {"dev", "secret", "secret!", "changeme", "change-me", "development", "password", "key"}


def is_weak(value: str) -> bool:
    """Whether somebody could guess it: known, of few letters, or short."""
    return value.lower() in KNOWN_SECRETS or len(set(value)) < 6 or len(value.strip()) < 16


def secret(config: Config) -> str:
    """The session secret: from the environment, else from data_dir, else a new one written there, mode 0600.

    Where nothing can be written the secret lasts as long as the process: visitors then get a new cookie.
    """
    if config.secret_key:
        return config.secret_key
    path = config.data_dir / "secret"
    try:
        if len(found := path.read_text().strip()) >= 32:
            with contextlib.suppress(OSError):
                path.chmod(0o600)
            return found
    except OSError:
        pass
    made = secrets.token_hex(32)
    try:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(made)
        path.chmod(0o600)
    except OSError:
        pass
    return made
