"""Answers to a service's questions: read, checked against the question, and shown again in words."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cases.submission import clean_text
from app.city import city
from app.city.catalogue import Question, Service
from app.i18n import _, city_text, format_list, format_moment, format_number

ANSWER_LIMIT = 1000
OWN_WORDS = ("string", "text")
Answer = str | float | list[str]


@dataclass(frozen=True, slots=True)
class AnswerMistake:
    """An answer that is missing or does not fit. Its words are only looked up for somebody who reads them."""

    question: Question
    is_missing: bool

    @property
    def field(self) -> str:
        """The name of the field in the form."""
        return f"answer.{self.question.code}"

    @property
    def message(self) -> str:
        """What to do about it."""
        if self.is_missing:
            return _("Please answer: %(question)s", question=city_text(self.question.label))
        return _misfit(self.question)


def read_answers(service: Service, sent: Mapping[str, Any]) -> tuple[dict[str, Answer], list[AnswerMistake]]:
    """The answers that fit their questions, and a mistake for each that is missing or does not fit."""
    answers: dict[str, Answer] = {}
    mistakes: list[AnswerMistake] = []
    for question in service.questions:
        words = _words(sent.get(question.code))
        answer = _answer(question, words)
        if answer is not None:
            answers[question.code] = answer
        elif words or question.is_required:
            mistakes.append(AnswerMistake(question, is_missing=not words))
    return answers, mistakes


def _words(value: Any) -> list[str]:
    """What was sent for one question, as a list of texts without empty ones."""
    values = value if isinstance(value, list) else [value]
    texts = (str(v).strip() for v in values if isinstance(v, str | int | float) and not isinstance(v, bool))
    return [cleaned for text in texts if (cleaned := clean_text(text))]


def _answer(question: Question, words: list[str]) -> Answer | None:
    if not words or any(len(word) > ANSWER_LIMIT for word in words):
        return None
    match question.datatype:
        case "number":
            return _number(words[0])
        case "datetime":
            return _moment(words[0])
        case "singlevaluelist":
            return words[0] if words[0] in _keys(question) else None
        case "multivaluelist":
            return list(dict.fromkeys(words)) if set(words) <= _keys(question) else None
        case _:
            return words[0]


def _keys(question: Question) -> set[str]:
    return {value.key for value in question.values}


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _moment(text: str) -> str | None:
    return datetime.fromisoformat(text).isoformat(timespec="minutes") if _read_moment(text) else None


def _read_moment(answer: Any) -> datetime | None:
    """The moment that an answer names: by the city's clocks, where it does not say by which."""
    try:
        moment = datetime.fromisoformat(str(answer))
        return (moment if moment.tzinfo else moment.replace(tzinfo=city.time_zone)).astimezone(city.time_zone)
    except (ValueError, OverflowError):
        return None


def _misfit(question: Question) -> str:
    match question.datatype:
        case "number":
            return _("Please write a number here.")
        case "datetime":
            return _("Please give a date and a time.")
        case "singlevaluelist" | "multivaluelist":
            return _("Please choose one of the answers listed.")
        case _:
            return _("This answer is too long. Please use fewer words.")


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question and its answer: the reporter's own words, or the city's in the reader's language."""

    question: str
    text: str
    is_own_words: bool


def answers_in_words(service: Service, answers: Mapping[str, Any]) -> list[ShownAnswer]:
    """What was answered, in the order in which the service asks."""
    asked = ((question, answers.get(question.code)) for question in service.questions)
    return [
        ShownAnswer(city_text(one.label), _in_words(one, answer), one.datatype in OWN_WORDS)
        for one, answer in asked
        if answer not in (None, "", [])
    ]


def _in_words(question: Question, answer: Any) -> str:
    if question.datatype in {"singlevaluelist", "multivaluelist"}:
        return format_list(list(_names(question, answer if isinstance(answer, list) else [answer])))
    if question.datatype == "number" and isinstance(answer, int | float):
        return format_number(answer)
    if question.datatype == "datetime" and (moment := _read_moment(answer)):
        return format_moment(moment)
    return str(answer)


def _names(question: Question, keys: Iterable[Any]) -> Iterable[str]:
    names = {value.key: city_text(value.name) for value in question.values}
    return (names.get(str(key), str(key)) for key in keys)
