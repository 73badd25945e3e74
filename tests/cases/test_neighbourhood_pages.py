"""The page of a neighborhood: what is open there, what was closed, whether that was on time; to share and to print."""

import base64
import re
from datetime import datetime, timedelta

import orjson
import pytest

from app import clock
from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import Neighbourhood
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent
from tests.samples import Sample


@pytest.fixture
def here(sample: Sample) -> Neighbourhood:
    """The neighborhood in which the sample's place is."""
    found = sample.city.neighbourhood_at(*sample.here)
    assert found is not None
    return found


@pytest.fixture
def elsewhere(sample: Sample, here: Neighbourhood) -> Neighbourhood:
    """Another one."""
    return next(area for area in sample.city.neighbourhoods if area.slug != here.slug)


def close(number: str, *, days_later: int = 0, reason: ClosingReason = ClosingReason.FIXED) -> None:
    with clock.stopped_at(NOON + timedelta(days=days_later)):
        operations.update_status(queries.find_case(number), Status.CLOSED, reason=reason)
        db.session.commit()


def page(client: CheckingClient, area: Neighbourhood, query: str = "", lang: str = "en", days_later: int = 0) -> str:
    with clock.stopped_at(NOON + timedelta(days=days_later)):
        response = client.get(f"/{lang}/neighbourhoods/{area.slug}{query}")
    assert response.status_code == 200
    return " ".join(response.get_data(as_text=True).split())


def listed(text: str) -> list[str]:
    """Numbers of the cases on a page, in their order."""
    return re.findall(r'case-card-name"><a href="/[\w-]+/cases/(\d{10})"', text)


def test_all_neighborhoods_are_there_by_name_with_what_is_open(
    client: CheckingClient, lang: str, sample: Sample, here: Neighbourhood
) -> None:
    sent(client)
    text = client.get(f"/{lang}/neighbourhoods").get_data(as_text=True)
    slugs = re.findall(rf'href="/{lang}/neighbourhoods/([^"]+)"', text)
    assert sorted(slugs) == sorted(area.slug for area in sample.city.neighbourhoods)
    assert text.count(f'href="/{lang}/neighbourhoods/{here.slug}"') == 1


def test_counts_are_sentences(client: CheckingClient, here: Neighbourhood, elsewhere: Neighbourhood) -> None:
    sent(client)
    text = client.get("/en/neighbourhoods").get_data(as_text=True)
    assert text.count("1 case is open.") == 1
    assert text.index(f"neighbourhoods/{here.slug}") < text.index("1 case is open.")
    assert "No case is open." in text.split(f"neighbourhoods/{elsewhere.slug}")[1][:600]


def test_a_neighborhood_is_found_by_a_part_of_its_name(client: CheckingClient, here: Neighbourhood) -> None:
    text = client.get(f"/en/neighbourhoods?q={here.name[1:5].upper()}").get_data(as_text=True)
    assert f"neighbourhoods/{here.slug}" in text


@pytest.mark.parametrize("typed", ["zzzz", "%25", "<script>", "x" * 5000, "%00%F0%9F%98%80"[3:]])
def test_a_name_that_nobody_uses_finds_nothing_and_leads_back(client: CheckingClient, typed: str, lang: str) -> None:
    text = client.get(f"/{lang}/neighbourhoods", query_string=f"q={typed}").get_data(as_text=True)
    assert 'class="linkrow"' not in text
    assert f'<a href="/{lang}/neighbourhoods">' in text


def test_what_is_open_is_counted_and_listed_newest_first(
    client: CheckingClient, inside: None, lang: str, here: Neighbourhood, sample: Sample
) -> None:
    with clock.stopped_at(NOON - timedelta(days=3)):
        older = sent(client)
    newer, closed = sent(client), sent(client)
    close(closed)
    text = page(client, here, lang=lang)
    assert listed(text)[:2] == [newer, older]
    if lang == "en":
        assert "2 cases are open. 1 case was closed in the last 30 days." in text


def test_a_case_says_its_address(client: CheckingClient, here: Neighbourhood) -> None:
    sent(client)
    assert "<bdi>1 Penn Square</bdi>" in page(client, here)


def test_what_is_elsewhere_is_not_here(client: CheckingClient, elsewhere: Neighbourhood) -> None:
    sent(client)
    assert listed(page(client, elsewhere)) == []


