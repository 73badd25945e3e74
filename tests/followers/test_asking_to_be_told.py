"""The button that asks to be told stands where something can be followed, and says what it is."""

import pytest

from tests.client import CheckingClient
from tests.factories import Phone, sent
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


def test_ones_own_cases_and_phone_lead_to_ones_alerts(client: CheckingClient, lang: str) -> None:
    for path in ("mine", "phone", "privacy"):
        assert f'href="/{lang}/alerts"' in client.get(f"/{lang}/{path}").get_data(as_text=True)
