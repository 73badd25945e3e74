"""The App API described for other clients, as OpenAPI 3.1. It is written by hand in openapi.yaml; tests hold it to
what the code does.
"""

from functools import cache
from pathlib import Path

import orjson
import yaml
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

SOURCE = Path(__file__).with_name("openapi.yaml")
MAX_AGE_SECONDS = 300
bp = Blueprint("api_description", __name__)


@cache
def description() -> bytes:
    """The description as JSON, read once."""
    return orjson.dumps(yaml.safe_load(SOURCE.read_text("utf-8")))


@bp.get("/api/openapi.json")
def describe() -> ResponseReturnValue:
    """What every address of the App API takes and answers; 304 to whoever has it already."""
    response = Response(description(), content_type="application/json")
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_SECONDS
    response.add_etag()
    return response.make_conditional(request)