def test_what_was_closed_lately_is_there_and_what_was_closed_long_ago_is_not(
    client: CheckingClient, inside: None, here: Neighbourhood
) -> None:
    number = sent(client)
    close(number)
    assert listed(page(client, here, days_later=29)) == [number]
    assert listed(page(client, here, "?status=closed", days_later=29)) == [number]
    assert listed(page(client, here, days_later=31)) == []


def test_a_long_list_goes_on(client: CheckingClient, here: Neighbourhood, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cases.neighbourhood_page.PAGE_LENGTH", 2)
    numbers = [sent(client) for _ in range(5)]
    seen, query = [], ""
    while True:
        text = page(client, here, query)
        seen += listed(text)
        following = re.search(r'href="/en/neighbourhoods/[^"?]+(\?[^"]+)" rel="next"', text)
        if following is None:
            break
        query = following[1].replace("&amp;", "&")
    assert seen == numbers[::-1]


def test_a_cursor_holds_nothing_that_is_not_public_and_nobody_makes_one(
    client: CheckingClient, inside: None, here: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.neighbourhood_page.PAGE_LENGTH", 1)
    numbers = [sent(client) for _ in range(2)]
    cursor = re.search(r"cursor=([^\"&]+)", page(client, here))
    assert cursor is not None
    moment, number, seal = orjson.loads(base64.urlsafe_b64decode(cursor[1] + "=="))
    assert (datetime.fromisoformat(moment), number) == (NOON, numbers[1])
    for changed in ([moment, numbers[0], seal], ["2026-11-20T00:00:00+00:00", number, seal], [moment, 7, seal]):
        made = base64.urlsafe_b64encode(orjson.dumps(changed)).decode().rstrip("=")
        assert client.get(f"/en/neighbourhoods/{here.slug}?cursor={made}").status_code == 422


def test_a_cursor_of_another_list_is_refused(
    client: CheckingClient, here: Neighbourhood, elsewhere: Neighbourhood, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr("app.cases.neighbourhood_page.PAGE_LENGTH", 1)
    for _ in range(2):
        sent(client)
    cursor = re.search(r"cursor=([^\"&]+)", page(client, here))
    assert cursor is not None
    for path in (
        f"neighbourhoods/{elsewhere.slug}?cursor={cursor[1]}",
        f"neighbourhoods/{here.slug}?status=closed&cursor={cursor[1]}",
        f"neighbourhoods/{here.slug}?cursor=W10",
        f"neighbourhoods/{here.slug}?cursor=%F0%9F%98%80",
        f"neighbourhoods/{here.slug}?status=happy",
    ):
        response = client.get(f"/{lang}/{path}")
        assert response.status_code == 422
        assert "notice-danger" in response.get_data(as_text=True)


def test_the_city_is_on_time_where_it_kept_its_date(client: CheckingClient, inside: None, here: Neighbourhood) -> None:
    kept, late = sent(client), sent(client)
    close(kept)
    close(late, days_later=60)
    text = page(client, here, days_later=61)
    assert "1 of 2 cases closed in the last 90 days were on time." in text
    assert "%" not in text.split("Closed on time")[1].split("</section>")[0]


def test_enough_cases_are_a_percentage_too(
    client: CheckingClient, inside: None, here: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.neighbourhood_page.FEW", 3)
    for days in (0, 0, 60):
        close(sent(client), days_later=days)
    assert "<bdi>66%</bdi>" in page(client, here, days_later=61)


@pytest.mark.parametrize("reason", [ClosingReason.WITHDRAWN, ClosingReason.DUPLICATE])
def test_what_nobody_had_to_work_on_is_not_on_time(
    client: CheckingClient, inside: None, here: Neighbourhood, reason: ClosingReason
) -> None:
    number = sent(client)
    if reason is ClosingReason.WITHDRAWN:
        operations.withdraw_report(queries.find_case(number).reports[0])
        db.session.commit()
    else:
        close(number, reason=reason)
    assert "no case was closed for which the city had promised a date" in page(client, here)


def test_our_own_guess_is_no_promise_of_the_city(
    client: CheckingClient, inside: None, sample: Sample, here: Neighbourhood
) -> None:
    guessed = next(
        (s for s in sample.city.open_services if s.promise and s.promise.is_placeholder and s.is_shared), None
    )
    if guessed is None:
        pytest.skip("this city promises a date for everything")
    close(sent(client, service=guessed.code, answers=sample.answers(guessed)))
    text = page(client, here)
    assert "1 case was closed in the last 30 days." in text
    assert "no case was closed for which the city had promised a date" in text


def test_what_was_closed_long_ago_says_nothing_about_today(
    client: CheckingClient, inside: None, here: Neighbourhood
) -> None:
    close(sent(client))
    assert "1 of 1 case closed in the last 90 days was on time." in page(client, here, days_later=89)
    assert "1 of 1 case" not in page(client, here, days_later=91)


def test_the_busiest_services_come_first(client: CheckingClient, sample: Sample, here: Neighbourhood) -> None:
    def names(text: str) -> list[str]:
        part = text.split('class="busiest"')[1].split("</ol>", maxsplit=1)[0]
        return re.findall(r"<span>([^<]+)</span>", part)

    for service in (sample.other, sample.ordinary, sample.ordinary):
        sent(client, service=service.code, answers=sample.answers(service))
    assert names(page(client, here)) == [sample.ordinary.name, sample.other.name]


def test_an_empty_neighborhood_has_a_page_too(client: CheckingClient, lang: str, elsewhere: Neighbourhood) -> None:
    text = page(client, elsewhere, lang=lang)
    assert 'class="empty"' in text
    assert listed(text) == []


@pytest.mark.parametrize("slug", ["nowhere", "%20", "%F0%9F%98%80", "a%27b", "..%2F..", "x" * 3000, "%3Cscript%3E"])
def test_a_neighborhood_that_is_not_there_is_not_found(client: CheckingClient, lang: str, slug: str) -> None:
    for path in (f"/{lang}/neighbourhoods/{slug}", f"/feeds/neighbourhoods/{slug}.atom"):
        assert client.get(path).status_code == 404
    assert client.get(f"/n/{slug}", follow_redirects=True).status_code == 404


def test_the_short_address_opens_it_in_the_readers_language(client: CheckingClient, here: Neighbourhood) -> None:
    for typed in (here.slug, here.slug.upper()):
        response = client.get(f"/n/{typed}", headers={"Accept-Language": "ar"})
        assert response.headers["Location"] == f"/ar/neighbourhoods/{here.slug}"
        assert {"Accept-Language", "Cookie"} <= set(response.vary)


def test_the_page_says_its_short_address(client: CheckingClient, here: Neighbourhood, lang: str) -> None:
    assert f'href="http://localhost/n/{here.slug}"' in page(client, here, lang=lang)


def test_the_page_leads_to_its_feed_and_files(client: CheckingClient, here: Neighbourhood, lang: str) -> None:
    sent(client)
    text = page(client, here, lang=lang)
    assert f'<link rel="alternate" type="application/atom+xml" href="/feeds/neighbourhoods/{here.slug}.atom' in text
    for address in set(re.findall(r'href="(/feeds/[^"]+)"', text)):
        assert client.get(address.replace("&amp;", "&")).data


def test_a_reader_who_has_the_page_already_gets_no_second_one(client: CheckingClient, here: Neighbourhood) -> None:
    first = client.get(f"/en/neighbourhoods/{here.slug}")
    again = client.get(f"/en/neighbourhoods/{here.slug}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_private_and_held_cases_are_neither_listed_nor_counted(
    client: CheckingClient, inside: None, sample: Sample, here: Neighbourhood
) -> None:
    sent(client, service=sample.private.code, answers=sample.answers(sample.private))
    held = queries.find_case(sent(client))
    held.is_held, held.tile, held.latitude, held.longitude = True, None, None, None
    db.session.commit()
    text = page(client, here)
    assert listed(text) == []
    assert "No case is open." in text


def test_a_case_leads_to_its_neighborhood(client: CheckingClient, here: Neighbourhood, lang: str) -> None:
    number = sent(client)
    assert f'href="/{lang}/neighbourhoods/{here.slug}"' in client.get(f"/{lang}/cases/{number}").get_data(as_text=True)


def test_the_list_of_what_is_near_leads_to_all_neighborhoods(client: CheckingClient, lang: str) -> None:
    assert f'href="/{lang}/neighbourhoods"' in client.get(f"/{lang}/nearby").get_data(as_text=True)
