"""A service was retired, another is gone, and two languages with it, while the phone was off."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import PACKS
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import settings_for
from tests.factories import Phone, sent


@pytest.fixture
def client(tmp_path: Path) -> Iterator[CheckingClient]:
    app = changed_city(tmp_path)
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    with app.app_context():
        yield client
        db.session.remove()
        db.engine.dispose()


def test_a_service_retired_meanwhile_is_still_a_case_of_its_own_kind(client: CheckingClient) -> None:
    assert "TF-LIGHT" not in client.get("/en/report").get_data(as_text=True)
    number = sent(client, service="TF-LIGHT", answers={"pole": "12"})
    page = client.application.test_client().get(f"/en/cases/{number}").get_data(as_text=True)
    assert "Street light" in page
    assert client.get("/api/v1/services/TF-LIGHT").status_code == 200


def test_a_service_that_is_gone_waits_for_a_look(client: CheckingClient) -> None:
    number = sent(client, service="TF-PARK", answers={"park": "mill"})
    assert client.get(f"/en/cases/{number}").status_code == 200
    assert client.application.test_client().get(f"/en/cases/{number}").status_code == 404


@pytest.mark.parametrize("lang", ["es", "ar"])
def test_words_in_a_language_that_the_city_dropped_are_kept(client: CheckingClient, lang: str) -> None:
    phone = Phone(client)
    report = phone.report(service="TF-POTHOLE", answers={}, language=lang, description="Hay un hoyo.")
    assert phone.put(report).status_code == 201
    assert phone.add(phone.addition(language=lang, description="Más grande.")).status_code == 201
    number = client.get("/api/v1/mine?lang=" + lang).get_json()["cases"][0]["number"]
    page = client.get(f"/en/cases/{number}").get_data(as_text=True)
    assert "Hay un hoyo." in page
    assert "Más grande." in page


def changed_city(folder: Path) -> Flask:
    """Tansy Ford a year later."""
    pack = folder / "tansy-ford"
    shutil.copytree(PACKS / "tansy-ford", pack)
    services = (pack / "services.yaml").read_text("utf-8")
    start = services.index("- code: TF-LIGHT")
    retired = services[start:].replace("  popular: 2\n", "  retired: true\n", 1)
    services = services[:start] + retired
    services = services[: services.index("- code: TF-PARK")].replace("kin: [TF-PARK]", "kin: []")
    (pack / "services.yaml").write_text(services, "utf-8")
    city = (pack / "city.yaml").read_text("utf-8")
    assert "languages: [en, es, ar]" in city
    (pack / "city.yaml").write_text(city.replace("languages: [en, es, ar]", "languages: [en]"), "utf-8")
    app = create_app(settings_for(folder / "data", city_pack=pack, database_url=f"sqlite:///{folder / 'stoop.db'}"))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
    return app
