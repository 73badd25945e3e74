"""The list of addresses is looked at when it changes; every one of them answers with our headers."""

import pytest
from flask import Flask

from app.security import HEADERS
from tests.client import CheckingClient

ROUTES = """
DELETE /api/v1/push/<uuid:device_id>
GET    /
GET    /<lang>/
GET    /<lang>/about
GET    /<lang>/accessibility
GET    /<lang>/alerts
GET    /<lang>/alerts/<any(follow, email, remove, stop, settings, end):_action>
GET    /<lang>/alerts/confirm/<key>
GET    /<lang>/alerts/open/<key>
GET    /<lang>/cases
GET    /<lang>/cases/<number>
GET    /<lang>/cases/<number>/<any(more, service, withdraw):_action>
GET    /<lang>/cases/<number>/receipt
GET    /<lang>/mine
GET    /<lang>/nearby
GET    /<lang>/neighbourhoods
GET    /<lang>/neighbourhoods/<slug>
GET    /<lang>/offline
GET    /<lang>/phone
GET    /<lang>/privacy
GET    /<lang>/report
GET    /<lang>/report/map
GET    /alerts/unsubscribe/<key>
GET    /api/openapi.json
GET    /api/v1/cases
GET    /api/v1/cases/<number>
GET    /api/v1/cases/around
GET    /api/v1/cases/likely
GET    /api/v1/mine
GET    /api/v1/places
GET    /api/v1/places/at
GET    /api/v1/services
GET    /api/v1/services/<code>
GET    /api/v1/services/words
GET    /api/v1/push/<uuid:device_id>
GET    /api/v1/push/key
GET    /c/<number>
GET    /feeds/cases.csv
GET    /feeds/cases.geojson
GET    /feeds/cases/<number>.atom
GET    /feeds/nearby.atom
GET    /feeds/neighbourhoods/<slug>.atom
GET    /feeds/services/<code>.atom
GET    /healthz
GET    /manifest.webmanifest
GET    /media/<key>-<int:width>.<any(webp,jpg):suffix>
GET    /metrics
GET    /n/<slug>
GET    /readyz
GET    /robots.txt
GET    /share
GET    /service_worker.js
GET    /static/<path:name>
GET    /tiles/<int:z>/<int:x>/<int:y>
HEAD   /api/v1/<any(reports,contests,replies):sending>/<uuid:owner_id>/photos/<sha256>
OPTIONS /api/v1/<any(reports,contests,replies):sending>/<uuid:owner_id>/photos/<sha256>
PATCH  /api/v1/<any(reports,contests,replies):sending>/<uuid:owner_id>/photos/<sha256>
POST   /<lang>/alerts/end
POST   /<lang>/alerts/email
POST   /<lang>/alerts/follow
POST   /<lang>/alerts/remove
POST   /<lang>/alerts/settings
POST   /<lang>/alerts/stop
POST   /<lang>/alerts/confirm/<key>
POST   /<lang>/cases/<number>/more
POST   /<lang>/cases/<number>/service
POST   /<lang>/cases/<number>/withdraw
POST   /<lang>/phone/forget
POST   /<lang>/phone/shared
POST   /<lang>/report
POST   /alerts/unsubscribe/<key>
POST   /share
PUT    /api/v1/additions/<uuid:addition_id>
PUT    /api/v1/push/<uuid:device_id>
PUT    /api/v1/reports/<uuid:report_id>
"""


def test_the_list_of_addresses(city_app: Flask) -> None:
    listed = set()
    for rule in city_app.url_map.iter_rules():
        methods = rule.methods or set()
        shown = methods - {"HEAD", "OPTIONS"} or {m for m in methods if m != "OPTIONS"} or methods
        listed |= {f"{method:<6} {rule.rule}" for method in shown}
    wanted = {line for line in ROUTES.splitlines() if line and not line.startswith(("HEAD", "OPTIONS"))}
    assert {line for line in listed if not line.startswith(("HEAD", "OPTIONS"))} == wanted


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/en/nope", "/api/v1/nope", "/healthz", "/static/nope.js", "/media/nope", "/xx/"]
)
def test_every_answer_wears_the_headers(client: CheckingClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_else_in() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 422),
        ({}, 422),
    ],
)
def test_a_post_from_another_site_is_refused(client: CheckingClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/en/report", data={"do": "send"}, headers=headers).status_code == status
