"""The site's languages: which there are, which one a visitor reads, and the switch between them.

Templates say ``_("English text")`` or ``{% trans %}``; the translations are in translations/pt_BR/LC_MESSAGES. After a
change of texts: ``python -m scripts.translations``. Scripts have catalogues of their own (static/js/strings), demos
theirs (models/contract/texts.py).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, request
from flask_babel import Babel, format_decimal
from werkzeug.wrappers import Response

from webapp.config import ROOT

LANGUAGES = {"en": "English", "pt-BR": "Português"}
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
        default_locale="en",
        default_translation_directories=str(ROOT / "translations"),
        locale_selector=lambda: language().replace("-", "_"),
    )
    app.register_blueprint(bp)
    app.add_template_filter(format_decimal, "number")
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # as scripts/translations.py collects them

    @app.context_processor
    def texts() -> dict[str, Any]:
        return {"language": language(), "languages": LANGUAGES}

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype in TRANSLATED:
            response.vary.update(("Accept-Language", "Cookie"))
            response.headers["Content-Language"] = language()
        return response


def language() -> str:
    """The present page's language: the visitor's choice, else the browser's wish, else English."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else wished(request.accept_languages.values())


def wished(tags: Any) -> str:
    """The first of the browser's languages, best first, that there is; any Portuguese is better than none."""
    for tag in tags:
        primary = str(tag).lower().replace("_", "-").partition("-")[0]
        for known in LANGUAGES:
            if known.lower().partition("-")[0] == primary:
                return known
    return next(iter(LANGUAGES))


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
