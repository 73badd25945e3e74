"""What came over the wire, from the page's form or as JSON, read into one `Submission`.

Both become the same payload and go through the same checks. The page refuses what a person can still mend; the
API receives whatever can be kept, and flags it for a person's look. Forms collect errors, they never raise.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import orjson
from werkzeug.datastructures import MultiDict

from app.cases.answers import read_answers
from app.cases.numbers import plain_digits
from app.cases.submission import DESCRIPTION_LIMIT, Contact, SentPlace, Submission, clean_text, is_email
from app.cases.wire import (
    as_dict,
    as_language,
    as_line,
    as_moment,
    as_number_text,
    as_photos,
    as_place,
    as_secret,
    as_text,
    as_uuid,
    payload_of,
)
from app.city import city
from app.city.catalogue import Service
from app.errors import FieldError
from app.i18n import _, city_text
from app.photos.models import DeclaredPhoto
from app.places.geometry import circle_is_outside

UNKNOWN_SERVICE = "unknown"
OF_THE_PAGE = {"id", "secret", "language", "schema", "do"}  # fields that nobody types


@dataclass(slots=True)
class ReportForm:
    """A report on its way in: what was typed, what is wrong with it, and, once nothing is, the submission."""

    id: UUID
    secret: str
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    photos: list[Any] = field(default_factory=list)
    submission: Submission | None = None

    @classmethod
    def blank(cls, service_code: str = "") -> "ReportForm":
        """A new form with an id and a secret of its own."""
        return cls(uuid4(), secrets.token_urlsafe(24), {"service": service_code})

    @classmethod
    def parse(cls, fields: MultiDict[str, str], *, is_final: bool = True) -> "ReportForm":
        """Read the page's fields. With `is_final` false nothing is checked yet: the person asked for the questions."""
        form = cls(
            as_uuid(fields.get("id")) or uuid4(), as_secret(fields.get("secret")) or secrets.token_urlsafe(24), fields
        )
        if is_final:
            payload = payload_of(fields)
            digest = hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).digest()
            form._read(payload, digest, strict=True)
        return form

    @classmethod
    def parse_json(cls, report_id: UUID, secret: str, body: bytes, payload: dict[str, Any]) -> "ReportForm":
        """Read the API's JSON; `body` is what was sent, for its digest."""
        form = cls(report_id, secret, payload)
        form._read(payload, hashlib.sha256(body).digest(), strict=False)
        return form

    @property
    def service(self) -> Service | None:
        """The chosen service, where there is one that the pack knows."""
        return city.service(str(self.values.get("service") or ""))

    @property
    def has_questions(self) -> bool:
        """Whether the chosen service asks anything."""
        return self.service is not None and bool(self.service.questions)

    @property
    def has_content(self) -> bool:
        """Whether anything was typed, chosen or attached."""
        return bool(self.photos or self.errors) or any(
            self.value(name) for name in self.values if name not in OF_THE_PAGE
        )

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return str(self.values.get(name) or "")

    def chosen(self, name: str) -> list[str]:
        """What was ticked in a field of several."""
        return self.values.getlist(name) if isinstance(self.values, MultiDict) else []

    def error(self, name: str) -> str | None:
        """What is wrong with a field, in words."""
        return next((str(error.message) for error in self.errors if error.field == name), None)

    def _wrong(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, message))

    def _read(self, payload: dict[str, Any], digest: bytes, *, strict: bool) -> None:
        flags: list[str] = []
        place = self._place(payload, strict=strict)
        submission = Submission(
            report_id=self.id,
            secret=self.secret,
            body_hash=digest,
            service_code=self._service_code(payload, flags, strict=strict),
            answers=self._answers(payload, flags, strict=strict),
            place=place,
            description=self._description(payload, strict=strict),
            contact=self._contact(payload, strict=strict),
            language=as_language(payload.get("language")),
            joins=plain_digits(as_line(as_number_text(payload.get("joins")), 60)) or None,
            photos=self._photos(payload, flags),
            client_time=as_moment(payload.get("client_time")),
            flags=tuple(flags),
        )
        if not self.errors:
            self.submission = submission

    def _service_code(self, payload: dict[str, Any], flags: list[str], *, strict: bool) -> str:
        code = as_line(payload.get("service"), 60)
        service = city.service(code)
        if strict and (service is None or service.is_retired):
            self._wrong("service", _("Choose what kind of problem it is."))
        elif service is None:
            flags.append("unknown_service")
        return code or UNKNOWN_SERVICE

    def _answers(self, payload: dict[str, Any], flags: list[str], *, strict: bool) -> dict[str, Any]:
        sent = as_dict(payload.get("answers"))
        service = city.service(as_text(payload.get("service")))
        if service is None:
            return sent
        answers, mistakes = read_answers(service, sent)
        if strict:
            self.errors += [FieldError(mistake.field, mistake.message) for mistake in mistakes]
            return answers
        flags += [f"check_{mistake.field}" for mistake in mistakes]
        return sent | answers  # whatever was sent is kept, even what does not fit

    def _place(self, payload: dict[str, Any], *, strict: bool) -> SentPlace:
        place = as_place(as_dict(payload.get("place")))
        if place is None:
            self._wrong("place", _("We could not read this position. Please say where it is in words."))
            return SentPlace()
        if is_outside_city(place):
            self._wrong("place", outside_city())
        elif strict and not place.has_point and not place.address and not payload.get("unplaceable"):
            self._wrong("address", _("Say where it is, or tick “I can't place it”."))
        return place

    def _description(self, payload: dict[str, Any], *, strict: bool) -> str:
        text = clean_text(as_text(payload.get("description")))
        if strict and len(text) > DESCRIPTION_LIMIT:
            self._wrong(
                "description", _("This is too long. Please use at most %(limit)s letters.", limit=DESCRIPTION_LIMIT)
            )
        return text

    def _contact(self, payload: dict[str, Any], *, strict: bool) -> Contact:
        sent = as_dict(payload.get("contact"))
        contact = Contact(
            as_line(sent.get("name"), 200), as_line(sent.get("email"), 254), as_line(sent.get("phone"), 40)
        )
        if strict and contact.email and not is_email(contact.email):
            self._wrong("contact_email", _("This e-mail address is not complete. It looks like name@example.org."))
        return contact

    def _photos(self, payload: dict[str, Any], flags: list[str]) -> tuple[DeclaredPhoto, ...]:
        """What is announced. What cannot be read is flagged, too large or too many is withheld later: no photo holds up
        its report."""
        photos, has_unreadable = as_photos(payload.get("photos"))
        if has_unreadable:
            flags.append("unreadable_photo")
        return photos


def is_outside_city(place: SentPlace) -> bool:
    """Whether the whole circle of a place's accuracy lies outside; a place that may be inside is let in."""
    if place.latitude is None or place.longitude is None:
        return False
    return circle_is_outside(city.outline, place.latitude, place.longitude, place.accuracy_m or 0.0)


def outside_city() -> str:
    """What a place outside the city is answered, with whom to call there."""
    return city_text(city.outside_help)
