"""Dates, times, distances and lists as the readers of each language write them, with digits 0-9."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.i18n import NATIVE_NAMES, force_language
from app.i18n import formats as written

TUESDAY = date(2026, 2, 24)
AFTERNOON = datetime(2026, 11, 24, 20, 7, tzinfo=UTC)  # 3:07 PM in Philadelphia
DAYS = {
    "en": "Tuesday, February 24, 2026",
    "ar": "الثلاثاء، 24 فبراير 2026",
    "bn": "মঙ্গলবার, 24 ফেব্রুয়ারী, 2026",
    "es": "martes, 24 de febrero de 2026",
    "fr": "mardi 24 février 2026",
    "hi": "मंगलवार, 24 फ़रवरी 2026",
    "ht": "madi 24 fevriye 2026",
    "id": "Selasa, 24 Februari 2026",
    "km": "ថ្ងៃអង្គារ ទី24 ខែកុម្ភៈ ឆ្នាំ2026",
    "ko": "2026년 2월 24일 화요일",
    "my": "2026 ခုနှစ်၊ ဖေဖော်ဝါရီ 24 ရက်၊ အင်္ဂါနေ့",
    "pt": "terça-feira, 24 de fevereiro de 2026",
    "ru": "вторник, 24 февраля 2026 года",
    "sw": "Jumanne, 24 Februari 2026",
    "ur": "منگل، 24 فروری، 2026",
    "vi": "Thứ Ba, 24 tháng 2, 2026",
    "zh-Hans": "2026年2月24日星期二",
}
TIMES = {
    "en": "3:07 PM",
    "ar": "3:07 م",
    "bn": "3:07 PM",
    "es": "3:07 p.m.",
    "fr": "15:07",
    "hi": "3:07 pm",
    "ht": "3:07 PM",
    "id": "15.07",
    "km": "3:07 រសៀល",
    "ko": "오후 3:07",
    "my": "နေ့လယ် 3:07",
    "pt": "15:07",
    "ru": "15:07",
    "sw": "3:07 PM",
    "ur": "دوپہر 3:07",
    "vi": "3:07 chiều",
    "zh-Hans": "15:07",
}
KHMER_HOURS = {5: "យប់", 9: "ព្រឹក", 17: "រសៀល", 23: "ល្ងាច", 3: "យប់"}  # in UTC; the city is five hours behind
LISTS = {"en": "A, B, and C", "ht": "A, B ak C", "km": "A, B និង C", "my": "A၊ B နှင့် C", "ur": "A، B، اور C"}
PAIRS = {"en": "A and B", "ht": "A ak B", "km": "A និង B", "my": "A နှင့် B", "zh-Hans": "A和B"}
DISTANCES = {
    "fr": "400 pieds",
    "en": "400 ft",
    "ru": "400 футов",
    "ht": "400 pye",
    "km": "400 ហ្វីត",
    "ko": "400피트",
    "my": "400 ပေ",
    "ur": "400 فیٹ",
}
MILES = {"en": "1.2 mi", "ht": "1,2 mil", "id": "1,2 mil", "km": "1.2 ម៉ាយ", "my": "1.2 မိုင်", "sw": "maili 1.2"}
MILE = [
    ("es", "1 milla", "1.2 millas"),
    ("fr", "1 mile", "1,2 mile"),
    ("pt", "1 milha", "1,2 milha"),
    ("ru", "1 миля", "1,2 мили"),
]
FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


@pytest.fixture(autouse=True)
def _in_the_city(city_app: Flask) -> Iterator[None]:
    with city_app.app_context():
        yield


@pytest.mark.parametrize("lang", DAYS)
def test_a_date_with_its_weekday(lang: str) -> None:
    with force_language(lang):
        assert written.format_day(TUESDAY) == DAYS[lang]


def test_a_french_month_begins_with_the_first() -> None:
    with force_language("fr"):
        assert written.format_day(date(2026, 12, 1)) == "mardi 1er décembre 2026"
        assert written.format_date(date(2026, 12, 1)) == "1er décembre 2026"
        assert written.format_date(date(2026, 12, 11)) == "11 décembre 2026"


@pytest.mark.parametrize("lang", TIMES)
def test_a_time_of_day(lang: str) -> None:
    with force_language(lang):
        assert re.sub("[\u00a0\u202f]", " ", written.format_time(AFTERNOON)) == TIMES[lang]


@pytest.mark.parametrize("lang", TIMES)
def test_no_line_breaks_a_time_of_day(lang: str) -> None:
    with force_language(lang):
        assert " " not in written.format_time(AFTERNOON)


def test_an_indonesian_day_has_no_zero_before_it() -> None:
    with force_language("id"):
        assert written.format_day(date(2026, 12, 2)) == "Rabu, 2 Desember 2026"


@pytest.mark.parametrize("hour", KHMER_HOURS)
def test_the_parts_of_a_khmer_day(hour: int) -> None:
    with force_language("km"):
        assert written.format_time(AFTERNOON.replace(hour=hour)).endswith(KHMER_HOURS[hour])


@pytest.mark.parametrize("lang", LISTS)
def test_a_list(lang: str) -> None:
    with force_language(lang):
        assert written.format_list(["A", "B", "C"]) == LISTS[lang]
        assert written.format_list(["A"]) == "A"


@pytest.mark.parametrize("lang", PAIRS)
def test_a_list_of_two(lang: str) -> None:
    with force_language(lang):
        assert written.format_list(["A", "B"]) == PAIRS[lang]


@pytest.mark.parametrize("lang", DISTANCES)
def test_a_short_way(lang: str) -> None:
    with force_language(lang):
        assert written.format_distance(120).replace("\u202f", " ") == DISTANCES[lang]


@pytest.mark.parametrize("lang", MILES)
def test_a_long_way(lang: str) -> None:
    with force_language(lang):
        assert written.format_distance(2000).replace("\u202f", " ") == MILES[lang]


@pytest.mark.parametrize(("lang", "mile", "more"), MILE)
def test_miles_have_the_form_of_their_number(lang: str, mile: str, more: str) -> None:
    with force_language(lang):
        assert [written.format_distance(metres) for metres in (1609, 2000)] == [mile, more]


@pytest.mark.parametrize("lang", NATIVE_NAMES)
def test_digits_are_latin_and_no_unit_is_a_code(lang: str) -> None:
    with force_language(lang):
        said = [
            written.format_day(TUESDAY), written.format_moment(AFTERNOON), written.format_number(12345.5),
            written.format_distance(120), written.format_distance(2000), written.format_megabytes(2_100_000),
        ]  # fmt: skip
    assert not [text for text in said if FOREIGN_DIGIT.search(text) or "length-" in text or "digital-" in text]
