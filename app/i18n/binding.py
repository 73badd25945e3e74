"""Languages and requests: the address says the language, a cookie keeps the choice, templates get the words."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, abort, current_app, g, request, url_for

from app.config import ROOT, Settings
from app.extensions import babel
from app.i18n.formats import FORMATS
from app.i18n.languages import (
    Customs,
    city_text,
    current_language,
    direction,
    languages,
    locale_of,
    native_name,
)


def init_app(app: Flask, settings: Settings, customs: Customs) -> None:
    """Bind Babel to the city's languages, and take the language out of every page's address."""
    app.extensions["customs"] = customs
    texts = app.root_path + "/translations"
    texts = texts if Path(texts).is_dir() else str(ROOT / "translations")
    # Flask-Babel counts by the plural rule of the last folder, even of one without the catalogue: the app's, then.
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join((str(settings.city_pack / "translations"), texts))
    babel.init_app(
        app,
        default_locale=str(locale_of(customs.default_language)),
        locale_selector=lambda: locale_of(current_language()),
        timezone_selector=lambda: str(customs.time_zone),
    )
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.after_request(_keep_choice)
    app.jinja_env.globals.update(_globals())


def _globals() -> dict[str, Any]:
    named = {function.__name__: function for function in FORMATS}
    return named | {
        "current_language": current_language,
        "url_in": url_in,
        "city_text": city_text,
        "direction": direction,
        "native_name": native_name,
        "languages": languages,
    }


def stands_at(endpoint: str, **asked: str | None) -> None:
    """Say where to find the page that answers a form: whoever reads on in another language goes there."""
    g.stands_at = (endpoint, asked)


def url_in(tag: str) -> str:
    """This page in another language, with everything that its address asks; where there is none, the first page."""
    if "stands_at" in g:
        endpoint, asked = g.stands_at
        return url_for(endpoint, lang=tag, **asked)
    if request.endpoint is None or not _can_be_opened():
        return f"/{tag}/"
    path = url_for(request.endpoint, **{**(request.view_args or {}), "lang": tag})  # in the path, or after it
    is_after = "?" in path
    # Not by url_for: `endpoint` is a name of its own.
    asked = [(name, value) for name, value in request.args.items(multi=True) if not (is_after and name == "lang")]
    return f"{path}{'&' if is_after else '?'}{urlencode(asked)}" if asked else path


def _can_be_opened() -> bool:
    """Whether a link may lead to the address of this request, whatever was posted to it."""
    if request.method != "POST":
        return True
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(request.path, "GET")


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.lang = None
    if values and "lang" in values:
        tag = values.pop("lang")
        if tag not in languages():
            abort(404)
        g.lang = tag


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current_language()


def _keep_choice(response: Any) -> Any:
    """Whoever reads pages in a language meets `/` and `/c/<number>` in it next time."""
    tag = getattr(g, "lang", None)
    if tag and request.cookies.get("lang") != tag:
        response.set_cookie("lang", tag, max_age=365 * 86400, samesite="Lax", secure=request.is_secure, httponly=True)
    return response
