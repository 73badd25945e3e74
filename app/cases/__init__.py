"""The heart: reports, cases, their timelines, and what is near."""

from flask import Flask

from app.cases import api, cli, reporting, routes


def init_app(app: Flask) -> None:
    """Register pages, interface and commands."""
    assert reporting.bp is routes.bp  # the report page stands in the same blueprint
    app.register_blueprint(routes.bp)
    app.register_blueprint(api.bp)
    app.cli.add_command(cli.cases)
