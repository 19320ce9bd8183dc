"""The site's languages: which there are, which one a visitor reads, and the switch between them.

A language is there when static/js/ has a catalogue in it (models/contract/texts.py), which also tells its own
name; its other catalogues stand in the folders of the playground's scripts and of the demos. Templates say
``_("English text")`` or ``{% trans %}``; their translations are in translations/<locale>/LC_MESSAGES. After a change of
texts: ``python -m scripts.translations``.
"""

from __future__ import annotations

from typing import Any

from babel import Locale
from babel.numbers import get_decimal_symbol
from flask import Blueprint, Flask, redirect, request
from flask_babel import Babel, format_decimal, get_locale
from werkzeug.wrappers import Response

from models.contract.texts import ENGLISH, catalogue, languages, page_texts
from webapp.settings import ROOT

SCRIPTS = ROOT / "static" / "js"

LANGUAGES = {tag: catalogue(SCRIPTS, tag).tables["language"]["name"] for tag in languages(SCRIPTS)}
"""Tag (BCP 47, as in ``lang`` attributes) and own name of each language; the first is the texts' own."""

TRANSLATED = frozenset({"text/html", "application/json", "application/manifest+json"})
"""What an answer is that depends on the language."""

COOKIE = "lang"
YEAR = 365 * 24 * 3600

bp = Blueprint("i18n", __name__)


def register(app: Flask) -> None:
    """Teach an app its languages: gettext in templates, `language` and `languages` in all of them, the switch."""
    Babel(
        app,
        default_locale=ENGLISH,
        default_translation_directories=str(ROOT / "translations"),
        locale_selector=lambda: Locale.parse(language(), sep="-"),
    )
    app.register_blueprint(bp)
    app.add_template_filter(format_decimal, "number")
    app.add_template_filter(with_own_point, "own_point")
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # as scripts/translations.py collects them

    @app.context_processor
    def texts() -> dict[str, Any]:
        return {"language": language(), "languages": LANGUAGES, "script_texts": script_texts}

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype in TRANSLATED:
            response.vary.update(("Accept-Language", "Cookie"))
            response.headers["Content-Language"] = language()
        return response


def with_own_point(text: Any) -> str:
    """A number as it is written in code, digit by digit, with the decimal point that the language has."""
    return str(text).replace(".", get_decimal_symbol(get_locale()))


def script_texts(*parts: str) -> dict[str, str]:
    """What a page's scripts say, by key: the site's own texts, and those of further folders of static/js."""
    return {key: text for folder in ("", *parts) for key, text in page_texts(SCRIPTS / folder, language()).items()}


def language() -> str:
    """The present page's language: the visitor's choice, else the browser's wish, else English."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else wished(request.accept_languages.values())


def wished(tags: Any) -> str:
    """The first of the browser's languages, best first, that there is; any Portuguese is better than none."""
    known = {tag.lower(): tag for tag in reversed(LANGUAGES)}
    known = {tag.partition("-")[0]: own for tag, own in known.items()} | known
    for tag in tags:
        asked = str(tag).lower().replace("_", "-")
        if found := known.get(asked) or known.get(asked.partition("-")[0]):
            return found
    return ENGLISH


@bp.post("/language")
def choose() -> Response:
    """Keep the choice for a year and go back to where it was made."""
    answer = redirect(own_page(request.form.get("next", "")), 303)
    if (chosen := request.form.get("lang", "")) in LANGUAGES:
        answer.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return answer


def own_page(target: str) -> str:
    """An address on this site, or the first page: a redirect must not lead elsewhere."""
    plain = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if plain and target.isprintable() and "\\" not in target else "/"
