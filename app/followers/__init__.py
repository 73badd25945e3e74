"""Who hears of what, where, in which language."""

from flask import Flask

from app.followers import api, edges, hearing, jobs, routes
from app.jobs import register_job


def init_app(app: Flask) -> None:
    """Serve devices, the page of alerts, and what buttons elsewhere must know."""
    edges.init_edges(app)
    app.register_blueprint(api.bp)
    app.register_blueprint(routes.bp)
    register_job(app, "followers", jobs.forget)
    app.jinja_env.globals["hears_of"] = hearing.hears_of
