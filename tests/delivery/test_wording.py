"""What followers read: in their own language, short enough for a lock screen, and nothing that is nobody else's."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from app.cases.models import Case, Event
from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.city.catalogue import Neighbourhood, Service
from app.delivery.kinds import TOLD
from app.delivery.letters import shortened
from app.delivery.news import news_of
from app.delivery.wording import CARRIED, LONGEST_TITLE, SHORTEST_NAME, Words, digest_words, words_for
from app.i18n import NATIVE_NAMES, city_text, direction, force_language
from tests.conftest import NOON
from tests.rules.english import english_in

NUMBER = "4821903758"
ADDRESS, SECRET_WORDS = "1400 Calle Ancha", "Mi vecino Pedro lo hizo"
MISSED, GIVEN = date(2026, 9, 30), date(2026, 12, 24)
A_YEAR = " 2026."  # what a lock screen may cut off a date
ISOLATES = "\u2066\u2068\u2069"


def news() -> Iterator[tuple[Event, bool]]:
    """Each thing that can be told: an event, and whether it is told to those who follow the area."""
    yield line("received"), True
    yield line("received"), False
    for status in (Status.ACKNOWLEDGED, Status.SCHEDULED, Status.IN_PROGRESS, Status.WAITING, Status.CONTESTED):
        yield line("status", status=status, actor="city"), False
    yield line("status", status=Status.SCHEDULED, expected_on=GIVEN, actor="city"), False
    for reason in ClosingReason:
        yield line("status", status=Status.CLOSED, closing_reason=reason, actor="city"), False
    for kind in ("joined", "words", "photo", "rejoined", "left", "answer"):
        yield line(kind), False
    for kind in ("linked", "unlinked", "again", "reopened"):
        yield line(kind, other_case_id=2), False
    yield line("service", service_code="{longest}"), False
    yield line("late", missed_on=MISSED), False
    yield line("late", missed_on=MISSED, expected_on=GIVEN, note=SECRET_WORDS, actor="city"), False
    yield line("explained", expected_on=GIVEN, note=SECRET_WORDS, actor="city"), False
    yield line("explained", note=SECRET_WORDS, actor="city"), False
    yield line("inquiry", status=Status.WAITING, note=SECRET_WORDS, actor="city"), False


def line(kind: str, **values: object) -> Event:
    usual = {"id": 7, "is_public": True, "happened_at": NOON, "actor": "resident"}
    return Event(kind=kind, **(usual | values))


def case_of(service: Service, **values: object) -> Case:
    """A case as the store would give it."""
    usual = {
        "id": 1, "number": NUMBER, "service_code": service.code, "status": Status.RECEIVED, "report_count": 1234,
        "received_at": NOON - timedelta(days=30), "is_private": False, "is_held": False, "address": ADDRESS,
        "neighbourhood": longest_area().slug, "expected_on": MISSED,
    }  # fmt: skip
    return Case(**(usual | values))


def told(event: Event, case: Case, language: str, *, is_own: bool = True, is_area: bool = False) -> Words:
    if event.service_code:
        event.service_code = case.service_code
    event.case_id, case.status = case.id, event.status or case.status
    case.closing_reason = event.closing_reason
    case.closed_at = NOON if event.status == Status.CLOSED else None
    event.__dict__["case"] = case  # as if loaded: a real relation would want a store
    return words_for(event, case, language=language, is_own=is_own, is_area=is_area)


def ordinary() -> Service:
    """One with a promise of the city's own."""
    return next(s for s in city.open_services if s.promise and not s.promise.is_placeholder and not s.is_private)


def longest_area() -> Neighbourhood:
    return max(city.neighbourhoods, key=lambda area: len(area.name))


def longest(language: str) -> Service:
    with force_language(language):
        return max(city.open_services, key=lambda service: len(city_text(service.name)))


def visible(text: str) -> str:
    return "".join(letter for letter in text if letter not in ISOLATES)


@pytest.fixture(autouse=True)
def _inside(inside: None) -> None:
    """Each test runs inside the application."""


def test_every_kind_that_is_told_has_been_written_down() -> None:
    assert {event.kind for event, _ in news()} >= TOLD


