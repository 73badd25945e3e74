"""What search engines may look at."""

from flask import Response

from app.pages.routes import bp

# Photos can be hidden within a minute here, and never again where somebody else keeps a copy of them.
RULES = """\
User-agent: *
Disallow: /api/
Disallow: /feeds/
Disallow: /media/
Disallow: /share
"""


@bp.get("/robots.txt")
def robots() -> Response:
    """Every page, but no photos and nothing that is meant for programs."""
    response = Response(RULES, content_type="text/plain; charset=utf-8")
    response.cache_control.public = True
    response.cache_control.max_age = 86400
    return response
