"""A phone loads what can be reported, and keeps it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.city.catalogue import City

MOST_BYTES = 26_000  # as it travels: part of what a phone keeps of one language
MOST_BYTES_OF_WORDS = 120_000


@pytest.fixture
def phone(each_app: Flask) -> FlaskClient:
    return Flask.test_client(each_app)


STOP = ("code", "title", "text", "phone", "phone_label", "website")


def test_the_list_has_what_is_open_and_what_is_not_for_311(phone: FlaskClient, each_city: City) -> None:
    answer = phone.get(f"/api/v1/services?lang={each_city.default_language}")
    assert answer.status_code == 200
    assert [service["code"] for service in answer.json["services"]] == [one.code for one in each_city.open_services]
    assert [group["code"] for group in answer.json["groups"]] == [one.code for one in each_city.groups]
    assert {stop["code"] for stop in answer.json["stops"]} == {one.code for one in each_city.stops}
    assert set(answer.json["services"][0]) - {"same_within_m", "kin"} == {
        "code", "name", "description", "group", "agency", "keywords", "promise", "popular", "icon", "private",
        "rounded",
    }  # fmt: skip
    assert all({"title", "text", "phone", "keywords"} <= set(stop) for stop in answer.json["stops"])
    assert all(len(service["keywords"]) >= 5 for service in answer.json["services"])


def test_phones_learn_which_reports_may_be_about_the_same(phone: FlaskClient, each_city: City) -> None:
    answer = phone.get("/api/v1/services").json
    told = {service["code"]: service for service in answer["services"]}
    for service in each_city.open_services:
        assert told[service.code].get("same_within_m", answer["same_within_m"]) == service.same_within_m
        assert all(service.code in told[code]["kin"] for code in told[service.code].get("kin", ()))
        assert set(service.kin) <= set(told[service.code].get("kin", ()))


def test_a_service_comes_with_its_questions_in_order(phone: FlaskClient, each_city: City) -> None:
    for service in each_city.services:
        answer = phone.get(f"/api/v1/services/{service.code}").json
        assert answer["code"] == service.code
        assert [(one["order"], one["code"]) for one in answer["questions"]] == [
            (order, question.code) for order, question in enumerate(service.questions, start=1)
        ]
        for sent, question in zip(answer["questions"], service.questions, strict=True):
            assert (sent["datatype"], sent["required"]) == (question.datatype, question.is_required)
            assert [value["key"] for value in sent["values"]] == [value.key for value in question.values]
        triggers = {(stop["code"], stop["question"], stop["answer"]) for stop in answer["stops"]}
        assert triggers == {
            (stop.code, trigger.question, trigger.answer)
            for stop in each_city.stops
            for trigger in stop.when
            if trigger.service == service.code
        }


def test_the_list_with_questions_says_of_each_service_all_that_its_own_address_says(
    phone: FlaskClient, each_city: City
) -> None:
    for lang in (each_city.default_language, "es"):
        whole = phone.get(f"/api/v1/services?lang={lang}&questions=1").json
        texts = {stop["code"]: {name: stop[name] for name in STOP} for stop in whole["stops"]}
        for listed in whole["services"]:
            own = phone.get(f"/api/v1/services/{listed['code']}?lang={lang}").json
            assert listed | {"stops": [texts[stop["code"]] | stop for stop in listed["stops"]]} == own
        plain = phone.get(f"/api/v1/services?lang={lang}").json
        assert (whole["groups"], whole["stops"]) == (plain["groups"], plain["stops"])


@pytest.mark.parametrize("asked", ["", "&questions=", "&questions=0", "&questions=yes"])
def test_without_being_asked_for_the_list_has_no_questions(phone: FlaskClient, asked: str) -> None:
    assert "questions" not in phone.get(f"/api/v1/services?lang=en{asked}").json["services"][0]


def test_the_whole_catalogue_fits_a_bad_network(phone: FlaskClient, each_city: City) -> None:
    for lang in each_city.languages:
        url = f"/api/v1/services?lang={lang}&questions=1"
        assert len(phone.get(url, headers={"Accept-Encoding": "gzip"}).data) <= MOST_BYTES


def test_the_promise_says_whether_it_is_the_citys_word(phone: FlaskClient, each_city: City) -> None:
    for service, sent in zip(each_city.open_services, phone.get("/api/v1/services").json["services"], strict=True):
        promise = service.promise
        assert sent["promise"] == (
            promise and {"days": promise.days, "kind": promise.kind, "placeholder": promise.is_placeholder}
        )


@pytest.mark.parametrize("path", ["services?", "services?questions=1&", "services/{code}?"])
def test_it_may_be_kept_and_is_not_sent_twice(phone: FlaskClient, each_city: City, path: str) -> None:
    url = f"/api/v1/{path.format(code=each_city.services[0].code)}lang={each_city.languages[-1]}"
    first = phone.get(url)
    assert first.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert "Set-Cookie" not in first.headers
    again = phone.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert phone.get(url, headers={"If-None-Match": '"old"'}).status_code == 200


def test_the_words_of_all_languages_come_in_one_answer(phone: FlaskClient, each_city: City) -> None:
    answer = phone.get("/api/v1/services/words")
    assert answer.headers["Cache-Control"] == "public, max-age=86400, stale-while-revalidate=86400"
    assert "Set-Cookie" not in answer.headers
    things = [*each_city.open_services, *each_city.stops]
    assert answer.json["codes"] == [thing.code for thing in things]
    assert set(answer.json["words"]) == set(each_city.languages)
    own = answer.json["words"][each_city.default_language]
    for thing, words in zip(things, own, strict=True):
        assert set(thing.keywords) <= set(words)
    again = phone.get("/api/v1/services/words", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_every_word_that_a_reader_has_is_among_the_words_of_all(phone: FlaskClient, each_city: City) -> None:
    answer = phone.get("/api/v1/services/words").json
    called = {code: {word.casefold() for each in answer["words"].values() for word in each[place]}
              for place, code in enumerate(answer["codes"])}  # fmt: skip
    for lang in each_city.languages:
        catalogue = phone.get(f"/api/v1/services?lang={lang}").json
        for service in catalogue["services"]:
            assert {word.casefold() for word in (service["name"], *service["keywords"])} <= called[service["code"]]
        for stop in catalogue["stops"]:
            assert {word.casefold() for word in stop["keywords"]} <= called[stop["code"]]


def test_no_word_is_sent_twice(phone: FlaskClient) -> None:
    answer = phone.get("/api/v1/services/words").json
    for place, code in enumerate(answer["codes"]):
        words = [word.casefold() for each in answer["words"].values() for word in each[place]]
        assert len(words) == len(set(words)), code


def test_the_words_of_all_languages_fit_a_bad_network(phone: FlaskClient) -> None:
    assert len(phone.get("/api/v1/services/words", headers={"Accept-Encoding": "gzip"}).data) <= MOST_BYTES_OF_WORDS


@pytest.mark.parametrize("lang", ["", "xx", "EN", "../en", "en'--"])
def test_an_unknown_language_is_answered_in_the_citys_own(phone: FlaskClient, each_city: City, lang: str) -> None:
    own = phone.get("/api/v1/services", query_string={"lang": each_city.default_language})
    other = phone.get("/api/v1/services", query_string={"lang": lang}, headers={"Accept-Language": "es"})
    assert other.data == own.data


def test_only_the_address_decides_the_language(phone: FlaskClient, each_city: City) -> None:
    phone.set_cookie("lang", each_city.languages[-1])
    own = phone.get("/api/v1/services", query_string={"lang": each_city.default_language})
    assert phone.get("/api/v1/services", headers={"Accept-Language": "es"}).data == own.data


@pytest.mark.parametrize("code", ["SR-NONE", "%00", "..%2f..%2fetc%2fpasswd", "x" * 5000, "🙂", "'; drop table cases"])
def test_an_unknown_service_is_named_as_a_problem(phone: FlaskClient, code: str) -> None:
    answer = phone.get(f"/api/v1/services/{code}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 404


def test_an_unknown_service_says_so_in_words(phone: FlaskClient) -> None:
    answer = phone.get("/api/v1/services/SR-NONE?lang=en").json
    assert (answer["type"], answer["detail"]) == ("/problems/unknown_service", "We do not know this kind of problem.")


def test_the_catalogue_cannot_be_written(phone: FlaskClient) -> None:
    assert phone.post("/api/v1/services").status_code == 405
    assert phone.put("/api/v1/services/SR-1").status_code == 405