@pytest.mark.parametrize("language", sorted(NATIVE_NAMES))
def test_a_lock_screen_shows_what_happened(language: str) -> None:
    case = case_of(longest(language))
    for event, is_area in news():
        words = told(event, case, language, is_area=is_area)
        with force_language(language):
            said = news_of(event, case, is_own=True, is_area=is_area)
        shown = visible(f"{words.title} {words.body}")
        end = shown.index(visible(said.sentences[0])) + len(visible(said.sentences[0]))
        assert end <= CARRIED + (len(A_YEAR) if event.missed_on or event.expected_on else 0), shown
        assert len(visible(words.title)) <= max(LONGEST_TITLE, SHORTEST_NAME + len(" · ") + len(said.what)), words.title
        assert len(said.what) <= 35
        assert said.what in words.title


@pytest.mark.parametrize("language", sorted(set(NATIVE_NAMES) - {"en"}))
def test_nothing_is_said_in_english_to_somebody_who_reads_another_language(language: str) -> None:
    service = next(one for one in city.open_services if one.popular and one.promise)
    for event, is_area in news():
        ours = told(event, case_of(service), "en", is_area=is_area)
        theirs = told(event, case_of(service), language, is_area=is_area)
        said = [theirs.title, theirs.body, *(line for line in theirs.lines if line != SECRET_WORDS)]
        assert english_in(language).in_json(json.dumps(said)) == set()
        assert not {ours.title, ours.body} & {theirs.title, theirs.body}


@pytest.mark.parametrize("language", sorted(set(NATIVE_NAMES) - {"en"}))
def test_a_digest_is_in_the_followers_language(language: str) -> None:
    def title(tag: str) -> str:
        words = told(line("joined"), case_of(ordinary()), tag)
        return digest_words([words, words]).title

    assert title(language) != title("en")


@pytest.mark.parametrize("language", sorted(NATIVE_NAMES))
def test_a_lock_screen_shows_no_address_and_nobodys_words(language: str) -> None:
    for event, is_area in news():
        words = told(event, case_of(longest(language)), language, is_area=is_area)
        assert ADDRESS not in json.dumps(asdict(words), ensure_ascii=False)
        assert SECRET_WORDS not in words.title + words.body


@pytest.mark.parametrize("language", sorted(NATIVE_NAMES))
@pytest.mark.parametrize("hidden", [{"is_private": True}, {"is_held": True}])
def test_a_hidden_case_does_not_say_what_it_is_about(language: str, hidden: dict[str, bool]) -> None:
    service = longest(language)
    case = case_of(service, **hidden)
    with force_language(language):
        name, place = city_text(service.name), city_text(longest_area().name)
    for event, _ in news():
        words = told(event, case, language)
        assert name[:14] not in words.title + words.body
        assert place not in words.title + words.body
        assert "4821" in words.title


def test_the_city_s_note_is_in_the_mail() -> None:
    event = line("status", status=Status.SCHEDULED, note="The crew comes on Friday.", note_language="en", actor="city")
    assert "The crew comes on Friday." in told(event, case_of(ordinary()), "en").lines


def test_a_note_that_is_hidden_and_a_residents_words_are_not() -> None:
    hidden = line("status", status=Status.SCHEDULED, note="Broken window", actor="city", is_public=False)
    assert hidden.note not in str(told(hidden, case_of(ordinary()), "en"))
    by_resident = line("answer", note=SECRET_WORDS, status=Status.ACKNOWLEDGED)
    assert SECRET_WORDS not in str(told(by_resident, case_of(ordinary()), "en"))


def test_numbers_and_names_stand_by_themselves_where_people_read_leftwards() -> None:
    words = told(line("joined"), case_of(longest("ar")), "ar")
    assert "\u20664821\u00a09037\u00a058\u2069" in words.body
    assert words.body.count("\u2069") == sum(words.body.count(start) for start in "\u2066\u2068")
    assert (words.language, words.direction) == ("ar", "rtl")
    plain = told(line("joined"), case_of(longest("es")), "es")
    assert not set(ISOLATES) & set(plain.title + plain.body)
    assert plain.direction == "ltr"


@pytest.mark.parametrize("language", sorted(NATIVE_NAMES))
def test_a_message_leads_to_the_case_in_the_followers_language(language: str) -> None:
    words = told(line("joined"), case_of(ordinary()), language)
    assert words.url.endswith(f"/{language}/cases/{NUMBER}")
    assert (words.language, words.direction) == (language, direction(language))
    assert words.number == "4821 9037 58"


