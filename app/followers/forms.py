"""What a device sends of itself: its subscription, its language, what it wants to hear of and what no more."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.errors import SENTENCES, FieldError
from app.followers.areas import Area
from app.followers.models import AREA, CASE, NOTICES
from app.followers.operations import MOST_FOLLOWS
from app.followers.wishes import Wish
from app.i18n import current_language, languages
from app.security import is_secret_text

MOST_LETTERS = 120  # of one value
KEYS = ("p256dh", "auth")


@dataclass(slots=True)
class PushForm:
    """Read from JSON. `endpoint` and the keys are not checked yet (endpoints.py): only that they are text."""

    language: str = ""
    endpoint: str | None = None
    is_unsubscribed: bool = False  # the browser has no subscription any more; one that is not spoken of stays
    keys: Mapping[str, str] = field(default_factory=dict)
    follow: list[Wish] = field(default_factory=list)
    unfollow: list[Wish] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> "PushForm":
        """Read what a phone sends; what cannot be read is an error of its field."""
        form = cls(_language(payload.get("language")))
        form.is_unsubscribed = payload.get("subscription", "") is None
        form._subscription(payload.get("subscription"))
        form.follow = form._wishes("follow", payload.get("follow"))
        form.unfollow = form._wishes("unfollow", payload.get("unfollow"))
        return form

    def _subscription(self, sent: Any) -> None:
        if sent is None:
            return
        sent = sent if isinstance(sent, dict) else {}
        endpoint, keys = sent.get("endpoint"), sent.get("keys")
        keys = keys if isinstance(keys, dict) else {}
        if isinstance(endpoint, str) and all(isinstance(keys.get(name), str) for name in KEYS):
            self.endpoint, self.keys = endpoint, {name: keys[name] for name in KEYS}
        else:
            self._refuse("subscription")

    def _wishes(self, name: str, listed: Any) -> list[Wish]:
        entries = [] if listed is None else listed if isinstance(listed, list) else [None]
        wishes = [_wish(entry) for entry in entries[: MOST_FOLLOWS + 1]]
        if None in wishes or len(wishes) > MOST_FOLLOWS:
            self._refuse(name)
        return [wish for wish in wishes if wish]

    def _refuse(self, name: str) -> None:
        self.errors.append(FieldError(name, SENTENCES[400]))


def _language(sent: Any) -> str:
    """A language of the city, or else the one that answers are written in."""
    return sent if isinstance(sent, str) and sent in languages() else current_language()


def _wish(sent: Any) -> Wish | None:
    if not isinstance(sent, dict):
        return None
    if CASE in sent:
        return _case(sent)
    if AREA in sent:
        return _area(sent)
    return Wish(NOTICES) if sent.get(NOTICES) is True else None


def _case(sent: Mapping[str, Any]) -> Wish | None:
    number = _text(sent.get(CASE))
    return Wish(CASE, number, _keys(sent.get("report"))) if number else None


def _keys(sent: Any) -> dict[UUID, str]:
    """{report id: secret}; what is no key opens nothing."""
    sent = sent if isinstance(sent, dict) else {}
    secret = _text(sent.get("secret"), most=200)
    try:
        return {UUID(_text(sent.get("id"))): secret} if is_secret_text(secret) else {}
    except ValueError:
        return {}


def _area(sent: Mapping[str, Any]) -> Wish | None:
    area, service = sent[AREA], sent.get("service")
    if not isinstance(area, dict) or not (service is None or _text(service)):
        return None
    if slug := _text(area.get("neighbourhood")):
        return Wish(AREA, area=Area(slug=slug, service_code=service))
    return _circle(area, service)


def _circle(area: Mapping[str, Any], service: str | None) -> Wish | None:
    latitude, longitude = _number(area.get("lat"), 90), _number(area.get("long"), 180)
    radius = _number(area.get("radius_m"), 1e6)
    if latitude is None or longitude is None or radius is None or radius <= 0:
        return None
    label = " ".join(_text(area.get("label")).split())
    return Wish(AREA, area=Area(None, latitude, longitude, round(radius), service, label))


def _text(sent: Any, most: int = MOST_LETTERS) -> str:
    """Text without control characters, not longer than any that is meant; anything else is none."""
    is_text = isinstance(sent, str) and len(sent) <= most and sent.isprintable()
    return sent.strip() if is_text else ""


def _number(sent: Any, limit: float) -> float | None:
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        return None
    return float(sent) if math.isfinite(sent) and abs(sent) <= limit else None
