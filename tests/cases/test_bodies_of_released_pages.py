"""What released versions of the page send is received for ever.

`payloads/<city>/<kind>.<schema>.<what>.json` are bodies as they travel. Each release that changes one adds files here;
none is ever changed or taken away, because somewhere a phone still holds one like it.
"""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from tests.client import CheckingClient
from tests.factories import Phone

PAYLOADS = sorted((Path(__file__).parent / "payloads").rglob("*.json"))


@pytest.fixture(params=PAYLOADS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def file(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def pack(file: Path) -> str:
    """The city that the payload was sent to."""
    return file.parent.name


def test_what_a_released_page_sends_is_received_for_ever(client: CheckingClient, file: Path) -> None:
    body, payload = file.read_bytes(), json.loads(file.read_bytes())
    phone, sending_id = Phone(client), uuid4()
    if file.name.startswith("additions."):
        phone.id = UUID(payload["report"])
        phone.put(phone.report())

    def put() -> TestResponse:
        return phone.add(body, sending_id) if file.name.startswith("additions.") else phone.put(body)

    first, again = put(), put()
    assert (first.status_code, again.status_code) == (201, 200)
    answer = first.get_json()
    assert [one["sha256"] for one in answer["photos"]] == [one["sha256"] for one in payload["photos"]]
    page = client.get(f"/en/cases/{answer['number']}").get_data(as_text=True)
    assert payload["description"] in page
    assert payload.get("place", {}).get("address", "") in page
