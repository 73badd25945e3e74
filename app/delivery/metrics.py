"""`/metrics`: how delivery does, for whoever watches over the servers."""

import hmac

from flask import Blueprint, Response, abort, current_app, request

from app.delivery.figures import as_prometheus, read_figures

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus: with the token that the operator has set; 404 where none is set, 401 with another."""
    token = current_app.config["SETTINGS"].metrics_token
    if not token:
        abort(404)
    shown = request.authorization
    known = shown.token or "" if shown is not None and shown.type == "bearer" else ""
    if not hmac.compare_digest(known.encode(), token.encode()):
        return Response("token\n", 401, mimetype="text/plain", headers={"WWW-Authenticate": "Bearer"})
    answer = Response(as_prometheus(read_figures()), content_type="text/plain; version=0.0.4; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
