"""Brings translations/ up to date with the templates: python -m scripts.translations

Collects the texts, merges them into each language's messages.po (new ones are empty there: fill them in and run it
again) and compiles messages.mo, which the site reads. Says what is still without translation; exit code 1 then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FIXED = datetime(2019, 10, 7, tzinfo=UTC)
METHODS = [("webapp/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def main() -> int:
    """Update and compile every language. Returns the exit code."""
    template = collect()
    missing = 0
    for path in catalogues():
        catalog = load(path)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.write_bytes(written(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        for message in untranslated(catalog):
            missing += 1
            sys.stdout.write(f"{path.relative_to(ROOT)}: no translation of {message!r}\n")
    return 1 if missing else 0


def catalogues() -> Iterator[Path]:
    yield from sorted((ROOT / "translations").glob("*/LC_MESSAGES/messages.po"))


def collect() -> Catalog:
    """Every text that webapp/ and templates/ mark for translation."""
    catalog = Catalog(project="hype-or-reality", charset="utf-8")
    options = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
    for folder in ("webapp", "templates"):
        methods = [(pattern.partition("/")[2], method) for pattern, method in METHODS if pattern.startswith(folder)]
        known = {pattern.partition("/")[2]: value for pattern, value in options.items() if pattern.startswith(folder)}
        for file, line, message, comments, context in extract_from_dir(
            ROOT / folder, methods, known, keywords=KEYWORDS, comment_tags=()
        ):
            catalog.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    return catalog


def load(path: Path) -> Catalog:
    """One language's catalogue; its folder is the locale."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def written(catalog: Catalog) -> bytes:
    """The catalogue as people edit it, without times of runs."""
    out = BytesIO()
    write_po(out, catalog, width=110, no_location=True, sort_output=True, omit_header=False, ignore_obsolete=True)
    return b"".join(line for line in out.getvalue().splitlines(True) if b"-Date: " not in line)


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as the site reads it: the same bytes at any time, so that a test can compare them."""
    catalog.creation_date = catalog.revision_date = FIXED
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and (not message.string or message.fuzzy)]


if __name__ == "__main__":
    sys.exit(main())
