"""Health pages for whoever watches over the servers."""

from flask import Blueprint, Response, current_app
from sqlalchemy import text

from app.extensions import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    """200 as long as this process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def ready() -> Response:
    """200 when the store answers and is migrated; 503 else."""
    try:
        db.session.execute(text("SELECT 1 FROM cases LIMIT 1"))
    except Exception:
        current_app.logger.exception("not ready")
        return Response("store\n", 503, mimetype="text/plain", headers={"Retry-After": "10"})
    return Response("ready\n", mimetype="text/plain")
