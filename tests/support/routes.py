"""Every page of the site, found by asking the app for its routes: a new one is tested by being there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from models.contract.registry import find_demos
from webapp.http.playground import PAGES

ROOT = Path(__file__).parents[2]

EXAMPLES: dict[str, list[dict[str, str]]] = {
    "pages.demo": [{"name": name} for name in find_demos()],
    "playground.page": [{"name": name} for name in PAGES],
    "room.votes": [{"name": "hype"}],
}
"""What to fill into the addresses of pages that take something, by endpoint."""

NO_PAGES = frozenset(
    {"static", "pages.media", "pages.extension", "pages.clip", "api.run", "votes.show", "votes.export", "sharing.give"}
)
"""Endpoints that take something and answer with no page."""


def page_addresses() -> list[str]:
    """The addresses of all HTML pages, in order. Raises LookupError for a route that nobody knows how to fill in
    and for a page that fails.

    Asked in a process of its own: an app's engine that was never started waits for its workers when it is collected.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.routes"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode:
        raise LookupError(done.stderr.strip().splitlines()[-1])
    found: list[str] = json.loads(done.stdout)
    return found


def _ask() -> list[str]:
    from webapp import create_app
    from webapp.config import load

    app = create_app(load(host="127.0.0.1", port=5999, async_mode="threading"))
    urls, client = app.url_map.bind("127.0.0.1:5999"), app.test_client()
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        if rule.arguments and rule.endpoint not in EXAMPLES:
            raise LookupError(f"say in EXAMPLES how to fill in {rule.rule} ({rule.endpoint}), or name it in NO_PAGES")
        for values in EXAMPLES.get(rule.endpoint, [{}]):
            address = urls.build(rule.endpoint, values)
            answer = client.get(address, base_url="http://127.0.0.1:5999")
            if answer.status_code == 500:
                raise LookupError(f"{address} answers with status {answer.status_code}")
            if answer.mimetype == "text/html":
                found.add(address)
    return sorted(found)


if __name__ == "__main__":
    code = 0
    try:
        sys.stdout.write(json.dumps(_ask()))
    except LookupError as error:
        sys.stderr.write(f"{error}\n")
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
