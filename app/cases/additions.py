"""What a reporter sends after the report: more words and photos, the right service."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from app.cases.submission import DESCRIPTION_LIMIT, clean_text
from app.cases.wire import as_text, as_uuid
from app.city import city
from app.city.catalogue import Service
from app.errors import FieldError
from app.i18n import _


@dataclass(slots=True)
class AdditionForm:
    """Words or photos to add to a report, or the service it should have had."""

    id: UUID = field(default_factory=uuid4)
    words: str = ""
    service: Service | None = None
    errors: list[FieldError] = field(default_factory=list)

    @classmethod
    def parse_addition(cls, fields: MultiDict[str, str], *, has_photos: bool) -> "AdditionForm":
        """Read what to add; the id makes sure that what is sent twice is added once."""
        form = cls(as_uuid(fields.get("sending_id")) or uuid4(), clean_text(as_text(fields.get("description"))))
        if not form.words and not has_photos:
            form.wrong("description", _("Write something or choose a photo."))
        elif len(form.words) > DESCRIPTION_LIMIT:
            form.wrong(
                "description", _("This is too long. Please use at most %(limit)s letters.", limit=DESCRIPTION_LIMIT)
            )
        return form

    @classmethod
    def parse_correction(cls, fields: MultiDict[str, str]) -> "AdditionForm":
        """Read the service that was chosen instead."""
        form = cls(service=city.service(as_text(fields.get("service"))))
        if form.service is None or form.service.is_retired:
            form.service = None
            form.wrong("service", _("Choose what kind of problem it is."))
        return form

    def wrong(self, name: str, message: str) -> None:
        """Something to mend before this can be taken."""
        self.errors.append(FieldError(name, message))

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return self.words if name == "description" else ""

    def error(self, name: str) -> str | None:
        """What is wrong with a field, in words."""
        return next((str(error.message) for error in self.errors if error.field == name), None)
