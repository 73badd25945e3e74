"""The button that asks to be told stands where something can be followed, and says what it is."""

import pytest

from app.followers.areas import USUAL_M
from tests.client import CheckingClient
from tests.factories import Phone, sent
from tests.followers.devices import Device
from tests.followers.reader import buttons
from tests.samples import Sample


def asked_on(client: CheckingClient, path: str) -> list[dict[str, str]]:
    """What the buttons of a page send."""
    return buttons(client.get(path).get_data(as_text=True))


def test_a_case_offers_itself(client: CheckingClient, lang: str) -> None:
    number = sent(client.application.test_client())  # type: ignore[arg-type]
    assert asked_on(client, f"/{lang}/cases/{number}") == [{"case": number}]


def test_a_private_case_offers_itself_to_its_reporter(client: CheckingClient, sample: Sample) -> None:
    phone = Phone(client)
    number = str(phone.put(phone.report(service=sample.private.code)).get_json()["number"])
    client.get(f"/c/{number}?key={phone.id}.{phone.secret}")
    assert asked_on(client, f"/en/cases/{number}") == [{"case": number}]
    stranger = client.application.test_client()
    assert buttons(stranger.get(f"/en/cases/{number}").get_data(as_text=True)) == []


def test_the_receipt_offers_its_case(client: CheckingClient) -> None:
    phone = Phone(client)
    number = str(phone.put(phone.report()).get_json()["number"])
    client.get(f"/c/{number}?key={phone.id}.{phone.secret}")
    assert asked_on(client, f"/en/cases/{number}/receipt") == [{"case": number}]


def test_a_neighborhood_offers_itself(client: CheckingClient) -> None:
    assert asked_on(client, "/en/neighbourhoods/fishtown") == [{"neighbourhood": "fishtown"}]
    assert asked_on(client, "/en/neighbourhoods/fishtown?status=closed") == []


def test_what_is_near_offers_the_place_with_what_the_list_is_filtered_by(
    client: CheckingClient, sample: Sample
) -> None:
    here, service = f"{sample.here[0]},{sample.here[1]}", sample.ordinary.code
    assert asked_on(client, f"/en/nearby?near={here}") == [{"near": here}]
    assert asked_on(client, f"/en/nearby?near={here}&service={service}") == [{"near": here, "service": service}]
    area = asked_on(client, f"/en/nearby?neighbourhood=fishtown&service={service}")
    assert area == [{"neighbourhood": "fishtown", "service": service}]


@pytest.mark.parametrize(
    "path", ["nearby", "nearby?near=somewhere", "nearby?near=10.0,50.0", "nearby?near=39.95,-75.16&service=nope"]
)
def test_no_place_is_offered_where_there_is_none(client: CheckingClient, path: str) -> None:
    assert asked_on(client, f"/en/{path}") == []


TOLD = "You will hear from us when something happens."


def test_whoever_is_told_of_a_case_reads_so_in_place_of_the_button(client: CheckingClient, device: Device) -> None:
    number, other = sent(client), sent(client, description="Another one.")
    path = f"/en/cases/{number}"
    device.follow({"case": number})
    html = client.get(path).get_data(as_text=True)
    assert (buttons(html), TOLD in html) == ([], True)
    assert asked_on(client, f"/en/cases/{other}") == [{"case": other}]
    stranger = client.application.test_client()
    assert buttons(stranger.get(path).get_data(as_text=True)) == [{"case": number}]
    device.put(unfollow=[{"case": number}])
    assert asked_on(client, path) == [{"case": number}]


def test_whoever_follows_and_can_be_reached_nowhere_keeps_the_button(client: CheckingClient, device: Device) -> None:
    number = sent(client)
    device.follow({"case": number}, subscription=None)
    assert asked_on(client, f"/en/cases/{number}") == [{"case": number}]


def test_whoever_is_told_of_a_part_of_the_city_reads_so(client: CheckingClient, device: Device, sample: Sample) -> None:
    service, (latitude, longitude) = sample.ordinary.code, sample.here
    device.follow({"area": {"neighbourhood": "fishtown"}, "service": service})
    device.follow({"area": {"lat": latitude, "long": longitude, "radius_m": USUAL_M}})
    assert asked_on(client, f"/en/nearby?neighbourhood=fishtown&service={service}") == []
    assert asked_on(client, "/en/neighbourhoods/fishtown") == [{"neighbourhood": "fishtown"}]
    assert asked_on(client, f"/en/nearby?near={latitude},{longitude}") == []


def test_ones_own_cases_and_phone_lead_to_ones_alerts(client: CheckingClient, lang: str) -> None:
    for path in ("mine", "phone", "privacy"):
        assert f'href="/{lang}/alerts"' in client.get(f"/{lang}/{path}").get_data(as_text=True)
