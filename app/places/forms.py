"""What is asked of places, as it came over the wire; forms collect errors, they never raise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import FieldError
from app.i18n import _
from app.places.points import read_point


@dataclass(slots=True)
class PlacesForm:
    """Words to search for, and the place near which they are meant."""

    text: str = ""
    near: tuple[float, float] | None = None
    errors: list[FieldError] = field(default_factory=list)

    @classmethod
    def parse(cls, args: Mapping[str, str]) -> "PlacesForm":
        """Read `q near`; an empty `near` is none."""
        form = cls(args.get("q", ""))
        if args.get("near"):
            latitude, _comma, longitude = args["near"].partition(",")
            form.near = read_point(latitude, longitude)
            if form.near is None:
                message = _("Give a place as latitude and longitude, like 39.95,-75.16.")
                form.errors.append(FieldError("near", message))
        return form