def test_a_tag_names_a_case_and_tells_nothing_of_it() -> None:
    tags = {told(event, case_of(ordinary()), "en").tag for event, _ in news()}
    other = told(line("joined"), case_of(ordinary(), id=2), "en").tag
    assert len(tags) == 1
    assert other not in tags
    assert all(len(tag) == 32 and NUMBER not in tag for tag in (*tags, other))


def test_a_date_that_is_our_guess_is_not_told_as_the_city_s() -> None:
    guessed = next(s for s in city.open_services if s.promise and s.promise.is_placeholder)
    event = line("status", status=Status.SCHEDULED, actor="city")
    body = told(event, case_of(guessed, expected_on=GIVEN), "en").body
    assert body.startswith("The city planned the work. Case")
    given = told(event, case_of(guessed, expected_on=GIVEN, given_on=GIVEN), "en").body
    assert given.startswith("The city says it will be done by December 24, 2026. Case")


def test_an_explanation_of_what_is_late_says_both() -> None:
    event = line("late", missed_on=MISSED, expected_on=GIVEN, note="It is too cold.", note_language="en", actor="city")
    words = told(event, case_of(ordinary()), "en")
    assert words.title.endswith(" · 49 days late")
    assert words.body.startswith(
        "The city said it would be done by September 30, 2026. The city says it will be done by December 24, 2026. "
        "The city explains why it takes longer. Case"
    )
    assert words.lines[0] == "It is too cold."


def test_a_question_says_how_to_answer_to_those_who_are_asked() -> None:
    event = line("inquiry", status=Status.WAITING, note="Which side?", note_language="en", actor="city")
    words = told(event, case_of(ordinary()), "en")
    assert words.title.endswith(" · A question for you")
    assert words.body.startswith(
        "The city has a question about this report. You can answer with words or a photo. Case"
    )
    assert words.lines[0] == "Which side?"


def test_who_reported_it_with_others_hears_how_many_they_are() -> None:
    case = case_of(ordinary(), report_count=4)
    assert "You are one of 4 people who reported this." in told(line("joined"), case, "en").lines
    assert told(line("joined"), case, "en", is_own=False).lines == ()


def test_a_date_that_has_passed_is_no_promise() -> None:
    event = line("status", status=Status.SCHEDULED, actor="city")
    assert told(event, case_of(ordinary(), expected_on=MISSED), "en").body.startswith("The city planned the work. Case")


def test_who_follows_a_duplicate_hears_what_becomes_of_the_other_and_why() -> None:
    own, leader = case_of(ordinary(), number="1000000008", id=1), case_of(ordinary(), id=2)
    event = line("status", status=Status.CLOSED, closing_reason=ClosingReason.FIXED, actor="city", case_id=2)
    event.__dict__["case"] = leader
    words = words_for(event, own, language="en", is_own=True, is_area=False)
    assert words.title.endswith(" · Fixed")
    assert words.body.startswith("The city says it is fixed. Case 1000\u00a00000\u00a008 · ")
    assert words.body.endswith("The city found that case 4821\u00a09037\u00a058 is about the same problem.")
    assert words.url.endswith("/en/cases/1000000008")


def test_a_digest_of_one_is_that_one() -> None:
    words = told(line("joined"), case_of(ordinary()), "en")
    assert digest_words([words]) is words


def test_a_digest_says_how_much_and_lists_it() -> None:
    each = [told(event, case_of(ordinary()), "en") for event, _ in news()][:7]
    digest = digest_words(each)
    assert digest.title == "7 things happened"
    assert digest.body.splitlines() == [words.title for words in each[:5]]
    assert len(digest.lines) == 7
    assert all(words.url in said for words, said in zip(each, digest.lines, strict=True))
    assert digest.url.endswith("/en/alerts")


@pytest.mark.parametrize(("name", "limit", "short"), [
    ("Pothole", 14, "Pothole"),
    ("Complaint or praise about a street crew", 24, "Complaint or praise…"),
    ("Abcdefghijklmnopqrstuvwxyz", 14, "Abcdefghijklm…"),
    ("公园、游乐场或康乐中心问题", 8, "公园、游乐场或…"),
    ("မီးသတ် သို့မဟုတ် လူနာတင်ကား", 10, "မီးသတ်…"),
])  # fmt: skip
def test_a_long_name_is_cut_after_a_word(name: str, limit: int, short: str) -> None:
    assert shortened(name, limit) == short
    assert len(short) <= limit
