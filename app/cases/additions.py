"""What a reporter sends after the report: more words and photos, the right service."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from app.cases.submission import DESCRIPTION_LIMIT, Addition, clean_text
from app.cases.wire import as_language, as_photos, as_text, as_uuid
from app.city import city
from app.city.catalogue import Service
from app.errors import FieldError
from app.i18n import _
from app.photos.models import DeclaredPhoto


@dataclass(slots=True)
class AdditionForm:
    """Words or photos to add to a report, or the service it should have had."""

    id: UUID = field(default_factory=uuid4)
    words: str = ""
    language: str = ""
    photos: tuple[DeclaredPhoto, ...] = ()
    has_files: bool = False
    report_id: UUID | None = None
    service: Service | None = None
    body_hash: bytes = b""
    errors: list[FieldError] = field(default_factory=list)

    @classmethod
    def parse_addition(cls, fields: MultiDict[str, str], *, has_files: bool) -> "AdditionForm":
        """Read the page's form; the id makes sure that what is sent twice is added once."""
        words = clean_text(as_text(fields.get("description")))
        form = cls(as_uuid(fields.get("sending_id")) or uuid4(), words, as_language(None), has_files=has_files)
        form.body_hash = hashlib.sha256(words.encode()).digest()
        form._expect_something()
        if len(words) > DESCRIPTION_LIMIT:
            form.wrong(
                "description", _("This is too long. Please use at most %(limit)s letters.", limit=DESCRIPTION_LIMIT)
            )
        return form

    @classmethod
    def parse_json(cls, addition_id: UUID, body: bytes, payload: dict[str, Any]) -> "AdditionForm":
        """Read the API's JSON, as long as it may be; `body` is what was sent, for its digest."""
        form = cls(addition_id, clean_text(as_text(payload.get("description"))), as_language(payload.get("language")))
        form.photos, _unreadable = as_photos(payload.get("photos"))
        form.report_id = as_uuid(payload.get("report"))
        form.body_hash = hashlib.sha256(body).digest()
        form._expect_something()
        return form

    @classmethod
    def parse_correction(cls, fields: MultiDict[str, str]) -> "AdditionForm":
        """Read the service that was chosen instead."""
        form = cls(service=city.service(as_text(fields.get("service"))))
        if form.service is None or form.service.is_retired:
            form.service = None
            form.wrong("service", _("Choose what kind of problem it is."))
        return form

    def addition(self, report_id: UUID, secret: str) -> Addition:
        """What is added to this report, once nothing is wrong."""
        return Addition(
            self.id, report_id, secret, self.body_hash, self.language, self.words, self.photos, self.has_files
        )

    def _expect_something(self) -> None:
        if not (self.words or self.photos or self.has_files):
            self.wrong("description", _("Write something or choose a photo."))

    def wrong(self, name: str, message: str) -> None:
        """Something to mend before this can be taken."""
        self.errors.append(FieldError(name, message))

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return self.words if name == "description" else ""

    def error(self, name: str) -> str | None:
        """What is wrong with a field, in words."""
        return next((str(error.message) for error in self.errors if error.field == name), None)
