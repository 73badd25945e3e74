"""What can be followed, by type. Followers know no cases: whoever has such subjects registers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from uuid import UUID

from flask import Flask, current_app

from app.followers.errors import NoSuchSubject

EXTENSION = "followed_subjects"


@dataclass(frozen=True, slots=True)
class Found:
    """A subject that may be followed, and the report by which it is the asker's own."""

    subject_id: int
    report_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """How a subject is shown to whoever follows it, in the language that was asked for. `wish` is what a device sends
    to follow it or to stop.
    """

    name: str
    url: str
    status_text: str = ""
    is_over: bool = False
    note: str = ""  # what tells it from others of that name
    wish: Mapping[str, Any] = field(default_factory=dict)


class Subjects(Protocol):
    """The subjects of one type."""

    def find(self, ref: str, keys: Mapping[UUID, str]) -> Found:
        """What `ref` calls, if whoever has these keys ({report id: secret}) may follow it; else a DomainError."""

    def id_of(self, ref: str) -> int | None:
        """The id of what `ref` calls, whoever asks: to stop following needs no leave."""

    def describe(self, follows: Mapping[int, UUID | None], language: str) -> Mapping[int, Line]:
        """{subject id: its line} for {subject id: the report by which it is the reader's own}, inside a request."""


def register_subjects(app: Flask, subject_type: str, subjects: Subjects) -> None:
    """Let subjects of this type be followed."""
    app.extensions.setdefault(EXTENSION, {})[subject_type] = subjects


def subjects_of(subject_type: str) -> Subjects:
    """Those of a type. Raises NoSuchSubject where nobody has any."""
    found = current_app.extensions.get(EXTENSION, {}).get(subject_type)
    if found is None:
        raise NoSuchSubject
    return cast(Subjects, found)
