"""Who follows what, and where they are reached, shows on no page, in no feed, no file and no answer to anybody else."""

import pytest

from app.cases import queries
from app.followers.device import signed_key
from app.followers.models import ACTIVE
from tests.client import CheckingClient
from tests.factories import Phone, sent
from tests.followers.devices import Device, subscription, write_to
from tests.samples import Sample

EMAIL, LABEL = "canary.follower@example.org", "Canary Lane"
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/canaryendpoint"


@pytest.fixture
def number(client: CheckingClient, device: Device, sample: Sample, inside: None) -> str:
    """A case that a device follows, among all else that it can."""
    number = sent(client)
    north, east = sample.here
    device.subscription = subscription(endpoint=ENDPOINT)
    device.follow(
        {"case": number},
        {"area": {"neighbourhood": sample.city.neighbourhoods[0].slug}},
        {"area": {"lat": north, "long": east, "radius_m": 500, "label": LABEL}},
    )
    write_to(device.row, EMAIL, ACTIVE)
    return number


def public_addresses(app_client: CheckingClient, number: str, sample: Sample) -> list[str]:
    """Every address without a secret in it that takes a plain GET."""
    case = queries.find_case(number)
    filled = {
        "number": number, "slug": case.neighbourhood, "code": case.service_code, "key": "x", "name": "manifest.json",
        "z": "14", "x": "1", "y": "1", "width": "160", "suffix": "jpg", "owner_id": "x", "sha256": "x",
    }  # fmt: skip
    addresses = []
    for rule in app_client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments & {"device_id", "_action"}:
            values = {name: filled.get(name, "more") for name in rule.arguments - {"lang"}}
            languages = sample.city.languages if "lang" in rule.arguments else ("",)
            with app_client.application.test_request_context():
                addresses += [rule.build({**values, **({"lang": tag} if tag else {})})[1] for tag in languages]
    asked = [
        f"/en/nearby?{sample.near}",
        f"/api/v1/cases?{sample.near}",
        f"/feeds/nearby.atom?{sample.near}&radius=5000",
    ]
    return [*addresses, *asked, "/feeds/cases.csv?status=all", "/feeds/cases.geojson?status=all"]


def test_a_stranger_finds_no_follower_anywhere(
    app: object, device: Device, stranger: Device, number: str, sample: Sample
) -> None:
    device_row = device.row
    signs = [EMAIL, LABEL, "canaryendpoint", str(device.id), device.id.hex, device.secret]
    signs += [device_row.secret_hash.hex(), *device.subscription["keys"].values()]
    addresses = public_addresses(stranger.client, number, sample)
    assert f"/my/cases/{number}" in addresses
    assert "/ar/alerts" in addresses
    for address in addresses:
        text = stranger.client.get(address, follow_redirects=True).get_data(as_text=True)
        assert not [sign for sign in signs if sign in text], address


def test_the_device_itself_sees_what_it_follows_and_no_endpoint(device: Device, number: str) -> None:
    for answer in (device.show(), device.put(), device.client.get("/en/alerts")):
        text = answer.get_data(as_text=True)
        assert LABEL in text
        assert not [sign for sign in ("canaryendpoint", device.secret) if sign in text]
        assert not [key for key in device.subscription["keys"].values() if key in text]
    assert EMAIL not in device.show().get_data(as_text=True)


def test_what_is_followed_is_kept_by_nothing_in_between(device: Device, number: str) -> None:
    for answer in (device.show(), device.put()):
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_how_many_follow_a_case_is_no_secret_of_theirs(client: CheckingClient, device: Device, number: str) -> None:
    """A case says how many reported it; who and how many follow it, nobody is told."""
    before = client.get(f"/api/v1/cases/{number}").data
    Device(client).follow({"case": number})
    assert client.get(f"/api/v1/cases/{number}").data == before


def test_one_own_report_makes_no_other_case_ones_own(client: CheckingClient, stranger: Device, number: str) -> None:
    phone = Phone(stranger.client)
    phone.put(phone.report(description="Another wall altogether, far from the first one."))
    key = {"id": str(phone.id), "secret": phone.secret}
    assert not stranger.follow({"case": number, "report": key}).get_json()["follows"][0]["is_own"]


def test_a_link_from_an_email_shows_no_secret(device: Device, number: str, stranger: Device) -> None:
    with device.client.application.test_request_context():
        key = signed_key(device.row)
    text = stranger.client.get(f"/en/alerts?key={key}").get_data(as_text=True)
    assert LABEL in text
    assert not [sign for sign in ("canaryendpoint", device.secret, str(device.id)) if sign in text]
