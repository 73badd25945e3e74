"""What a feed says its own address is, and which answers may be kept for readers of any language."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.cases.test_feeds import ATOM, feed, feeds_of
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample

# Names that Flask's `url_for` takes for itself, and those of the addresses' own parts.
ODD_NAMES = [
    "slug=a", "code=a", "number=1", "endpoint=a", "_scheme=x", "_anchor=x", "_method=POST", "_external=1", "values=1",
    "self=1", "colour=red", "slug=a&slug=b", "%F0%9F%98%80=1", "near=1,1",
]  # fmt: skip


def own_address(client: CheckingClient, path: str) -> str:
    """What the feed there says that it is."""
    links = feed(client, path).findall(f"{ATOM}link")
    (own,) = (link.get("href", "") for link in links if link.get("rel") == "self")
    return own


@pytest.mark.parametrize("query", ODD_NAMES)
def test_a_feed_knows_its_address_whatever_else_somebody_asks(
    client: CheckingClient, sample: Sample, query: str
) -> None:
    number, here = sent(client), sample.city.neighbourhood_at(*sample.here)
    assert here is not None
    for path in (f"neighbourhoods/{here.slug}", f"services/{sample.ordinary.code}", f"cases/{number}"):
        own = own_address(client, f"/feeds/{path}.atom?{query}&lang=es")
        assert own == f"http://localhost/feeds/{path}.atom?lang=es"


def test_the_feed_of_a_place_keeps_what_was_asked(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    query = f"{sample.near}&service={sample.ordinary.code}&radius=&status=received"
    asked = parse_qsl(urlsplit(own_address(client, f"/feeds/nearby.atom?{query}&lang=ar")).query)
    assert sorted(asked) == sorted([*parse_qsl(query), ("lang", "ar")])


@pytest.mark.parametrize("query", [query for query in ODD_NAMES if not query.startswith("near")])
def test_the_feed_of_a_place_names_what_it_does_not_know(client: CheckingClient, sample: Sample, query: str) -> None:
    assert client.get(f"/feeds/nearby.atom?{sample.near}&{query}").status_code == 422


@pytest.mark.parametrize("query", ODD_NAMES)
def test_no_page_stumbles_over_an_odd_name(client: CheckingClient, sample: Sample, query: str) -> None:
    sent(client)
    here = sample.city.neighbourhood_at(*sample.here)
    assert here is not None
    for page in (f"neighbourhoods/{here.slug}", "neighbourhoods", "nearby", "nearby?view=map"):
        response = client.get(f"/en/{page}{'&' if '?' in page else '?'}{query}")
        assert response.status_code == 200


@pytest.mark.parametrize("query", ["lang=xx", "lang=", "lang=EN", "lang=xx&lang=es"])
def test_a_language_that_we_do_not_have_does_not_make_an_answer_everybodys(
    client: CheckingClient, sample: Sample, query: str
) -> None:
    number, here = sent(client), sample.city.neighbourhood_at(*sample.here)
    assert here is not None
    latitude, longitude = sample.here
    sent(client, place=sample.place(0.0001))
    box = f"bbox={longitude - 0.01},{latitude - 0.01},{longitude + 0.01},{latitude + 0.01}"
    for path in (
        *feeds_of(sample, here),
        f"/feeds/cases/{number}.atom",
        "/feeds/cases.csv",
        "/feeds/cases.geojson",
        f"/api/v1/cases?{box}&limit=1",
    ):
        sign = "&" if "?" in path else "?"
        with client.get(f"{path}{sign}{query}", headers={"Accept-Language": "es"}) as response:
            assert response.cache_control.public
            assert {"Accept-Language", "Cookie"} <= set(response.vary), path
        with client.get(f"{path}{sign}lang=es") as response:
            assert not {"Accept-Language", "Cookie"} & set(response.vary), path
