"""What can be reported, and where: whatever is asked, the answer is one that the document describes."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from flask import Flask

from app.jobs import bell
from tests.client import CheckingClient
from tests.conformance.described import Description
from tests.factories import Phone, declared, photo
from tests.samples import Sample


def test_the_catalogue(client: CheckingClient, described: Description) -> None:
    for asked in ({"lang": ""}, {"lang": "es"}, {"lang": "tlh"}, {"lang": "es", "questions": "1"}):
        response = client.get("/api/v1/services", query_string=asked)
        assert response.status_code == 200
        described.check(response)
    kept = client.get("/api/v1/services", headers={"If-None-Match": client.get("/api/v1/services").headers["ETag"]})
    assert kept.status_code == 304
    described.check(kept)


def test_the_words_of_all_languages(client: CheckingClient, described: Description) -> None:
    response = client.get("/api/v1/services/words")
    assert response.status_code == 200
    described.check(response)
    kept = client.get("/api/v1/services/words", headers={"If-None-Match": response.headers["ETag"]})
    assert kept.status_code == 304
    described.check(kept)


def test_a_service(client: CheckingClient, sample: Sample, described: Description) -> None:
    for service in sample.city.services:
        response = client.get(f"/api/v1/services/{service.code}")
        assert response.status_code == 200
        described.check(response)
    missing = client.get(f"/api/v1/services/{uuid4()}")
    assert missing.status_code == 404
    described.check(missing)


@pytest.mark.parametrize("typed", ["", "m", "mi", "4 mill", "8 mill st", "mill & elm", "city", "19107", "x" * 500])
def test_places_by_words(
    app: Flask, client: CheckingClient, sample: Sample, described: Description, typed: str
) -> None:
    north, east = sample.here
    for asked in ({"q": typed}, {"q": typed, "near": f"{north},{east}"}, {"q": typed, "near": "91,0"}):
        described.check(client.get("/api/v1/places", query_string=asked))
    with TemporaryDirectory() as folder:
        bring_addresses(app, Path(folder), sample)
    response = client.get("/api/v1/places", query_string={"q": typed})
    assert bool(response.get_json()["places"]) is (typed not in {"", "m", "x" * 500})
    described.check(response)


def bring_addresses(app: Flask, folder: Path, sample: Sample) -> None:
    """Two streets that meet, one of them with a block that nobody has placed, and a landmark."""
    north, east = sample.here
    known = [f"{n} Mill St,19107,{north},{east + n * 1e-5}" for n in (2, 4, 40)]
    known += [f"{n} Elm St,,{north + n * 1e-5},{east}" for n in (2, 40)]
    files = {
        "points": ["address,zip,lat,lon", *known],
        "blocks": ["street,l_f_add,l_t_add,r_f_add,r_t_add", "Mill Rd,0,0,2,98"],
        "landmarks": ["name,lat,lon", f"City Mill,{north},{east}"],
    }
    for name, rows in files.items():
        (folder / name).write_text("\n".join(rows))
    result = app.test_cli_runner().invoke(args=["places", "import", *(str(folder / name) for name in files)])
    assert result.exit_code == 0, result.output


def test_what_may_be_the_same(client: CheckingClient, sample: Sample, described: Description) -> None:
    picture, phone = photo(), Phone(client)
    phone.put(phone.report(photos=[declared(picture)]))
    phone.patch(picture)
    bell(client.application).run("photos")
    at = {"service": sample.ordinary.code, "lat": sample.here[0], "long": sample.here[1], "accuracy": 20, "lang": "es"}
    response = client.get("/api/v1/cases/likely", query_string=at)
    assert response.get_json()["cases"][0]["photo"]
    described.check(response)
    described.check(client.get("/api/v1/cases/likely", query_string=at | {"service": "NO-SUCH"}))
    described.check(client.get("/api/v1/cases/likely", query_string={"lat": "north"}))


def test_what_is_at_a_point(app: Flask, client: CheckingClient, sample: Sample, described: Description) -> None:
    north, east = sample.here
    with TemporaryDirectory() as folder:
        bring_addresses(app, Path(folder), sample)
    for asked in ({"lat": north, "long": east}, {"lat": 0, "long": 0}, {"lat": north, "long": east, "lang": "es"}):
        response = client.get("/api/v1/places/at", query_string=asked)
        assert response.status_code == 200
        described.check(response)
    assert response.get_json()["address"]["label"] == "2 Mill St"
    described.check(client.get("/api/v1/places/at", query_string={"lat": "north", "long": 0}))
