"""Stoop 311: settings, extensions, features, in that order."""

from functools import lru_cache
from pathlib import Path

from flask import Flask

from app import (
    api_description,
    assets,
    bodies,
    cases,
    city,
    cli,
    compression,
    credits,
    database,
    delivery,
    errors,
    followers,
    geocoder,
    health,
    i18n,
    jobs,
    logs,
    pages,
    photos,
    places,
    pwa,
    security,
    translator,
)
from app.config import Settings
from app.extensions import db, migrate

FEATURES = (photos, followers, cases, delivery, pages, pwa)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Every edge is chosen here, once."""
    settings = settings or Settings.from_env()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, static_folder=None)
    app.secret_key = settings.secret_key
    app.config.update(
        SETTINGS=settings,
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    logs.init_app(app)
    compression.init_app(app)  # first here is last on the way out
    pack = city.init_app(app, settings.city_pack)
    database.init_app(app)
    migrate.init_app(app, db, directory=str(Path(app.root_path) / "migrations"), render_as_batch=True)
    jobs.init_app(app, settings)
    translator.init_app(app, settings)
    geocoder.init_app(app, settings, contact=settings.public_url or pack.corrections_email)
    i18n.init_app(
        app, settings, i18n.Customs(pack.languages, pack.default_language, pack.time_zone, pack.distance_units)
    )
    credits.init_app(app)
    assets.init_app(app, settings)
    security.init_app(app, settings)
    bodies.init_app(app)
    errors.init_app(app)
    places.init_app(app, _home())
    for feature in FEATURES:
        feature.init_app(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(api_description.bp)
    cli.init_app(app)
    return app


def _home() -> places.Home:
    """What places have to know of the city: features of one row never import each other."""

    def contains(latitude: float, longitude: float) -> bool:
        return city.current_city().bounds.contains(latitude, longitude)

    return places.Home(
        lambda: _names(city.current_city()),
        contains,
        lambda: _shapes(city.current_city()),
        region=lambda: city.current_city().region,
        around=lambda: city.current_city().around,
        outside_help=lambda: i18n.city_text(city.current_city().outside_help),
    )


@lru_cache(maxsize=4)
def _names(pack: city.catalogue.City) -> tuple[str, ...]:
    """In every language of the city: people type what their page calls it."""
    names = [*pack.also_called, *(area.name for area in pack.neighbourhoods)]
    for tag in pack.languages:
        with i18n.force_language(tag):
            names += (i18n.city_text(pack.name), i18n.city_text(pack.region))
    return tuple(names)


@lru_cache(maxsize=4)
def _shapes(pack: city.catalogue.City) -> tuple[places.Shape, ...]:
    boundary = places.Shape("boundary", "", pack.centre.latitude, pack.centre.longitude, pack.outline)
    areas = (
        places.Shape("neighbourhood", area.name, area.latitude, area.longitude, area.shape)
        for area in pack.neighbourhoods
    )
    return boundary, *areas
