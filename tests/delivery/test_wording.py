"""What followers read: in their own language, short enough for a lock screen, and nothing that is nobody else's."""

import json
from dataclasses import asdict

import pytest

from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.delivery.kinds import TOLD
from app.delivery.letters import shortened
from app.delivery.news import Line, news_of
from app.delivery.wording import CARRIED, LONGEST_TITLE, SHORTEST_NAME, words_for
from app.i18n import NATIVE_NAMES, city_text, direction, force_language
from tests.delivery.samples_of_news import (
    ADDRESS,
    GIVEN,
    ISOLATES,
    MISSED,
    NUMBER,
    SECRET_WORDS,
    case_of,
    line,
    longest,
    longest_area,
    news,
    ordinary,
    told,
    visible,
)
from tests.rules.english import english_in

A_YEAR = " 2026."  # what a lock screen may cut off a date


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
        said = [theirs.title, theirs.body, *(one.text for one in theirs.lines if one.text != SECRET_WORDS)]
        assert english_in(language).in_json(json.dumps(said)) == set()
        assert not {ours.title, ours.body} & {theirs.title, theirs.body}


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
    assert Line("The crew comes on Friday.", "en") in told(event, case_of(ordinary()), "en").lines


@pytest.mark.parametrize(("written_in", "known_as"), [("en", "en"), (None, "")])
def test_a_note_that_nobody_translated_says_which_language_it_is_in(written_in: str | None, known_as: str) -> None:
    event = line("explained", expected_on=GIVEN, note="The plant is closed.", note_language=written_in, actor="city")
    assert told(event, case_of(ordinary()), "ar").lines[0] == Line("The plant is closed.", known_as)


def test_what_we_say_beside_it_is_in_the_readers_language() -> None:
    event = line("status", status=Status.IN_PROGRESS, note="Soon.", note_language="en", actor="city")
    said = told(event, case_of(ordinary(), report_count=4), "ar").lines
    assert [one.language for one in said] == ["en", "ar", "ar"]


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
    assert words.lines[0].text == "It is too cold."


def test_a_question_says_how_to_answer_to_those_who_are_asked() -> None:
    event = line("inquiry", status=Status.WAITING, note="Which side?", note_language="en", actor="city")
    words = told(event, case_of(ordinary()), "en")
    assert words.title.endswith(" · A question for you")
    assert words.body.startswith(
        "The city has a question about this report. You can answer with words or a photo. Case"
    )
    assert words.lines[0].text == "Which side?"


def test_who_reported_it_with_others_hears_how_many_they_are() -> None:
    case = case_of(ordinary(), report_count=4)
    assert Line("You are one of 4 people who reported this.", "en") in told(line("joined"), case, "en").lines
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
