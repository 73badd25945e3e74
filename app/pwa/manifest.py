"""The manifest: what a phone needs to know before it puts the site among its apps (W3C, Web Application Manifest).

Each language has its own, and all have one id: whoever changes the language keeps the one app.
"""

from typing import Any

import orjson
from flask import Response, current_app, request, url_for

from app.assets import asset
from app.city import city
from app.i18n import _, city_text, default_language, direction, force_language, languages
from app.pwa.blueprint import bp
from app.pwa.screenshots import Screenshot

MAX_AGE_SECONDS = 3600
PAPER = "#faf6ef"  # --paper of static/css/tokens.css: manifests know no dark colours
ICONS = (
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
    ("favicon.svg", "any", "image/svg+xml", "any"),
)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """The app in `?lang=`, or in the city's own language."""
    wanted = request.args.get("lang", "")
    lang = wanted if wanted in languages() else default_language()
    with force_language(lang):
        response = Response(orjson.dumps(_described(lang)), content_type="application/manifest+json")
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def _described(lang: str) -> dict[str, Any]:
    return {
        "id": "/",
        "scope": "/",
        "start_url": url_for("pages.home", lang=lang),
        "lang": lang,
        "dir": direction(lang),
        "name": city_text(city.name),
        "short_name": city_text(city.name),
        "description": _(
            "Is something broken in %(city)s? Tell the city with a photo, in your language, and see when it is fixed.",
            city=city_text(city.name),
        ),
        "categories": ["government", "utilities"],
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [_icon(*icon) for icon in ICONS],
        "shortcuts": [
            _shortcut(_("Report a problem"), _("Report"), url_for("cases.report", lang=lang), "shortcut-report.png"),
            _shortcut(_("Your cases"), _("Mine"), url_for("cases.mine", lang=lang), "shortcut-mine.png"),
        ],
        "screenshots": [_screenshot(picture) for picture in _pictures(lang)],
        "share_target": {
            "action": url_for("cases.take_share"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "photos", "accept": ["image/*"]}],
            },
        },
    }


def _icon(name: str, sizes: str, media_type: str, purpose: str) -> dict[str, str]:
    return {"src": asset(f"images/{name}"), "sizes": sizes, "type": media_type, "purpose": purpose}


def _shortcut(name: str, short_name: str, url: str, icon: str) -> dict[str, Any]:
    return {"name": name, "short_name": short_name, "url": url, "icons": [_icon(icon, "96x96", "image/png", "any")]}


def _pictures(lang: str) -> tuple[Screenshot, ...]:
    """In this language, or else in the city's own; a city may have none."""
    kept: dict[str, tuple[Screenshot, ...]] = current_app.extensions["screenshots"]
    return kept.get(lang) or kept.get(default_language(), ())


def _screenshot(picture: Screenshot) -> dict[str, str]:
    """Narrow: as phones show the app. The label is for those who cannot see it."""
    shown = {"src": picture.url, "sizes": picture.sizes, "type": "image/png", "form_factor": "narrow"}
    return shown | {"label": str(picture.label)}
