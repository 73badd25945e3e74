"""The photos of a report: shown to everybody once they are clean, or to their reporter alone."""

from io import BytesIO

import pytest

from app.jobs import bell
from tests.client import CheckingClient
from tests.factories import Phone, declared, photo
from tests.samples import Sample


def sent_with_photo(client: CheckingClient, picture: bytes, service: str) -> str:
    phone = Phone(client)
    answer = phone.put(phone.report(service=service, answers={}, photos=[declared(picture)])).get_json()
    assert answer["photos"][0]["state"] == "receiving"
    assert phone.patch(picture).status_code in {200, 204}
    return str(answer["number"])


def clean(client: CheckingClient) -> None:
    """What the worker does when it is rung for."""
    bell(client.application).run("photos")


def pictures(client: CheckingClient, number: str) -> list[str]:
    page = client.get(f"/en/cases/{number}").get_data(as_text=True)
    return [part.split('"')[0] for part in page.split('src="')[1:] if part.startswith("/media/")]


def test_a_photo_is_shown_to_everybody_once_it_is_clean(client: CheckingClient, sample: Sample) -> None:
    number = sent_with_photo(client, photo("blue"), sample.ordinary.code)
    stranger = client.application.test_client()
    assert not pictures(stranger, number)
    assert "still working on 1 photo" in client.get(f"/en/cases/{number}").get_data(as_text=True)
    clean(client)
    address = pictures(stranger, number)[0]
    assert stranger.get(address).mimetype == "image/jpeg"


def test_a_photo_of_a_private_case_is_its_reporters_alone(client: CheckingClient, sample: Sample) -> None:
    number = sent_with_photo(client, photo("green"), sample.private.code)
    clean(client)
    address = pictures(client, number)[0]
    assert client.get(address).status_code == 200
    assert client.application.test_client().get(address).status_code == 404


def test_withdrawing_hides_the_photos(client: CheckingClient, sample: Sample) -> None:
    number = sent_with_photo(client, photo("black"), sample.ordinary.code)
    clean(client)
    address = pictures(client, number)[0]
    client.post(f"/en/cases/{number}/withdraw")
    assert client.application.test_client().get(address).status_code == 404


def test_a_photo_that_cannot_be_cleaned_is_withheld_with_its_reason(client: CheckingClient, sample: Sample) -> None:
    number = sent_with_photo(client, photo("red")[:400], sample.ordinary.code)
    clean(client)
    assert "One photo is damaged" in client.get(f"/en/cases/{number}").get_data(as_text=True)
    assert not pictures(client, number)


@pytest.mark.parametrize("data", [b"GIF89a" + b"\0" * 60, b"<svg xmlns='x'/>", b"%PDF-1.7"])
def test_what_is_no_photo_does_not_touch_its_report(client: CheckingClient, sample: Sample, data: bytes) -> None:
    phone = Phone(client)
    number = phone.put(phone.report(photos=[declared(data)])).get_json()["number"]
    phone.patch(data)
    clean(client)
    page = client.get(f"/en/cases/{number}").get_data(as_text=True)
    assert "One file is not a photo" in page


def test_a_later_photo_joins_the_timeline(client: CheckingClient, sample: Sample) -> None:
    number = sent_with_photo(client, photo("white"), sample.ordinary.code)
    data = {"description": "", "photos": (BytesIO(photo("grey")), "later.jpg")}
    assert client.post(f"/en/cases/{number}/more", data=data).status_code == 303
    clean(client)
    assert len(pictures(client, number)) == 2
    assert "added a photo" in client.get(f"/en/cases/{number}").get_data(as_text=True)
