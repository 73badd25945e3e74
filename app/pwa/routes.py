"""The service worker's file, and the page that stands in for one that is not saved on this phone."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.pwa.blueprint import bp
from app.pwa.worker import worker_script


@bp.get("/service_worker.js")
def service_worker() -> Response:
    """Asked for at every visit, and never kept unasked: a phone must not be stuck with an old one."""
    response = Response(worker_script(), mimetype="text/javascript", headers={"Cache-Control": "no-cache"})
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.get("/<lang>/offline")
def offline() -> ResponseReturnValue:
    """What still works without a connection."""
    return render_template("pwa/offline.html")
