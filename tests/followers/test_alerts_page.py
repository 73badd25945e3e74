"""A resident follows things on the page of alerts, and stops: with scripts off."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.client import CheckingClient
from tests.factories import sent

COOKIE = "stoop_alerts"
MINE = {"email": "ana@example.org"}


def page(client: CheckingClient, path: str = "", lang: str = "en") -> str:
    """The page of alerts as this browser sees it."""
    answer = client.get(f"/{lang}/alerts{path}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def follow(client: CheckingClient, **fields: str) -> TestResponse:
    """Press the button under what was asked for."""
    return client.post("/en/alerts/follow", data=fields)


def followed(html: str) -> list[str]:
    """The names of what is followed."""
    return [" ".join(re.sub("<[^>]+>", "", name).split()) for name in re.findall(r'<p id="follow-\d+">(.*?)</p>', html)]


@pytest.fixture
def number(client: CheckingClient) -> str:
    """The case of somebody else."""
    return sent(client.application.test_client())


def test_somebody_who_follows_nothing_reads_what_can_be_followed(client: CheckingClient, lang: str) -> None:
    html = page(client, lang=lang)
    assert f'href="/{lang}/cases"' in html
    assert 'name="neighbourhood"' in html
    assert followed(html) == []
    assert client.get_cookie(COOKIE) is None


def test_following_a_case_by_e_mail(client: CheckingClient, number: str) -> None:
    assert 'name="email"' in page(client, f"?case={number}")
    answer = follow(client, case=number, **MINE)
    assert (answer.status_code, answer.location) == (303, "/en/alerts?said=told")
    html = page(client)
    assert len(followed(html)) == 1
    assert f"/en/cases/{number}" in html
    assert "ana@example.org" in html
